DROP INDEX `outbox_address`;--> statement-breakpoint
DROP INDEX `outbox_delivery`;--> statement-breakpoint
CREATE INDEX `outbox_expires` ON `outbox` (`expires_at`) WHERE "outbox"."payload_sealed" is not null;--> statement-breakpoint
CREATE INDEX `outbox_sending` ON `outbox` (`domain_key`) WHERE state = 'sending';--> statement-breakpoint
CREATE INDEX `outbox_held` ON `outbox` (`domain_key`) WHERE state = 'held';--> statement-breakpoint
CREATE INDEX `outbox_settled` ON `outbox` (`settled_at`) WHERE "outbox"."settled_at" is not null;--> statement-breakpoint
CREATE INDEX `outbox_address` ON `outbox` (`address_key`,`created_at`) WHERE "outbox"."address_key" is not null;--> statement-breakpoint
CREATE INDEX `outbox_delivery` ON `outbox` (`delivery_id`) WHERE "outbox"."delivery_id" is not null;