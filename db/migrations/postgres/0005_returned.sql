CREATE TABLE "inbound_mailboxes" (
	"id" text PRIMARY KEY NOT NULL,
	"uid_validity" text NOT NULL,
	"last_uid" text NOT NULL,
	"fault" text,
	"fault_count" integer NOT NULL,
	"fault_at" timestamp (3) with time zone,
	"try_at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "inbound_mails" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"content_key" text NOT NULL,
	"state" text NOT NULL,
	"raw_sealed" text,
	"outbox_id" text,
	"kind" text,
	"status_code" text,
	"response" text,
	"tries_count" integer NOT NULL,
	"look_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "inbound_mails_content_key_unique" UNIQUE("content_key")
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "replaces_id" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "link_hash" text;--> statement-breakpoint
ALTER TABLE "inbound_mails" ADD CONSTRAINT "inbound_mails_outbox_id_outbox_id_fk" FOREIGN KEY ("outbox_id") REFERENCES "public"."outbox"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "inbound_mails_outbox" ON "inbound_mails" USING btree ("outbox_id");--> statement-breakpoint
CREATE INDEX "inbound_mails_waiting" ON "inbound_mails" USING btree ("look_at") WHERE state = 'received';--> statement-breakpoint
CREATE INDEX "inbound_mails_unclear" ON "inbound_mails" USING btree ("received_at") WHERE state = 'unclear';--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_replaces_id_unique" UNIQUE("replaces_id");--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_link_hash_unique" UNIQUE("link_hash");