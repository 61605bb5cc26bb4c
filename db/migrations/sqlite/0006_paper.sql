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
ALTER TABLE `deliveries` ADD `gather_after` text;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `gather_share` text;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `setting_until` integer;