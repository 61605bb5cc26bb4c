CREATE TABLE `inbound_mailboxes` (
	`id` text PRIMARY KEY NOT NULL,
	`uid_validity` text NOT NULL,
	`last_uid` text NOT NULL,
	`fault` text,
	`fault_count` integer NOT NULL,
	`fault_at` integer,
	`try_at` integer NOT NULL,
	`read_at` integer
);
--> statement-breakpoint
CREATE TABLE `inbound_mails` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`content_key` text NOT NULL,
	`state` text NOT NULL,
	`raw_sealed` text,
	`outbox_id` text,
	`kind` text,
	`status_code` text,
	`response` text,
	`tries_count` integer NOT NULL,
	`look_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`settled_at` integer,
	FOREIGN KEY (`outbox_id`) REFERENCES `outbox`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbound_mails_content_key_unique` ON `inbound_mails` (`content_key`);--> statement-breakpoint
CREATE INDEX `inbound_mails_outbox` ON `inbound_mails` (`outbox_id`);--> statement-breakpoint
CREATE INDEX `inbound_mails_waiting` ON `inbound_mails` (`look_at`) WHERE state = 'received';--> statement-breakpoint
CREATE INDEX `inbound_mails_unclear` ON `inbound_mails` (`received_at`) WHERE state = 'unclear';--> statement-breakpoint
ALTER TABLE `deliveries` ADD `replaces_id` text;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `link_hash` text;--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_replaces_id_unique` ON `deliveries` (`replaces_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_link_hash_unique` ON `deliveries` (`link_hash`);