ALTER TABLE `withheld` ADD `issue_id` integer REFERENCES issues(id);--> statement-breakpoint
ALTER TABLE `withheld` ADD `filed_at` integer;--> statement-breakpoint
ALTER TABLE `blogs` ADD `question` text;
