CREATE TABLE `quiet_hosts` (
	`host` text PRIMARY KEY NOT NULL,
	`until` integer NOT NULL
);
