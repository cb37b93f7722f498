-- Written by hand: what live sessions show counts as a change, too; see 0002_changes.
CREATE TRIGGER `changes_live_sessions_insert` AFTER INSERT ON `live_sessions` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_live_sessions_update` AFTER UPDATE ON `live_sessions` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_live_sessions_delete` AFTER DELETE ON `live_sessions` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_live_questions_insert` AFTER INSERT ON `live_questions` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_live_questions_update` AFTER UPDATE ON `live_questions` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_live_questions_delete` AFTER DELETE ON `live_questions` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_live_answers_insert` AFTER INSERT ON `live_answers` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_live_answers_update` AFTER UPDATE ON `live_answers` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `changes_live_answers_delete` AFTER DELETE ON `live_answers` BEGIN
	UPDATE `changes` SET `count` = `count` + 1;
END;
