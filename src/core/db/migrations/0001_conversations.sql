CREATE TABLE `answered_elsewhere` (
	`cohort` text NOT NULL,
	`post_id` integer NOT NULL,
	`membership_id` integer,
	`said_at` integer NOT NULL,
	PRIMARY KEY(`cohort`, `post_id`),
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`membership_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE TABLE `answers` (
	`cohort` text NOT NULL,
	`post_id` integer NOT NULL,
	`answers_id` integer NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`cohort`, `post_id`, `answers_id`),
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`answers_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `answers_answered` ON `answers` (`answers_id`,`cohort`);--> statement-breakpoint
CREATE TABLE `answers_told` (
	`cohort` text NOT NULL,
	`post_id` integer NOT NULL,
	`answers_id` integer NOT NULL,
	PRIMARY KEY(`cohort`, `post_id`, `answers_id`),
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`answers_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `comments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`post_id` integer NOT NULL,
	`identity` text NOT NULL,
	`author` text,
	`author_url` text,
	`person_id` integer,
	`url` text NOT NULL,
	`language` text,
	`content_hash` text NOT NULL,
	`first_seen_at` integer NOT NULL,
	`dated_at` integer NOT NULL,
	`changed_at` integer,
	`html` text NOT NULL,
	`text` text NOT NULL,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `comments_identity` ON `comments` (`post_id`,`identity`);--> statement-breakpoint
CREATE INDEX `comments_dated` ON `comments` (`post_id`,`dated_at`);--> statement-breakpoint
CREATE INDEX `comments_seen` ON `comments` (`first_seen_at`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`cohort` text NOT NULL,
	`root_id` integer NOT NULL,
	`moved_at` integer NOT NULL,
	PRIMARY KEY(`cohort`, `root_id`),
	FOREIGN KEY (`root_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `conversations_moved` ON `conversations` (`cohort`,`moved_at`);--> statement-breakpoint
CREATE TABLE `links` (
	`post_id` integer NOT NULL,
	`position` integer NOT NULL,
	`key` text NOT NULL,
	`url` text NOT NULL,
	`is_reply` integer NOT NULL,
	`quote` text,
	PRIMARY KEY(`post_id`, `position`),
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `links_key` ON `links` (`key`,`post_id`);--> statement-breakpoint
CREATE TABLE `mentions` (
	`post_id` integer NOT NULL,
	`membership_id` integer NOT NULL,
	PRIMARY KEY(`post_id`, `membership_id`),
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`membership_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `mentions_membership` ON `mentions` (`membership_id`);--> statement-breakpoint
CREATE TABLE `pages` (
	`key` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`host` text NOT NULL,
	`title` text,
	`failures` integer DEFAULT 0 NOT NULL,
	`next_look_at` integer,
	`lease_until` integer
);
--> statement-breakpoint
CREATE INDEX `pages_due` ON `pages` (`next_look_at`);--> statement-breakpoint
CREATE TABLE `post_addresses` (
	`key` text NOT NULL,
	`post_id` integer NOT NULL,
	PRIMARY KEY(`key`, `post_id`),
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `post_addresses_post` ON `post_addresses` (`post_id`);--> statement-breakpoint
CREATE TABLE `provocation_answers` (
	`cohort` text NOT NULL,
	`provocation` text NOT NULL,
	`post_id` integer NOT NULL,
	`is_found` integer DEFAULT false NOT NULL,
	`author` integer,
	`facilitator` integer,
	PRIMARY KEY(`cohort`, `provocation`, `post_id`),
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `provocation_answers_post` ON `provocation_answers` (`post_id`,`cohort`);--> statement-breakpoint
CREATE TABLE `redirects` (
	`from_key` text PRIMARY KEY NOT NULL,
	`to_key` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `redirects_to` ON `redirects` (`to_key`);--> statement-breakpoint
CREATE TABLE `shared_pages` (
	`cohort` text NOT NULL,
	`key` text NOT NULL,
	`moved_at` integer NOT NULL,
	PRIMARY KEY(`cohort`, `key`),
	FOREIGN KEY (`key`) REFERENCES `pages`(`key`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `shared_pages_moved` ON `shared_pages` (`cohort`,`moved_at`);--> statement-breakpoint
CREATE TABLE `weaves` (
	`cohort` text PRIMARY KEY NOT NULL,
	`provocations` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `bounces` (
	`mail_id` integer PRIMARY KEY NOT NULL,
	`person_id` integer NOT NULL,
	`bounced_on` text NOT NULL,
	FOREIGN KEY (`mail_id`) REFERENCES `outbox`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `bounces_person` ON `bounces` (`person_id`,`bounced_on`);--> statement-breakpoint
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
ALTER TABLE `blogs` ADD `consent` text DEFAULT 'excerpt' NOT NULL;--> statement-breakpoint
ALTER TABLE `feeds` ADD `kind` text DEFAULT 'posts' NOT NULL;--> statement-breakpoint
ALTER TABLE `feeds` ADD `comments_of` integer REFERENCES posts(id) ON DELETE cascade;--> statement-breakpoint
ALTER TABLE `feeds` ADD `site_key` text;--> statement-breakpoint
CREATE INDEX `feeds_site` ON `feeds` (`site_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `feeds_comments` ON `feeds` (`comments_of`);--> statement-breakpoint
ALTER TABLE `filings` ADD `parent_id` integer;--> statement-breakpoint
ALTER TABLE `filings` ADD `conversation_id` integer;--> statement-breakpoint
ALTER TABLE `filings` ADD `is_woven` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `filings_parent` ON `filings` (`parent_id`);--> statement-breakpoint
CREATE INDEX `filings_conversation` ON `filings` (`cohort`,`conversation_id`,`dated_at`);--> statement-breakpoint
CREATE INDEX `filings_unwoven` ON `filings` (`cohort`) WHERE is_woven = 0;--> statement-breakpoint
ALTER TABLE `memberships` ADD `budget` text DEFAULT 'all' NOT NULL;--> statement-breakpoint
ALTER TABLE `memberships` ADD `mail_hour` integer;--> statement-breakpoint
ALTER TABLE `memberships` ADD `away_until` text;--> statement-breakpoint
ALTER TABLE `memberships` ADD `away_since` integer;--> statement-breakpoint
ALTER TABLE `memberships` ADD `about` text;--> statement-breakpoint
ALTER TABLE `memberships` ADD `hears_of_answers` text DEFAULT 'digest' NOT NULL;--> statement-breakpoint
ALTER TABLE `memberships` ADD `feed_serial` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `away_since` integer;--> statement-breakpoint
CREATE INDEX `outbox_failed` ON `outbox` (`created_at`) WHERE state = 'failed';--> statement-breakpoint
ALTER TABLE `people` ADD `timezone` text;--> statement-breakpoint
ALTER TABLE `people` ADD `mail_paused_at` integer;--> statement-breakpoint
ALTER TABLE `posts` ADD `proxy_url` text;--> statement-breakpoint
ALTER TABLE `posts` ADD `replies_to` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `posts` ADD `comments_url` text;