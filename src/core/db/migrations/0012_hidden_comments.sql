CREATE TABLE `hidden_comments` (
	`comment_id` integer NOT NULL,
	`cohort` text NOT NULL,
	`reason` text NOT NULL,
	`hidden_by` integer,
	`hidden_at` integer NOT NULL,
	PRIMARY KEY(`comment_id`, `cohort`),
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`hidden_by`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE set null
);--> statement-breakpoint
-- By hand, as in 0005_live_changes: a comment that is hidden isn't shown.
CREATE TRIGGER `changes_hidden_comments_insert` AFTER INSERT ON `hidden_comments` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;--> statement-breakpoint
CREATE TRIGGER `changes_hidden_comments_delete` AFTER DELETE ON `hidden_comments` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
