CREATE TABLE "readings" (
	"id" text PRIMARY KEY NOT NULL,
	"organiser_id" text NOT NULL,
	"address" text NOT NULL,
	"reading" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
