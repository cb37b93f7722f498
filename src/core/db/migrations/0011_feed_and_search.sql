CREATE INDEX `filings_come` ON `filings` (`cohort`,`filed_at`) WHERE filed_at >= 0;--> statement-breakpoint
-- Written by hand: the index of `0003_search` anew. U+FE0E and U+FE0F, which choose between a sign and its emoji, are
-- marks, and began the word behind one; they part words from now on (both stand between the quotes of `separators`).
DROP TABLE `posts_search`;
--> statement-breakpoint
CREATE VIRTUAL TABLE `posts_search` USING fts5(
	`title`, `text`,
	content='posts', content_rowid='id', detail=column,
	tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' separators '︎️'"
);
--> statement-breakpoint
INSERT INTO `posts_search` (`posts_search`, `rank`) VALUES ('secure-delete', 1);
--> statement-breakpoint
INSERT INTO `posts_search` (`rowid`, `title`, `text`)
	SELECT `id`, `title`, `text` FROM `posts` WHERE `id` IN (SELECT `post_id` FROM `filings` WHERE `is_woven`);
