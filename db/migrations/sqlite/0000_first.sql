CREATE TABLE `attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`outbox_id` text NOT NULL,
	`number` integer NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`result` text,
	`response` text,
	`response_code` integer,
	`phase` text,
	FOREIGN KEY (`outbox_id`) REFERENCES `outbox`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `attempts_number` ON `attempts` (`outbox_id`,`number`);--> statement-breakpoint
CREATE TABLE `campaign_organisations` (
	`campaign_id` text NOT NULL,
	`organisation_id` text NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`campaign_id`, `organisation_id`),
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`organisation_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `campaign_organisations_organisation` ON `campaign_organisations` (`organisation_id`);--> statement-breakpoint
CREATE TABLE `campaign_recipients` (
	`campaign_id` text NOT NULL,
	`recipient_id` text NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`campaign_id`, `recipient_id`),
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`recipient_id`) REFERENCES `recipients`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `campaign_texts` (
	`campaign_id` text NOT NULL,
	`language` text NOT NULL,
	`title` text NOT NULL,
	`summary` text NOT NULL,
	`demand` text NOT NULL,
	`body` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`campaign_id`, `language`),
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `campaigns` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`organisation_id` text NOT NULL,
	`state` text NOT NULL,
	`original_language` text NOT NULL,
	`goal` integer NOT NULL,
	`is_high_risk` integer NOT NULL,
	`example_year` integer,
	`closes_at` integer,
	`published_at` integer,
	`closed_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`organisation_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `campaigns_slug_unique` ON `campaigns` (`slug`);--> statement-breakpoint
CREATE TABLE `confirmations` (
	`id` text PRIMARY KEY NOT NULL,
	`signature_id` text NOT NULL,
	`token_hash` text NOT NULL,
	`handle_hash` text NOT NULL,
	`code_hash` text NOT NULL,
	`tries_count` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`signature_id`) REFERENCES `signatures`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `confirmations_token_hash_unique` ON `confirmations` (`token_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `confirmations_handle_hash_unique` ON `confirmations` (`handle_hash`);--> statement-breakpoint
CREATE INDEX `confirmations_signature` ON `confirmations` (`signature_id`);--> statement-breakpoint
CREATE TABLE `consents` (
	`id` text PRIMARY KEY NOT NULL,
	`signature_id` text NOT NULL,
	`kind` text NOT NULL,
	`choice` text NOT NULL,
	`text_version` text NOT NULL,
	`words` text NOT NULL,
	`language` text NOT NULL,
	`given_at` integer NOT NULL,
	FOREIGN KEY (`signature_id`) REFERENCES `signatures`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `consents_signature` ON `consents` (`signature_id`);--> statement-breakpoint
CREATE TABLE `count_events` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`signature_id` text NOT NULL,
	`kind` text NOT NULL,
	`is_counted` integer NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `count_events_waiting` ON `count_events` (`campaign_id`) WHERE is_counted = false;--> statement-breakpoint
CREATE INDEX `count_events_signature` ON `count_events` (`signature_id`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`recipient_id` text NOT NULL,
	`letter_id` text NOT NULL,
	`state` text NOT NULL,
	`held_reason` text,
	`reference` text NOT NULL,
	`to_email` text NOT NULL,
	`subject` text NOT NULL,
	`language` text NOT NULL,
	`signature_count` integer NOT NULL,
	`disclosed` text NOT NULL,
	`message_id` text NOT NULL,
	`message_sha256` text,
	`pdf_sha256` text,
	`render_tries` integer NOT NULL,
	`render_fault` text,
	`prepared_by` text NOT NULL,
	`prepared_at` integer NOT NULL,
	`rendered_at` integer,
	`approved_by` text,
	`approved_at` integer,
	`accepted_at` integer,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`recipient_id`) REFERENCES `recipients`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`letter_id`) REFERENCES `letters`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`prepared_by`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`approved_by`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_reference_unique` ON `deliveries` (`reference`);--> statement-breakpoint
CREATE INDEX `deliveries_campaign` ON `deliveries` (`campaign_id`,`prepared_at`);--> statement-breakpoint
CREATE INDEX `deliveries_state` ON `deliveries` (`state`);--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_underway` ON `deliveries` (`campaign_id`,`recipient_id`) WHERE state in ('draft', 'approved', 'queued', 'sending', 'deferred', 'unknown');--> statement-breakpoint
CREATE TABLE `delivery_signatures` (
	`delivery_id` text NOT NULL,
	`signature_id` text NOT NULL,
	PRIMARY KEY(`delivery_id`, `signature_id`),
	FOREIGN KEY (`delivery_id`) REFERENCES `deliveries`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`signature_id`) REFERENCES `signatures`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `delivery_signatures_signature` ON `delivery_signatures` (`signature_id`);--> statement-breakpoint
CREATE TABLE `frozen_mails` (
	`delivery_id` text PRIMARY KEY NOT NULL,
	`message_sealed` text NOT NULL,
	`pdf_sealed` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`delivery_id`) REFERENCES `deliveries`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `letters` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`language` text NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL,
	`is_original` integer NOT NULL,
	`translator` text,
	`subject` text NOT NULL,
	`body` text NOT NULL,
	`sha256` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `letters_version` ON `letters` (`campaign_id`,`language`,`version`);--> statement-breakpoint
CREATE UNIQUE INDEX `letters_current` ON `letters` (`campaign_id`,`language`) WHERE state = 'current';--> statement-breakpoint
CREATE TABLE `members` (
	`organisation_id` text NOT NULL,
	`organiser_id` text NOT NULL,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`organisation_id`, `organiser_id`),
	FOREIGN KEY (`organisation_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`organiser_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `members_organiser` ON `members` (`organiser_id`);--> statement-breakpoint
CREATE TABLE `organisations` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`letterhead` text NOT NULL,
	`reply_to` text,
	`default_language` text NOT NULL,
	`time_zone` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `organisations_slug_unique` ON `organisations` (`slug`);--> statement-breakpoint
CREATE TABLE `organisers` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`email_key` text NOT NULL,
	`email_sealed` text NOT NULL,
	`language` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `organisers_email_key_unique` ON `organisers` (`email_key`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`payload_sealed` text,
	`address_key` text,
	`domain_key` text NOT NULL,
	`message_id` text NOT NULL,
	`signature_id` text,
	`delivery_id` text,
	`attempt_count` integer NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`lease_until` integer,
	`leased_by` text,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	FOREIGN KEY (`signature_id`) REFERENCES `signatures`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`delivery_id`) REFERENCES `deliveries`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_message_id_unique` ON `outbox` (`message_id`);--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`next_attempt_at`) WHERE "outbox"."payload_sealed" is not null;--> statement-breakpoint
