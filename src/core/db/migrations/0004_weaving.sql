DROP INDEX `links_key`;--> statement-breakpoint
CREATE INDEX `links_key` ON `links` (`key`,`post_id`);--> statement-breakpoint
DROP INDEX `provocation_answers_post`;--> statement-breakpoint
CREATE INDEX `provocation_answers_post` ON `provocation_answers` (`post_id`,`cohort`);--> statement-breakpoint
ALTER TABLE `feeds` ADD `site_key` text;--> statement-breakpoint
CREATE INDEX `feeds_site` ON `feeds` (`site_key`);--> statement-breakpoint
ALTER TABLE `posts` ADD `proxy_url` text;--> statement-breakpoint
CREATE INDEX `redirects_to` ON `redirects` (`to_key`);