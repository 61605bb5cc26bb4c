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
