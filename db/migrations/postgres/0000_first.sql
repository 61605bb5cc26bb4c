CREATE TABLE "attempts" (
	"id" text PRIMARY KEY NOT NULL,
	"outbox_id" text NOT NULL,
	"number" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"result" text,
	"response" text,
	"response_code" integer,
	"phase" text
);
--> statement-breakpoint
CREATE TABLE "campaign_organisations" (
	"campaign_id" text NOT NULL,
	"organisation_id" text NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "campaign_organisations_campaign_id_organisation_id_pk" PRIMARY KEY("campaign_id","organisation_id")
);
--> statement-breakpoint
CREATE TABLE "campaign_recipients" (
	"campaign_id" text NOT NULL,
	"recipient_id" text NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "campaign_recipients_campaign_id_recipient_id_pk" PRIMARY KEY("campaign_id","recipient_id")
);
--> statement-breakpoint
CREATE TABLE "campaign_texts" (
	"campaign_id" text NOT NULL,
	"language" text NOT NULL,
	"title" text NOT NULL,
	"summary" text NOT NULL,
	"demand" text NOT NULL,
	"body" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "campaign_texts_campaign_id_language_pk" PRIMARY KEY("campaign_id","language")
);
--> statement-breakpoint
CREATE TABLE "campaigns" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"organisation_id" text NOT NULL,
	"state" text NOT NULL,
	"original_language" text NOT NULL,
	"goal" integer NOT NULL,
	"is_high_risk" boolean NOT NULL,
	"example_year" integer,
	"closes_at" timestamp (3) with time zone,
	"published_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "campaigns_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "confirmations" (
	"id" text PRIMARY KEY NOT NULL,
	"signature_id" text NOT NULL,
	"token_hash" text NOT NULL,
	"handle_hash" text NOT NULL,
	"code_hash" text NOT NULL,
	"tries_count" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "confirmations_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "confirmations_handle_hash_unique" UNIQUE("handle_hash")
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"id" text PRIMARY KEY NOT NULL,
	"signature_id" text NOT NULL,
	"kind" text NOT NULL,
	"choice" text NOT NULL,
	"text_version" text NOT NULL,
	"words" text NOT NULL,
	"language" text NOT NULL,
	"given_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "count_events" (
	"id" text PRIMARY KEY NOT NULL,
	"campaign_id" text NOT NULL,
	"signature_id" text NOT NULL,
	"kind" text NOT NULL,
	"is_counted" boolean NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"campaign_id" text NOT NULL,
	"recipient_id" text NOT NULL,
	"letter_id" text NOT NULL,
	"state" text NOT NULL,
	"held_reason" text,
	"reference" text NOT NULL,
	"to_email" text NOT NULL,
	"subject" text NOT NULL,
	"language" text NOT NULL,
	"signature_count" integer NOT NULL,
	"disclosed" jsonb NOT NULL,
	"message_id" text NOT NULL,
	"message_sha256" text,
	"pdf_sha256" text,
	"render_tries" integer NOT NULL,
	"render_fault" text,
	"prepared_by" text NOT NULL,
	"prepared_at" timestamp (3) with time zone NOT NULL,
	"rendered_at" timestamp (3) with time zone,
	"approved_by" text,
	"approved_at" timestamp (3) with time zone,
	"accepted_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "deliveries_reference_unique" UNIQUE("reference")
);
--> statement-breakpoint
CREATE TABLE "delivery_signatures" (
	"delivery_id" text NOT NULL,
	"signature_id" text NOT NULL,
	CONSTRAINT "delivery_signatures_delivery_id_signature_id_pk" PRIMARY KEY("delivery_id","signature_id")
);
--> statement-breakpoint
CREATE TABLE "frozen_mails" (
	"delivery_id" text PRIMARY KEY NOT NULL,
	"message_sealed" text NOT NULL,
	"pdf_sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "letters" (
	"id" text PRIMARY KEY NOT NULL,
	"campaign_id" text NOT NULL,
	"language" text NOT NULL,
	"version" integer NOT NULL,
	"state" text NOT NULL,
	"is_original" boolean NOT NULL,
	"translator" text,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"sha256" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "members" (
	"organisation_id" text NOT NULL,
	"organiser_id" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "members_organisation_id_organiser_id_pk" PRIMARY KEY("organisation_id","organiser_id")
);
--> statement-breakpoint
CREATE TABLE "organisations" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" jsonb NOT NULL,
	"letterhead" jsonb NOT NULL,
	"reply_to" text,
	"default_language" text NOT NULL,
	"time_zone" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "organisations_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "organisers" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email_key" text NOT NULL,
	"email_sealed" text NOT NULL,
	"language" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "organisers_email_key_unique" UNIQUE("email_key")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"payload_sealed" text,
	"address_key" text,
	"domain_key" text NOT NULL,
	"message_id" text NOT NULL,
	"signature_id" text,
	"delivery_id" text,
	"attempt_count" integer NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"leased_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "outbox_message_id_unique" UNIQUE("message_id")
);
--> statement-breakpoint
CREATE TABLE "recipient_addresses" (
	"id" text PRIMARY KEY NOT NULL,
	"recipient_id" text NOT NULL,
	"email" text NOT NULL,
	"position" integer NOT NULL,
	"checked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recipients" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"organisation_id" text,
	"kind" text NOT NULL,
	"name" jsonb NOT NULL,
	"country" text NOT NULL,
	"host_country" text NOT NULL,
	"city" jsonb NOT NULL,
	"postal_address" jsonb NOT NULL,
	"languages" jsonb NOT NULL,
	"addressee" jsonb NOT NULL,
	"salutation" jsonb NOT NULL,
	"time_zone" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "recipients_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"organiser_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sign_ins" (
	"id" text PRIMARY KEY NOT NULL,
	"organiser_id" text,
	"code_hash" text,
	"browser_hash" text,
	"token_hash" text,
	"tries_count" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "sign_ins_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "signatures" (
	"id" text PRIMARY KEY NOT NULL,
	"campaign_id" text NOT NULL,
	"letter_id" text NOT NULL,
	"state" text NOT NULL,
	"language" text NOT NULL,
	"name" text,
	"name_key" text,
	"email_sealed" text,
	"address_key" text,
	"slot_key" text,
	"content_key" text,
	"country" text NOT NULL,
	"city" text,
	"line" text,
	"line_state" text NOT NULL,
	"disclosure" text NOT NULL,
	"is_public" boolean NOT NULL,
	"wants_updates" boolean NOT NULL,
	"salt" text,
	"withdraw_hash" text,
	"ip_hash" text,
	"signals" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "signatures_slot_key_unique" UNIQUE("slot_key"),
	CONSTRAINT "signatures_content_key_unique" UNIQUE("content_key"),
	CONSTRAINT "signatures_withdraw_hash_unique" UNIQUE("withdraw_hash")
);
--> statement-breakpoint
CREATE TABLE "stories" (
	"id" text PRIMARY KEY NOT NULL,
	"campaign_id" text NOT NULL,
	"is_main" boolean NOT NULL,
	"position" integer NOT NULL,
	"publisher" text,
	"headline" text NOT NULL,
	"author" text,
	"url" text,
	"reported_on" text,
	"place" text,
	"language" text NOT NULL,
	"summary" jsonb NOT NULL,
	"quotes" jsonb NOT NULL,
	"read_at" timestamp (3) with time zone,
	"archive_sha256" text,
	"archive" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tallies" (
	"campaign_id" text PRIMARY KEY NOT NULL,
	"confirmed_count" integer NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_outbox_id_outbox_id_fk" FOREIGN KEY ("outbox_id") REFERENCES "public"."outbox"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_organisations" ADD CONSTRAINT "campaign_organisations_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_organisations" ADD CONSTRAINT "campaign_organisations_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_recipients" ADD CONSTRAINT "campaign_recipients_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_recipients" ADD CONSTRAINT "campaign_recipients_recipient_id_recipients_id_fk" FOREIGN KEY ("recipient_id") REFERENCES "public"."recipients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_texts" ADD CONSTRAINT "campaign_texts_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "confirmations" ADD CONSTRAINT "confirmations_signature_id_signatures_id_fk" FOREIGN KEY ("signature_id") REFERENCES "public"."signatures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_signature_id_signatures_id_fk" FOREIGN KEY ("signature_id") REFERENCES "public"."signatures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "count_events" ADD CONSTRAINT "count_events_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_recipient_id_recipients_id_fk" FOREIGN KEY ("recipient_id") REFERENCES "public"."recipients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_letter_id_letters_id_fk" FOREIGN KEY ("letter_id") REFERENCES "public"."letters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_prepared_by_organisers_id_fk" FOREIGN KEY ("prepared_by") REFERENCES "public"."organisers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_approved_by_organisers_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."organisers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_signatures" ADD CONSTRAINT "delivery_signatures_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_signatures" ADD CONSTRAINT "delivery_signatures_signature_id_signatures_id_fk" FOREIGN KEY ("signature_id") REFERENCES "public"."signatures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "frozen_mails" ADD CONSTRAINT "frozen_mails_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_organiser_id_organisers_id_fk" FOREIGN KEY ("organiser_id") REFERENCES "public"."organisers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_signature_id_signatures_id_fk" FOREIGN KEY ("signature_id") REFERENCES "public"."signatures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_addresses" ADD CONSTRAINT "recipient_addresses_recipient_id_recipients_id_fk" FOREIGN KEY ("recipient_id") REFERENCES "public"."recipients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipients" ADD CONSTRAINT "recipients_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_organiser_id_organisers_id_fk" FOREIGN KEY ("organiser_id") REFERENCES "public"."organisers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_ins" ADD CONSTRAINT "sign_ins_organiser_id_organisers_id_fk" FOREIGN KEY ("organiser_id") REFERENCES "public"."organisers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_letter_id_letters_id_fk" FOREIGN KEY ("letter_id") REFERENCES "public"."letters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stories" ADD CONSTRAINT "stories_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tallies" ADD CONSTRAINT "tallies_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_number" ON "attempts" USING btree ("outbox_id","number");--> statement-breakpoint
CREATE INDEX "campaign_organisations_organisation" ON "campaign_organisations" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "confirmations_signature" ON "confirmations" USING btree ("signature_id");--> statement-breakpoint
CREATE INDEX "consents_signature" ON "consents" USING btree ("signature_id");--> statement-breakpoint
CREATE INDEX "count_events_waiting" ON "count_events" USING btree ("campaign_id") WHERE is_counted = false;--> statement-breakpoint
CREATE INDEX "count_events_signature" ON "count_events" USING btree ("signature_id");--> statement-breakpoint
CREATE INDEX "deliveries_campaign" ON "deliveries" USING btree ("campaign_id","prepared_at");--> statement-breakpoint
CREATE INDEX "deliveries_state" ON "deliveries" USING btree ("state");--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_underway" ON "deliveries" USING btree ("campaign_id","recipient_id") WHERE state in ('draft', 'approved', 'queued', 'sending', 'deferred', 'unknown');--> statement-breakpoint
CREATE INDEX "delivery_signatures_signature" ON "delivery_signatures" USING btree ("signature_id");--> statement-breakpoint
CREATE UNIQUE INDEX "letters_version" ON "letters" USING btree ("campaign_id","language","version");--> statement-breakpoint
CREATE UNIQUE INDEX "letters_current" ON "letters" USING btree ("campaign_id","language") WHERE state = 'current';--> statement-breakpoint
CREATE INDEX "members_organiser" ON "members" USING btree ("organiser_id");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("next_attempt_at") WHERE "outbox"."payload_sealed" is not null;--> statement-breakpoint
CREATE INDEX "outbox_address" ON "outbox" USING btree ("address_key","created_at");--> statement-breakpoint
CREATE INDEX "outbox_delivery" ON "outbox" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "outbox_signature" ON "outbox" USING btree ("signature_id");--> statement-breakpoint
CREATE UNIQUE INDEX "recipient_addresses_email" ON "recipient_addresses" USING btree ("recipient_id","email");--> statement-breakpoint
CREATE INDEX "sessions_organiser" ON "sessions" USING btree ("organiser_id");--> statement-breakpoint
CREATE INDEX "sign_ins_browser" ON "sign_ins" USING btree ("browser_hash");--> statement-breakpoint
CREATE INDEX "signatures_countable" ON "signatures" USING btree ("campaign_id","confirmed_at") WHERE state = 'confirmed';--> statement-breakpoint
CREATE INDEX "signatures_listed" ON "signatures" USING btree ("campaign_id","created_at");--> statement-breakpoint
CREATE INDEX "signatures_address" ON "signatures" USING btree ("address_key");--> statement-breakpoint
CREATE INDEX "signatures_pending" ON "signatures" USING btree ("created_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "stories_campaign" ON "stories" USING btree ("campaign_id");