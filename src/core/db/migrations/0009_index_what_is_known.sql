DROP INDEX `filings_issue`;--> statement-breakpoint
DROP INDEX `filings_parent`;--> statement-breakpoint
DROP INDEX `filings_conversation`;--> statement-breakpoint
CREATE INDEX `filings_issue` ON `filings` (`issue_id`) WHERE issue_id is not null;--> statement-breakpoint
CREATE INDEX `filings_parent` ON `filings` (`parent_id`) WHERE parent_id is not null;--> statement-breakpoint
CREATE INDEX `filings_conversation` ON `filings` (`cohort`,`conversation_id`,`dated_at`) WHERE conversation_id is not null;