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
CREATE TRIGGER `changes_memberships_update` AFTER UPDATE OF `cohort`, `role`, `handle` ON `memberships` BEGIN
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
