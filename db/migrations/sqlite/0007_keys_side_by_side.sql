DROP INDEX `signatures_content_key_unique`;--> statement-breakpoint
DROP INDEX `signatures_address`;--> statement-breakpoint
CREATE UNIQUE INDEX `signatures_address_content` ON `signatures` (`address_key`,`content_key`);