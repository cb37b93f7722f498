CREATE TABLE `blogs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`membership_id` integer NOT NULL,
	`feed_id` integer NOT NULL,
	`filing` text NOT NULL,
	`filing_tag` text,
	`welcomed_at` integer,
	`refile` integer DEFAULT true NOT NULL,
	`added_at` integer NOT NULL,
	FOREIGN KEY (`membership_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`feed_id`) REFERENCES `feeds`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `blogs_membership_feed` ON `blogs` (`membership_id`,`feed_id`);--> statement-breakpoint
CREATE INDEX `blogs_feed` ON `blogs` (`feed_id`);--> statement-breakpoint
CREATE TABLE `feeds` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`url` text NOT NULL,
	`host` text NOT NULL,
	`title` text,
	`site_url` text,
	`etag` text,
	`last_modified` text,
	`validators_url` text,
	`body_hash` text,
	`ttl_minutes` integer,
	`skip_hours` text DEFAULT '[]' NOT NULL,
	`state` text NOT NULL,
	`problem` text,
	`failures` integer DEFAULT 0 NOT NULL,
	`troubled_since` integer,
	`unreached_since` integer,
	`gone_since` integer,
	`moved_to` text,
	`moved_since` integer,
	`moved_seen` integer DEFAULT 0 NOT NULL,
	`suggested_url` text,
	`told_at` integer,
	`next_check_at` integer NOT NULL,
	`lease_until` integer,
	`checked_at` integer,
	`ok_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `feeds_url_unique` ON `feeds` (`url`);--> statement-breakpoint
CREATE INDEX `feeds_due` ON `feeds` (`next_check_at`);--> statement-breakpoint
CREATE INDEX `feeds_host` ON `feeds` (`host`);--> statement-breakpoint
CREATE TABLE `filings` (
	`post_id` integer NOT NULL,
	`cohort` text NOT NULL,
	`blog_id` integer NOT NULL,
	`issue_id` integer,
	`dated_at` integer NOT NULL,
	`filed_at` integer NOT NULL,
	PRIMARY KEY(`post_id`, `cohort`),
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`blog_id`) REFERENCES `blogs`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`issue_id`) REFERENCES `issues`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `filings_stream` ON `filings` (`cohort`,`dated_at`);--> statement-breakpoint
CREATE INDEX `filings_issue` ON `filings` (`issue_id`);--> statement-breakpoint
CREATE INDEX `filings_waiting` ON `filings` (`cohort`) WHERE issue_id is null;--> statement-breakpoint
CREATE INDEX `filings_blog` ON `filings` (`blog_id`);--> statement-breakpoint
CREATE TABLE `issues` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`cohort` text NOT NULL,
	`number` integer,
	`published_on` text NOT NULL,
	`made_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `issues_day` ON `issues` (`cohort`,`published_on`);--> statement-breakpoint
CREATE UNIQUE INDEX `issues_number` ON `issues` (`cohort`,`number`);--> statement-breakpoint
CREATE TABLE `joinings` (
	`id` text PRIMARY KEY NOT NULL,
	`cohort` text NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`person_id` integer,
	`role` text DEFAULT 'participant' NOT NULL,
	`pasted` text,
	`state` text NOT NULL,
	`findings` text,
	`problem` text,
	`feed_url` text,
	`filing` text,
	`filing_tag` text,
	`lease_until` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `joinings_state` ON `joinings` (`state`,`created_at`);--> statement-breakpoint
CREATE TABLE `limit_uses` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`used_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `limit_uses_key` ON `limit_uses` (`key`,`used_at`);--> statement-breakpoint
CREATE TABLE `memberships` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`person_id` integer NOT NULL,
	`cohort` text NOT NULL,
	`role` text NOT NULL,
	`handle` text NOT NULL,
	`rhythm` text DEFAULT 'daily' NOT NULL,
	`joined_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `memberships_person_cohort` ON `memberships` (`person_id`,`cohort`);--> statement-breakpoint
CREATE UNIQUE INDEX `memberships_cohort_handle` ON `memberships` (`cohort`,`handle`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`message_id` text NOT NULL,
	`to_name` text NOT NULL,
	`to_address` text NOT NULL,
	`issue_id` integer,
	`membership_id` integer,
	`subject` text,
	`text` text,
	`html` text,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`lease_until` integer,
	`problem` text,
	`created_at` integer NOT NULL,
	`sent_at` integer,
	FOREIGN KEY (`issue_id`) REFERENCES `issues`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`membership_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_message_id_unique` ON `outbox` (`message_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_issue_membership` ON `outbox` (`issue_id`,`membership_id`);--> statement-breakpoint
CREATE INDEX `outbox_waiting` ON `outbox` (`next_attempt_at`) WHERE state = 'waiting';--> statement-breakpoint
CREATE TABLE `people` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `people_email_unique` ON `people` (`email`);--> statement-breakpoint
CREATE TABLE `posts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`feed_id` integer NOT NULL,
	`identity` text NOT NULL,
	`url` text NOT NULL,
	`address_key` text NOT NULL,
	`title` text,
	`author` text,
	`language` text,
	`links` text NOT NULL,
	`categories` text NOT NULL,
	`published_at` integer,
	`first_seen_at` integer NOT NULL,
	`dated_at` integer NOT NULL,
	`changed_at` integer,
	`content_hash` text NOT NULL,
	`html` text NOT NULL,
	`text` text NOT NULL,
	FOREIGN KEY (`feed_id`) REFERENCES `feeds`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `posts_identity` ON `posts` (`feed_id`,`identity`);--> statement-breakpoint
CREATE INDEX `posts_address` ON `posts` (`address_key`);--> statement-breakpoint
CREATE INDEX `posts_dated` ON `posts` (`feed_id`,`dated_at`);--> statement-breakpoint
CREATE TABLE `reflections` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`membership_id` integer NOT NULL,
	`prompt` text NOT NULL,
	`body` text NOT NULL,
	`written_at` integer NOT NULL,
	`changed_at` integer,
	FOREIGN KEY (`membership_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `reflections_membership` ON `reflections` (`membership_id`,`written_at`);--> statement-breakpoint
CREATE TABLE `secrets` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id_hash` text PRIMARY KEY NOT NULL,
	`person_id` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sessions_person` ON `sessions` (`person_id`);--> statement-breakpoint
CREATE TABLE `sign_in_links` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`person_id` integer,
	`joining_id` text,
	`browser_hash` text,
	`code` text,
	`tries_left` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`joining_id`) REFERENCES `joinings`(`id`) ON UPDATE no action ON DELETE cascade
);
