CREATE TABLE `country_tallies` (
	`campaign_id` text NOT NULL,
	`country` text NOT NULL,
	`confirmed_count` integer NOT NULL,
	PRIMARY KEY(`campaign_id`, `country`),
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `partner_invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`organisation_id` text NOT NULL,
	`invited_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`answered_by` text,
	`accepted_at` integer,
	`declined_at` integer,
	`withdrawn_at` integer,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`organisation_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`invited_by`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`answered_by`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `partner_invitations_open` ON `partner_invitations` (`campaign_id`,`organisation_id`) WHERE accepted_at is null and declined_at is null and withdrawn_at is null;--> statement-breakpoint
CREATE INDEX `partner_invitations_organisation` ON `partner_invitations` (`organisation_id`);--> statement-breakpoint
CREATE TABLE `passkey_challenges` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`organiser_id` text,
	`browser_hash` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`organiser_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`organiser_id` text NOT NULL,
	`public_key` text NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`is_backed_up` integer NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`organiser_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `passkeys_organiser` ON `passkeys` (`organiser_id`);--> statement-breakpoint
ALTER TABLE `campaign_recipients` ADD `for_whom` text DEFAULT 'everyone' NOT NULL;--> statement-breakpoint
ALTER TABLE `campaign_recipients` ADD `countries` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `organisations` ADD `needs_second_person` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `stories` ADD `picture` text;--> statement-breakpoint
ALTER TABLE `stories` ADD `picture_url` text;--> statement-breakpoint
ALTER TABLE `stories` ADD `picture_alt` text;--> statement-breakpoint
ALTER TABLE `stories` ADD `picture_credit` text;--> statement-breakpoint
INSERT INTO country_tallies (campaign_id, country, confirmed_count)
SELECT e.campaign_id, s.country, SUM(CASE WHEN e.kind = 'confirmed' THEN 1 ELSE -1 END)
FROM count_events e JOIN signatures s ON s.id = e.signature_id
WHERE e.is_counted = 1 GROUP BY e.campaign_id, s.country;
