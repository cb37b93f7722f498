-- Written by hand: a post comes into the index of `0003_search` when it is woven, not when it is filed, so that polling
-- needn't wait for it. `posts_search_docsize` has a row for each post that is in the index.
DROP TRIGGER `search_filings_insert`;
--> statement-breakpoint
DROP TRIGGER `search_filings_delete`;
--> statement-breakpoint
DROP TRIGGER `search_posts_update`;
--> statement-breakpoint
DROP TRIGGER `search_posts_delete`;
--> statement-breakpoint
CREATE TRIGGER `search_filings_woven` AFTER UPDATE OF `is_woven` ON `filings`
WHEN new.`is_woven` AND NOT EXISTS (SELECT 1 FROM `posts_search_docsize` WHERE `id` = new.`post_id`) BEGIN
	INSERT INTO `posts_search` (`rowid`, `title`, `text`) SELECT `id`, `title`, `text` FROM `posts` WHERE `id` = new.`post_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `search_filings_delete` AFTER DELETE ON `filings`
WHEN EXISTS (SELECT 1 FROM `posts_search_docsize` WHERE `id` = old.`post_id`)
	AND NOT EXISTS (SELECT 1 FROM `filings` WHERE `post_id` = old.`post_id`) BEGIN
	INSERT INTO `posts_search` (`posts_search`, `rowid`, `title`, `text`)
		SELECT 'delete', `id`, `title`, `text` FROM `posts` WHERE `id` = old.`post_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `search_posts_update` AFTER UPDATE OF `title`, `text` ON `posts`
WHEN EXISTS (SELECT 1 FROM `posts_search_docsize` WHERE `id` = new.`id`) BEGIN
	INSERT INTO `posts_search` (`posts_search`, `rowid`, `title`, `text`) VALUES ('delete', old.`id`, old.`title`, old.`text`);
	INSERT INTO `posts_search` (`rowid`, `title`, `text`) VALUES (new.`id`, new.`title`, new.`text`);
END;
--> statement-breakpoint
-- Before: its words are read where they are, and are gone after it.
CREATE TRIGGER `search_posts_delete` BEFORE DELETE ON `posts`
WHEN EXISTS (SELECT 1 FROM `posts_search_docsize` WHERE `id` = old.`id`) BEGIN
	INSERT INTO `posts_search` (`posts_search`, `rowid`, `title`, `text`) VALUES ('delete', old.`id`, old.`title`, old.`text`);
END;
