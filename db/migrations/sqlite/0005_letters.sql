ALTER TABLE `deliveries` ADD `replaces_id` text;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `link_hash` text;--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_replaces_id_unique` ON `deliveries` (`replaces_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_link_hash_unique` ON `deliveries` (`link_hash`);