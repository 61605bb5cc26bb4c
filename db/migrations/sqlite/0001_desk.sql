CREATE TABLE `invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`organisation_id` text NOT NULL,
	`role` text NOT NULL,
	`email_key` text NOT NULL,
	`email_sealed` text NOT NULL,
	`token_hash` text NOT NULL,
	`invited_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`accepted_at` integer,
	`withdrawn_at` integer,
	FOREIGN KEY (`organisation_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`invited_by`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_token_hash_unique` ON `invitations` (`token_hash`);--> statement-breakpoint
CREATE INDEX `invitations_organisation` ON `invitations` (`organisation_id`);--> statement-breakpoint
CREATE TABLE `office_holders` (
	`id` text PRIMARY KEY NOT NULL,
	`recipient_id` text NOT NULL,
	`name` text NOT NULL,
	`since` text,
	`until` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`recipient_id`) REFERENCES `recipients`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `office_holders_recipient` ON `office_holders` (`recipient_id`);--> statement-breakpoint
CREATE TABLE `publication_approvals` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`revision` integer NOT NULL,
	`kind` text NOT NULL,
	`organiser_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`organiser_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `publication_approvals_campaign` ON `publication_approvals` (`campaign_id`);--> statement-breakpoint
CREATE TABLE `text_revisions` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`kind` text NOT NULL,
	`language` text NOT NULL,
	`number` integer NOT NULL,
	`words` text NOT NULL,
	`saved_by` text NOT NULL,
	`saved_at` integer NOT NULL,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`saved_by`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `text_revisions_number` ON `text_revisions` (`campaign_id`,`kind`,`language`,`number`);--> statement-breakpoint
ALTER TABLE `campaign_texts` ADD `state` text DEFAULT 'reviewed' NOT NULL;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `publish_at` integer;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `outcome` text;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `preview_hash` text;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `revision` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `campaigns_preview_hash_unique` ON `campaigns` (`preview_hash`);--> statement-breakpoint
ALTER TABLE `organisations` ADD `accent` text;--> statement-breakpoint
ALTER TABLE `organisations` ADD `logo` text;--> statement-breakpoint
ALTER TABLE `organisers` ADD `is_keeper` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `recipient_addresses` ADD `checked_by` text REFERENCES organisers(id);--> statement-breakpoint
ALTER TABLE `sessions` ADD `browser` text;--> statement-breakpoint
ALTER TABLE `stories` ADD `checked_at` integer;--> statement-breakpoint
ALTER TABLE `stories` ADD `change` text;--> statement-breakpoint
ALTER TABLE `stories` ADD `changed_archive` text;