ALTER TABLE `blogs` ADD `consent` text DEFAULT 'excerpt' NOT NULL;--> statement-breakpoint
ALTER TABLE `memberships` ADD `feed_serial` integer DEFAULT 1 NOT NULL;