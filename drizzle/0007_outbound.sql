CREATE TABLE `alerts` (
	`rule` text PRIMARY KEY NOT NULL,
	`firing_since` integer,
	`told_at` integer,
	`mail` text,
	`mail_tries` integer DEFAULT 0 NOT NULL,
	`mail_due_at` integer,
	CONSTRAINT "alerts_mail" CHECK(("mail" is null) = ("mail_due_at" is null))
) STRICT;
--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`endpoint_id` text NOT NULL,
	`event_seq` integer,
	`type` text NOT NULL,
	`payload` text,
	`status` text DEFAULT 'pending' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` integer,
	`status_code` integer,
	`error` text,
	`answer` text,
	`duration_ms` integer,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`endpoint_id`) REFERENCES `webhook_endpoints`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "webhook_deliveries_status" CHECK("status" in ('pending', 'delivered', 'dead')),
	CONSTRAINT "webhook_deliveries_next" CHECK(("status" = 'pending') = ("next_attempt_at" is not null) and ("status" = 'pending') = ("finished_at" is null)),
	CONSTRAINT "webhook_deliveries_payload" CHECK(("event_seq" is null) = ("payload" is not null))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_deliveries_event` ON `webhook_deliveries` (`event_seq`,`endpoint_id`) WHERE "event_seq" is not null;--> statement-breakpoint
CREATE INDEX `webhook_deliveries_pending` ON `webhook_deliveries` (`endpoint_id`,`next_attempt_at`) WHERE "next_attempt_at" is not null;--> statement-breakpoint
CREATE INDEX `webhook_deliveries_endpoint` ON `webhook_deliveries` (`endpoint_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_finished` ON `webhook_deliveries` (`finished_at`) WHERE "finished_at" is not null;--> statement-breakpoint
CREATE TABLE `webhook_endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text,
	`url` text NOT NULL,
	`event_types` text NOT NULL,
	`secret` text NOT NULL,
	`previous_secret` text,
	`previous_until` integer,
	`cursor` integer NOT NULL,
	`due_at` integer,
	`is_slow` integer DEFAULT 0 NOT NULL,
	`failing_since` integer,
	`disabled_at` integer,
	`disabled_reason` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	CONSTRAINT "webhook_endpoints_off" CHECK(("disabled_at" is null) = ("disabled_reason" is null)),
	CONSTRAINT "webhook_endpoints_rotation" CHECK(("previous_secret" is null) = ("previous_until" is null))
) STRICT;
--> statement-breakpoint
CREATE INDEX `webhook_endpoints_user` ON `webhook_endpoints` (`user_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `webhook_endpoints_due` ON `webhook_endpoints` (`due_at`) WHERE "due_at" is not null and "is_slow" = 0;--> statement-breakpoint
CREATE INDEX `webhook_endpoints_slow` ON `webhook_endpoints` (`due_at`) WHERE "due_at" is not null and "is_slow" = 1;