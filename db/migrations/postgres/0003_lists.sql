DROP INDEX "signatures_countable";--> statement-breakpoint
DROP INDEX "signatures_listed";--> statement-breakpoint
CREATE INDEX "signatures_aside" ON "signatures" USING btree ("campaign_id","state","created_at","id") WHERE state <> 'confirmed';--> statement-breakpoint
CREATE INDEX "signatures_letter" ON "signatures" USING btree ("letter_id") WHERE state = 'confirmed';--> statement-breakpoint
CREATE INDEX "signatures_countable" ON "signatures" USING btree ("campaign_id","confirmed_at","id") WHERE state = 'confirmed';--> statement-breakpoint
CREATE INDEX "signatures_listed" ON "signatures" USING btree ("campaign_id","created_at","id");