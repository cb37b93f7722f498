CREATE TABLE `bounces` (
	`mail_id` integer PRIMARY KEY NOT NULL,
	`person_id` integer NOT NULL,
	`bounced_on` text NOT NULL,
	FOREIGN KEY (`mail_id`) REFERENCES `outbox`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `bounces_person` ON `bounces` (`person_id`,`bounced_on`);--> statement-breakpoint
ALTER TABLE `people` ADD `mail_paused_at` integer;--> statement-breakpoint
CREATE INDEX `outbox_failed` ON `outbox` (`created_at`) WHERE state = 'failed';