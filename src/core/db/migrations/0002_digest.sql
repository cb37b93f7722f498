CREATE TABLE `host_lines` (
	`cohort` text NOT NULL,
	`for_on` text NOT NULL,
	`text` text NOT NULL,
	`membership_id` integer,
	`written_at` integer NOT NULL,
	PRIMARY KEY(`cohort`, `for_on`),
	FOREIGN KEY (`membership_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE TABLE `follows` (
	`membership_id` integer NOT NULL,
	`followed_id` integer NOT NULL,
	PRIMARY KEY(`membership_id`, `followed_id`),
	FOREIGN KEY (`membership_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`followed_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
DROP INDEX `issues_day`;--> statement-breakpoint
DROP INDEX `issues_number`;--> statement-breakpoint
ALTER TABLE `issues` ADD `kind` text DEFAULT 'daily' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `issues_day` ON `issues` (`cohort`,`kind`,`published_on`);--> statement-breakpoint
CREATE UNIQUE INDEX `issues_number` ON `issues` (`cohort`,`kind`,`number`);--> statement-breakpoint
ALTER TABLE `outbox` ADD `away_since` integer;--> statement-breakpoint
ALTER TABLE `memberships` ADD `budget` text DEFAULT 'all' NOT NULL;--> statement-breakpoint
ALTER TABLE `memberships` ADD `mail_hour` integer;--> statement-breakpoint
ALTER TABLE `memberships` ADD `away_until` text;--> statement-breakpoint
ALTER TABLE `memberships` ADD `away_since` integer;--> statement-breakpoint
ALTER TABLE `memberships` ADD `about` text;--> statement-breakpoint
ALTER TABLE `people` ADD `timezone` text;--> statement-breakpoint
CREATE INDEX `comments_seen` ON `comments` (`first_seen_at`);