CREATE TABLE "country_tallies" (
	"campaign_id" text NOT NULL,
	"country" text NOT NULL,
	"confirmed_count" integer NOT NULL,
	CONSTRAINT "country_tallies_campaign_id_country_pk" PRIMARY KEY("campaign_id","country")
);
--> statement-breakpoint
CREATE TABLE "partner_invitations" (
	"id" text PRIMARY KEY NOT NULL,
	"campaign_id" text NOT NULL,
	"organisation_id" text NOT NULL,
	"invited_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"answered_by" text,
	"accepted_at" timestamp (3) with time zone,
	"declined_at" timestamp (3) with time zone,
	"withdrawn_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "passkey_challenges" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"organiser_id" text,
	"browser_hash" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "passkeys" (
	"id" text PRIMARY KEY NOT NULL,
	"organiser_id" text NOT NULL,
	"public_key" text NOT NULL,
	"counter" integer NOT NULL,
	"transports" jsonb NOT NULL,
	"is_backed_up" boolean NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "campaign_recipients" ADD COLUMN "for_whom" text DEFAULT 'everyone' NOT NULL;--> statement-breakpoint
ALTER TABLE "campaign_recipients" ADD COLUMN "countries" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "needs_second_person" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "stories" ADD COLUMN "picture" text;--> statement-breakpoint
ALTER TABLE "stories" ADD COLUMN "picture_url" text;--> statement-breakpoint
ALTER TABLE "stories" ADD COLUMN "picture_alt" text;--> statement-breakpoint
ALTER TABLE "stories" ADD COLUMN "picture_credit" text;--> statement-breakpoint
ALTER TABLE "country_tallies" ADD CONSTRAINT "country_tallies_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partner_invitations" ADD CONSTRAINT "partner_invitations_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partner_invitations" ADD CONSTRAINT "partner_invitations_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partner_invitations" ADD CONSTRAINT "partner_invitations_invited_by_organisers_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."organisers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partner_invitations" ADD CONSTRAINT "partner_invitations_answered_by_organisers_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."organisers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkey_challenges" ADD CONSTRAINT "passkey_challenges_organiser_id_organisers_id_fk" FOREIGN KEY ("organiser_id") REFERENCES "public"."organisers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_organiser_id_organisers_id_fk" FOREIGN KEY ("organiser_id") REFERENCES "public"."organisers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "partner_invitations_open" ON "partner_invitations" USING btree ("campaign_id","organisation_id") WHERE accepted_at is null and declined_at is null and withdrawn_at is null;--> statement-breakpoint
CREATE INDEX "partner_invitations_organisation" ON "partner_invitations" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "passkeys_organiser" ON "passkeys" USING btree ("organiser_id");--> statement-breakpoint
INSERT INTO country_tallies (campaign_id, country, confirmed_count)
SELECT e.campaign_id, s.country, SUM(CASE WHEN e.kind = 'confirmed' THEN 1 ELSE -1 END)
FROM count_events e JOIN signatures s ON s.id = e.signature_id
WHERE e.is_counted GROUP BY e.campaign_id, s.country;
