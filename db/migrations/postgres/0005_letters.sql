ALTER TABLE "deliveries" ADD COLUMN "replaces_id" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "link_hash" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_replaces_id_unique" UNIQUE("replaces_id");--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_link_hash_unique" UNIQUE("link_hash");