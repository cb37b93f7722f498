CREATE TABLE `hidden_answers` (
	`answer_id` integer PRIMARY KEY NOT NULL,
	`reason` text NOT NULL,
	`hidden_by` integer,
	`hidden_at` integer NOT NULL,
	FOREIGN KEY (`answer_id`) REFERENCES `live_answers`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`hidden_by`) REFERENCES `memberships`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
-- By hand, as in 0005_live_changes: an answer that is hidden isn't shown.
CREATE TRIGGER `changes_hidden_answers_insert` AFTER INSERT ON `hidden_answers` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;--> statement-breakpoint
CREATE TRIGGER `changes_hidden_answers_delete` AFTER DELETE ON `hidden_answers` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
