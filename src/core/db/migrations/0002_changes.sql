-- Written by hand: counts every change to what public pages show. `changes.ts` says what for.
CREATE TABLE `changes` (
	`id` integer PRIMARY KEY CHECK (`id` = 1),
	`count` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO `changes` VALUES (1, 0);
--> statement-breakpoint
CREATE TRIGGER `changes_people_update` AFTER UPDATE OF `name` ON `people` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_people_delete` AFTER DELETE ON `people` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_memberships_insert` AFTER INSERT ON `memberships` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_memberships_update` AFTER UPDATE OF `cohort`, `role`, `handle`, `about` ON `memberships` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_memberships_delete` AFTER DELETE ON `memberships` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_blogs_insert` AFTER INSERT ON `blogs` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_blogs_update` AFTER UPDATE ON `blogs` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_blogs_delete` AFTER DELETE ON `blogs` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_feeds_update` AFTER UPDATE OF `url`, `title`, `site_url` ON `feeds` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_feeds_delete` AFTER DELETE ON `feeds` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_posts_update` AFTER UPDATE ON `posts` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_posts_delete` AFTER DELETE ON `posts` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_filings_insert` AFTER INSERT ON `filings` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_filings_update` AFTER UPDATE ON `filings` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_filings_delete` AFTER DELETE ON `filings` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_issues_insert` AFTER INSERT ON `issues` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_issues_update` AFTER UPDATE ON `issues` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_issues_delete` AFTER DELETE ON `issues` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_answers_insert` AFTER INSERT ON `answers` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_answers_update` AFTER UPDATE ON `answers` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_answers_delete` AFTER DELETE ON `answers` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_comments_insert` AFTER INSERT ON `comments` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_comments_update` AFTER UPDATE ON `comments` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_comments_delete` AFTER DELETE ON `comments` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_conversations_insert` AFTER INSERT ON `conversations` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_conversations_update` AFTER UPDATE ON `conversations` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_conversations_delete` AFTER DELETE ON `conversations` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_host_lines_insert` AFTER INSERT ON `host_lines` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_host_lines_update` AFTER UPDATE ON `host_lines` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_host_lines_delete` AFTER DELETE ON `host_lines` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_provocation_answers_insert` AFTER INSERT ON `provocation_answers` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_provocation_answers_update` AFTER UPDATE ON `provocation_answers` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_provocation_answers_delete` AFTER DELETE ON `provocation_answers` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_shared_pages_insert` AFTER INSERT ON `shared_pages` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_shared_pages_update` AFTER UPDATE ON `shared_pages` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_shared_pages_delete` AFTER DELETE ON `shared_pages` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_answered_elsewhere_insert` AFTER INSERT ON `answered_elsewhere` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_answered_elsewhere_update` AFTER UPDATE ON `answered_elsewhere` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_answered_elsewhere_delete` AFTER DELETE ON `answered_elsewhere` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_links_update` AFTER UPDATE OF `quote` ON `links` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_pages_update` AFTER UPDATE OF `title` ON `pages` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
