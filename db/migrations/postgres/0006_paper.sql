CREATE TABLE "letter_volumes" (
	"id" text PRIMARY KEY NOT NULL,
	"delivery_id" text NOT NULL,
	"number" integer NOT NULL,
	"signature_count" integer NOT NULL,
	"pages" integer NOT NULL,
	"bytes" integer NOT NULL,
	"sha256" text NOT NULL,
	"through" jsonb NOT NULL,
	"pdf_sealed" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "gather_after" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "gather_share" jsonb;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "setting_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "letter_volumes" ADD CONSTRAINT "letter_volumes_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "letter_volumes_number" ON "letter_volumes" USING btree ("delivery_id","number");