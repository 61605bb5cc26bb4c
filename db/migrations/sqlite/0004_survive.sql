CREATE TABLE `limit_counts` (
	`id` text PRIMARY KEY NOT NULL,
	`use_count` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `mail_holds` (
	`id` text PRIMARY KEY NOT NULL,
	`domain_sealed` text NOT NULL,
	`response` text NOT NULL,
	`phase` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `mail_pauses` (
	`id` text PRIMARY KEY NOT NULL,
	`response` text NOT NULL,
	`phase` text NOT NULL,
	`created_at` integer NOT NULL,
	`try_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `quarantined_signatures` (
	`quarantine_id` text NOT NULL,
	`signature_id` text NOT NULL,
	`before` text NOT NULL,
	PRIMARY KEY(`quarantine_id`, `signature_id`),
	FOREIGN KEY (`quarantine_id`) REFERENCES `quarantines`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`signature_id`) REFERENCES `signatures`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `quarantined_signatures_signature` ON `quarantined_signatures` (`signature_id`);--> statement-breakpoint
CREATE TABLE `quarantines` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`filter` text NOT NULL,
	`signature_count` integer NOT NULL,
	`counted_count` integer NOT NULL,
	`made_by` text NOT NULL,
	`made_at` integer NOT NULL,
	`undone_by` text,
	`undone_at` integer,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `quarantines_campaign` ON `quarantines` (`campaign_id`);--> statement-breakpoint
CREATE TABLE `suppressions` (
	`id` text PRIMARY KEY NOT NULL,
	`response` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `used_challenges` (
	`id` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
);
