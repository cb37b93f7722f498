ALTER TABLE `comments` ADD `gone_at` integer;--> statement-breakpoint
CREATE INDEX `comments_person` ON `comments` (`person_id`) WHERE person_id is not null;