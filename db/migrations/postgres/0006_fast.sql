CREATE TABLE "count_faults" (
	"campaign_id" text NOT NULL,
	"country" text NOT NULL,
	"kept_count" integer NOT NULL,
	"row_count" integer NOT NULL,
	"found_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "count_faults_campaign_id_country_pk" PRIMARY KEY("campaign_id","country")
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"name" text PRIMARY KEY NOT NULL,
	"leased_by" text,
	"lease_until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
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
CREATE TABLE "readings" (
	"id" text PRIMARY KEY NOT NULL,
	"organiser_id" text NOT NULL,
	"address" text NOT NULL,
	"reading" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "outbox_address";--> statement-breakpoint
DROP INDEX "outbox_delivery";--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "gather_after" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "gather_share" jsonb;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "setting_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "count_faults" ADD CONSTRAINT "count_faults_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letter_volumes" ADD CONSTRAINT "letter_volumes_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "letter_volumes_number" ON "letter_volumes" USING btree ("delivery_id","number");--> statement-breakpoint
CREATE INDEX "outbox_expires" ON "outbox" USING btree ("expires_at") WHERE "outbox"."payload_sealed" is not null;--> statement-breakpoint
CREATE INDEX "outbox_sending" ON "outbox" USING btree ("domain_key") WHERE state = 'sending';--> statement-breakpoint
CREATE INDEX "outbox_held" ON "outbox" USING btree ("domain_key") WHERE state = 'held';--> statement-breakpoint
CREATE INDEX "outbox_settled" ON "outbox" USING btree ("settled_at") WHERE "outbox"."settled_at" is not null;--> statement-breakpoint
CREATE INDEX "outbox_address" ON "outbox" USING btree ("address_key","created_at") WHERE "outbox"."address_key" is not null;--> statement-breakpoint
CREATE INDEX "outbox_delivery" ON "outbox" USING btree ("delivery_id") WHERE "outbox"."delivery_id" is not null;