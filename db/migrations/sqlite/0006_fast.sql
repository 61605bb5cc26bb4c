CREATE TABLE `count_faults` (
	`campaign_id` text NOT NULL,
	`country` text NOT NULL,
	`kept_count` integer NOT NULL,
	`row_count` integer NOT NULL,
	`found_at` integer NOT NULL,
	PRIMARY KEY(`campaign_id`, `country`),
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `jobs` (
	`name` text PRIMARY KEY NOT NULL,
	`leased_by` text,
	`lease_until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `letter_volumes` (
	`id` text PRIMARY KEY NOT NULL,
	`delivery_id` text NOT NULL,
	`number` integer NOT NULL,
	`signature_count` integer NOT NULL,
	`pages` integer NOT NULL,
	`bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`through` text NOT NULL,
	`pdf_sealed` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`delivery_id`) REFERENCES `deliveries`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `letter_volumes_number` ON `letter_volumes` (`delivery_id`,`number`);--> statement-breakpoint
CREATE TABLE `readings` (
	`id` text PRIMARY KEY NOT NULL,
	`organiser_id` text NOT NULL,
	`address` text NOT NULL,
	`reading` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
DROP INDEX `outbox_address`;--> statement-breakpoint
DROP INDEX `outbox_delivery`;--> statement-breakpoint
CREATE INDEX `outbox_expires` ON `outbox` (`expires_at`) WHERE "outbox"."payload_sealed" is not null;--> statement-breakpoint
CREATE INDEX `outbox_sending` ON `outbox` (`domain_key`) WHERE state = 'sending';--> statement-breakpoint
CREATE INDEX `outbox_held` ON `outbox` (`domain_key`) WHERE state = 'held';--> statement-breakpoint
CREATE INDEX `outbox_settled` ON `outbox` (`settled_at`) WHERE "outbox"."settled_at" is not null;--> statement-breakpoint
CREATE INDEX `outbox_address` ON `outbox` (`address_key`,`created_at`) WHERE "outbox"."address_key" is not null;--> statement-breakpoint
CREATE INDEX `outbox_delivery` ON `outbox` (`delivery_id`) WHERE "outbox"."delivery_id" is not null;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `gather_after` text;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `gather_share` text;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `setting_until` integer;