CREATE TABLE "limit_counts" (
	"id" text PRIMARY KEY NOT NULL,
	"use_count" integer NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mail_holds" (
	"id" text PRIMARY KEY NOT NULL,
	"domain_sealed" text NOT NULL,
	"response" text NOT NULL,
	"phase" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mail_pauses" (
	"id" text PRIMARY KEY NOT NULL,
	"response" text NOT NULL,
	"phase" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"try_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quarantined_signatures" (
	"quarantine_id" text NOT NULL,
	"signature_id" text NOT NULL,
	"before" text NOT NULL,
	CONSTRAINT "quarantined_signatures_quarantine_id_signature_id_pk" PRIMARY KEY("quarantine_id","signature_id")
);
--> statement-breakpoint
CREATE TABLE "quarantines" (
	"id" text PRIMARY KEY NOT NULL,
	"campaign_id" text NOT NULL,
	"filter" jsonb NOT NULL,
	"signature_count" integer NOT NULL,
	"counted_count" integer NOT NULL,
	"made_by" text NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"undone_by" text,
	"undone_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "suppressions" (
	"id" text PRIMARY KEY NOT NULL,
	"response" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "used_challenges" (
	"id" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "quarantined_signatures" ADD CONSTRAINT "quarantined_signatures_quarantine_id_quarantines_id_fk" FOREIGN KEY ("quarantine_id") REFERENCES "public"."quarantines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quarantined_signatures" ADD CONSTRAINT "quarantined_signatures_signature_id_signatures_id_fk" FOREIGN KEY ("signature_id") REFERENCES "public"."signatures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quarantines" ADD CONSTRAINT "quarantines_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "quarantined_signatures_signature" ON "quarantined_signatures" USING btree ("signature_id");--> statement-breakpoint
CREATE INDEX "quarantines_campaign" ON "quarantines" USING btree ("campaign_id");