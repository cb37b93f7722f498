ALTER TABLE `withheld` ADD `issue_id` integer REFERENCES issues(id);--> statement-breakpoint
ALTER TABLE `withheld` ADD `filed_at` integer;--> statement-breakpoint
ALTER TABLE `blogs` ADD `question` text;--> statement-breakpoint
-- By hand, as in 0002_changes: what somebody who is muted said in a live session isn't shown.
CREATE TRIGGER `changes_mutes_insert` AFTER INSERT ON `mutes` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;--> statement-breakpoint
CREATE TRIGGER `changes_mutes_delete` AFTER DELETE ON `mutes` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
