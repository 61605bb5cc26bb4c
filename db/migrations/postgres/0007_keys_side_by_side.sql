ALTER TABLE "signatures" DROP CONSTRAINT "signatures_content_key_unique";--> statement-breakpoint
DROP INDEX "signatures_address";--> statement-breakpoint
CREATE UNIQUE INDEX "signatures_address_content" ON "signatures" USING btree ("address_key","content_key");