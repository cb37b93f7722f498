CREATE TABLE `desk_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`cohort` text NOT NULL,
	`membership_id` integer,
	`deed` text NOT NULL,
	`subject` text NOT NULL,
	`about_id` integer,
	`reason` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`membership_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`about_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `desk_log_at` ON `desk_log` (`cohort`,`at`);--> statement-breakpoint
CREATE TABLE `desk_marks` (
	`cohort` text NOT NULL,
	`entry` text NOT NULL,
	`taken_by` integer,
	`taken_at` integer,
	`done_by` integer,
	`done_at` integer,
	PRIMARY KEY(`cohort`, `entry`),
	FOREIGN KEY (`taken_by`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`done_by`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE TABLE `introductions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`cohort` text NOT NULL,
	`first_id` integer NOT NULL,
	`second_id` integer NOT NULL,
	`first_post_id` integer NOT NULL,
	`second_post_id` integer NOT NULL,
	`note` text NOT NULL,
	`introduced_by` integer,
	`introduced_at` integer NOT NULL,
	FOREIGN KEY (`first_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`second_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`first_post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`second_post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`introduced_by`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `introductions_pair` ON `introductions` (`cohort`,`first_id`,`second_id`);--> statement-breakpoint
CREATE TABLE `invitations` (
	`cohort` text NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`invited_by` integer,
	`invited_at` integer NOT NULL,
	PRIMARY KEY(`cohort`, `email`),
	FOREIGN KEY (`invited_by`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE TABLE `mutes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`cohort` text NOT NULL,
	`membership_id` integer NOT NULL,
	`blog_id` integer,
	`reason` text NOT NULL,
	`muted_by` integer,
	`muted_at` integer NOT NULL,
	FOREIGN KEY (`membership_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`blog_id`) REFERENCES `blogs`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`muted_by`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `mutes_membership` ON `mutes` (`membership_id`);--> statement-breakpoint
CREATE INDEX `mutes_cohort` ON `mutes` (`cohort`);--> statement-breakpoint
CREATE TABLE `withheld` (
	`post_id` integer NOT NULL,
	`cohort` text NOT NULL,
	`blog_id` integer NOT NULL,
	`why` text NOT NULL,
	`reason` text,
	`since` integer NOT NULL,
	`state` text NOT NULL,
	`decided_by` integer,
	`decided_at` integer,
	PRIMARY KEY(`post_id`, `cohort`),
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`blog_id`) REFERENCES `blogs`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`decided_by`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `withheld_state` ON `withheld` (`cohort`,`state`);--> statement-breakpoint
CREATE INDEX `withheld_blog` ON `withheld` (`blog_id`);--> statement-breakpoint
CREATE TABLE `live_answers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`question_id` integer NOT NULL,
	`membership_id` integer NOT NULL,
	`text` text NOT NULL,
	`marked_at` integer,
	`written_at` integer NOT NULL,
	`changed_at` integer,
	FOREIGN KEY (`question_id`) REFERENCES `live_questions`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`membership_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `live_answers_question` ON `live_answers` (`question_id`,`written_at`);--> statement-breakpoint
CREATE INDEX `live_answers_membership` ON `live_answers` (`membership_id`);--> statement-breakpoint
CREATE TABLE `live_questions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`session_id` integer NOT NULL,
	`position` integer NOT NULL,
	`text` text NOT NULL,
	`opened_at` integer,
	FOREIGN KEY (`session_id`) REFERENCES `live_sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `live_questions_position` ON `live_questions` (`session_id`,`position`);--> statement-breakpoint
CREATE TABLE `live_sessions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`cohort` text NOT NULL,
	`title` text NOT NULL,
	`introduction` text DEFAULT '' NOT NULL,
	`starts_at` integer NOT NULL,
	`minutes` integer NOT NULL,
	`timezone` text NOT NULL,
	`room_url` text,
	`sequence` integer DEFAULT 0 NOT NULL,
	`cancelled_at` integer,
	`membership_id` integer,
	`created_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	FOREIGN KEY (`membership_id`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `live_sessions_start` ON `live_sessions` (`cohort`,`starts_at`);--> statement-breakpoint
ALTER TABLE `joinings` ADD `wish` text;--> statement-breakpoint
ALTER TABLE `memberships` ADD `may_be_introduced` integer DEFAULT true NOT NULL;