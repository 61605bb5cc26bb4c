DROP INDEX `signatures_countable`;--> statement-breakpoint
DROP INDEX `signatures_listed`;--> statement-breakpoint
CREATE INDEX `signatures_aside` ON `signatures` (`campaign_id`,`state`,`created_at`,`id`) WHERE state <> 'confirmed';--> statement-breakpoint
CREATE INDEX `signatures_letter` ON `signatures` (`letter_id`) WHERE state = 'confirmed';--> statement-breakpoint
CREATE INDEX `signatures_countable` ON `signatures` (`campaign_id`,`confirmed_at`,`id`) WHERE state = 'confirmed';--> statement-breakpoint
CREATE INDEX `signatures_listed` ON `signatures` (`campaign_id`,`created_at`,`id`);