CREATE INDEX `outbox_address` ON `outbox` (`address_key`,`created_at`);--> statement-breakpoint
CREATE INDEX `outbox_delivery` ON `outbox` (`delivery_id`);--> statement-breakpoint
CREATE INDEX `outbox_signature` ON `outbox` (`signature_id`);--> statement-breakpoint
CREATE TABLE `recipient_addresses` (
	`id` text PRIMARY KEY NOT NULL,
	`recipient_id` text NOT NULL,
	`email` text NOT NULL,
	`position` integer NOT NULL,
	`checked_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`recipient_id`) REFERENCES `recipients`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `recipient_addresses_email` ON `recipient_addresses` (`recipient_id`,`email`);--> statement-breakpoint
CREATE TABLE `recipients` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`organisation_id` text,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`country` text NOT NULL,
	`host_country` text NOT NULL,
	`city` text NOT NULL,
	`postal_address` text NOT NULL,
	`languages` text NOT NULL,
	`addressee` text NOT NULL,
	`salutation` text NOT NULL,
	`time_zone` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`organisation_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `recipients_slug_unique` ON `recipients` (`slug`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`organiser_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`organiser_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sessions_organiser` ON `sessions` (`organiser_id`);--> statement-breakpoint
CREATE TABLE `sign_ins` (
	`id` text PRIMARY KEY NOT NULL,
	`organiser_id` text,
	`code_hash` text,
	`browser_hash` text,
	`token_hash` text,
	`tries_count` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`organiser_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sign_ins_token_hash_unique` ON `sign_ins` (`token_hash`);--> statement-breakpoint
CREATE INDEX `sign_ins_browser` ON `sign_ins` (`browser_hash`);--> statement-breakpoint
CREATE TABLE `signatures` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`letter_id` text NOT NULL,
	`state` text NOT NULL,
	`language` text NOT NULL,
	`name` text,
	`name_key` text,
	`email_sealed` text,
	`address_key` text,
	`slot_key` text,
	`content_key` text,
	`country` text NOT NULL,
	`city` text,
	`line` text,
	`line_state` text NOT NULL,
	`disclosure` text NOT NULL,
	`is_public` integer NOT NULL,
	`wants_updates` integer NOT NULL,
	`salt` text,
	`withdraw_hash` text,
	`ip_hash` text,
	`signals` text NOT NULL,
	`created_at` integer NOT NULL,
	`confirmed_at` integer,
	`withdrawn_at` integer,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`letter_id`) REFERENCES `letters`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `signatures_slot_key_unique` ON `signatures` (`slot_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `signatures_content_key_unique` ON `signatures` (`content_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `signatures_withdraw_hash_unique` ON `signatures` (`withdraw_hash`);--> statement-breakpoint
CREATE INDEX `signatures_countable` ON `signatures` (`campaign_id`,`confirmed_at`) WHERE state = 'confirmed';--> statement-breakpoint
CREATE INDEX `signatures_listed` ON `signatures` (`campaign_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `signatures_address` ON `signatures` (`address_key`);--> statement-breakpoint
CREATE INDEX `signatures_pending` ON `signatures` (`created_at`) WHERE state = 'pending';--> statement-breakpoint
CREATE TABLE `stories` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`is_main` integer NOT NULL,
	`position` integer NOT NULL,
	`publisher` text,
	`headline` text NOT NULL,
	`author` text,
	`url` text,
	`reported_on` text,
	`place` text,
	`language` text NOT NULL,
	`summary` text NOT NULL,
	`quotes` text NOT NULL,
	`read_at` integer,
	`archive_sha256` text,
	`archive` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `stories_campaign` ON `stories` (`campaign_id`);--> statement-breakpoint
CREATE TABLE `tallies` (
	`campaign_id` text PRIMARY KEY NOT NULL,
	`confirmed_count` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action
);
