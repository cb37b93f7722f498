-- Written by hand: the words of posts that are at a table, for `search.ts`. Triggers keep the index in step.
-- It reads the words where they are (`content='posts'`), needs no places of them (`detail=column`), and what is deleted
-- leaves no trace in it (`secure-delete`; an index without content would keep it). Marks are parts of words, as in Hindi.
CREATE VIRTUAL TABLE `posts_search` USING fts5(
	`title`, `text`,
	content='posts', content_rowid='id', detail=column,
	tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
--> statement-breakpoint
INSERT INTO `posts_search` (`posts_search`, `rank`) VALUES ('secure-delete', 1);
--> statement-breakpoint
INSERT INTO `posts_search` (`rowid`, `title`, `text`)
	SELECT `id`, `title`, `text` FROM `posts` WHERE `id` IN (SELECT `post_id` FROM `filings`);
--> statement-breakpoint
CREATE TRIGGER `search_filings_insert` AFTER INSERT ON `filings`
WHEN NOT EXISTS (SELECT 1 FROM `filings` WHERE `post_id` = new.`post_id` AND `cohort` <> new.`cohort`) BEGIN
	INSERT INTO `posts_search` (`rowid`, `title`, `text`) SELECT `id`, `title`, `text` FROM `posts` WHERE `id` = new.`post_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `search_filings_delete` AFTER DELETE ON `filings`
WHEN NOT EXISTS (SELECT 1 FROM `filings` WHERE `post_id` = old.`post_id`) BEGIN
	INSERT INTO `posts_search` (`posts_search`, `rowid`, `title`, `text`)
		SELECT 'delete', `id`, `title`, `text` FROM `posts` WHERE `id` = old.`post_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `search_posts_update` AFTER UPDATE OF `title`, `text` ON `posts`
WHEN EXISTS (SELECT 1 FROM `filings` WHERE `post_id` = new.`id`) BEGIN
	INSERT INTO `posts_search` (`posts_search`, `rowid`, `title`, `text`) VALUES ('delete', old.`id`, old.`title`, old.`text`);
	INSERT INTO `posts_search` (`rowid`, `title`, `text`) VALUES (new.`id`, new.`title`, new.`text`);
END;
--> statement-breakpoint
-- Before: its filings are gone after it, and then nobody knows whether it was in the index.
CREATE TRIGGER `search_posts_delete` BEFORE DELETE ON `posts`
WHEN EXISTS (SELECT 1 FROM `filings` WHERE `post_id` = old.`id`) BEGIN
	INSERT INTO `posts_search` (`posts_search`, `rowid`, `title`, `text`) VALUES ('delete', old.`id`, old.`title`, old.`text`);
END;
