CREATE TABLE `audit` (
	`id` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`details` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `counters` (
	`name` text NOT NULL,
	`bucket` integer NOT NULL,
	`value` integer NOT NULL,
	PRIMARY KEY(`name`, `bucket`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `events` (
	`seq` integer PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`n` integer NOT NULL,
	`job_id` text NOT NULL,
	`type` text NOT NULL,
	`result_id` text NOT NULL,
	`status` text NOT NULL,
	`attempt` integer NOT NULL,
	`metadata` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`job_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "events_n" CHECK("n" >= 1)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `events_user_n` ON `events` (`user_id`,`n`);--> statement-breakpoint
CREATE INDEX `events_job` ON `events` (`job_id`,`seq`);--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`user_id` text NOT NULL,
	`key` text NOT NULL,
	`body_hash` text NOT NULL,
	`job_id` text NOT NULL,
	`answer` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `key`),
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`job_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "idempotency_key" CHECK(length("key") between 1 and 255)
) STRICT;
--> statement-breakpoint
CREATE TABLE `job_tries` (
	`id` integer PRIMARY KEY NOT NULL,
	`job_id` text NOT NULL,
	`attempt` integer NOT NULL,
	`try` integer NOT NULL,
	`code` text NOT NULL,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`job_id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `job_tries_job` ON `job_tries` (`job_id`,`id`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`job_id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`result_id` text,
	`assessment_name` text DEFAULT 'AI-Driven Talent Mapping' NOT NULL,
	`status` text DEFAULT 'queued' NOT NULL,
	`attempt` integer DEFAULT 0 NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`deaths` integer DEFAULT 0 NOT NULL,
	`boot` integer DEFAULT 0 NOT NULL,
	`token_cost` integer DEFAULT 1 NOT NULL,
	`queue_seq` integer,
	`deadline_at` integer,
	`hard_deadline_at` integer,
	`retry_of` text,
	`error_code` text,
	`error_message` text,
	`origin` text DEFAULT 'foreign' NOT NULL,
	`adopted_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	`deleted_at` integer,
	`revision` integer DEFAULT 0 NOT NULL,
	CONSTRAINT "jobs_id" CHECK(length("job_id") between 1 and 255),
	CONSTRAINT "jobs_counts" CHECK("attempt" >= 0 and "tries" >= 0 and "deaths" >= 0 and "revision" >= 0),
	CONSTRAINT "jobs_cost" CHECK("token_cost" between 1 and 9007199254740991),
	CONSTRAINT "jobs_origin" CHECK("origin" in ('service', 'foreign')),
	CONSTRAINT "jobs_completed" CHECK("status" <> 'completed' or "result_id" is not null),
	CONSTRAINT "jobs_failed" CHECK("status" <> 'failed' or trim(coalesce("error_message", '')) <> ''),
	CONSTRAINT "jobs_error" CHECK("status" = 'failed' or "error_code" is null)
) STRICT;
--> statement-breakpoint
CREATE INDEX `jobs_deadline` ON `jobs` (`deadline_at`) WHERE "deadline_at" is not null;--> statement-breakpoint
CREATE INDEX `jobs_line` ON `jobs` (`queue_seq`) WHERE "queue_seq" is not null;--> statement-breakpoint
CREATE INDEX `jobs_processing` ON `jobs` (`job_id`) WHERE "status" = 'processing';--> statement-breakpoint
CREATE INDEX `jobs_unadopted` ON `jobs` (`job_id`) WHERE "adopted_at" is null;--> statement-breakpoint
CREATE INDEX `jobs_finished` ON `jobs` (`finished_at`) WHERE "finished_at" is not null;--> statement-breakpoint
CREATE INDEX `jobs_user` ON `jobs` (`user_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `jobs_status` ON `jobs` (`status`,`created_at`);--> statement-breakpoint
CREATE INDEX `jobs_result` ON `jobs` (`result_id`) WHERE "result_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_one_live_retry` ON `jobs` (`retry_of`) WHERE "retry_of" is not null and "status" <> 'failed';--> statement-breakpoint
CREATE TABLE `ledger_entries` (
	`seq` integer PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`job_id` text,
	`kind` text NOT NULL,
	`amount` integer NOT NULL,
	`reason` text NOT NULL,
	`actor` text NOT NULL,
	`created_at` integer NOT NULL,
	`hash` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`job_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "ledger_sign" CHECK(("kind" = 'charge' and "amount" < 0) or ("kind" in ('refund', 'grant') and "amount" > 0)),
	CONSTRAINT "ledger_range" CHECK(abs("amount") between 1 and 9007199254740991),
	CONSTRAINT "ledger_job" CHECK(("kind" = 'grant') or ("job_id" is not null))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_job_kind` ON `ledger_entries` (`job_id`,`kind`);--> statement-breakpoint
CREATE INDEX `ledger_user` ON `ledger_entries` (`user_id`,`seq`);--> statement-breakpoint
CREATE TABLE `meta` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `monitor_runs` (
	`id` integer PRIMARY KEY NOT NULL,
	`trigger` text NOT NULL,
	`dry_run` integer DEFAULT 0 NOT NULL,
	`started_at` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`total` integer NOT NULL,
	`fixed` integer NOT NULL,
	`skipped` integer NOT NULL,
	`failed` integer NOT NULL,
	`findings` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `repairs` (
	`job_id` text PRIMARY KEY NOT NULL,
	`tries` integer NOT NULL,
	`retry_at` integer NOT NULL,
	`quarantined_at` integer,
	`reason` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `results` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`assessment_name` text NOT NULL,
	`status` text DEFAULT 'pending' NOT NULL,
	`assessment_data` text DEFAULT '{}' NOT NULL,
	`raw_responses` text,
	`profile` text,
	`analyzer` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	CONSTRAINT "results_status" CHECK("status" in ('pending', 'completed', 'failed')),
	CONSTRAINT "results_profile" CHECK(("status" = 'completed') = ("profile" is not null)),
	CONSTRAINT "results_analyzer" CHECK("profile" is null or "analyzer" is not null)
) STRICT;
--> statement-breakpoint
CREATE INDEX `results_user` ON `results` (`user_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text,
	`name` text,
	`role` text DEFAULT 'user' NOT NULL,
	`is_active` integer DEFAULT 1 NOT NULL,
	`token_balance` integer DEFAULT 0 NOT NULL,
	`event_cursor` integer DEFAULT 0 NOT NULL,
	`event_floor` integer DEFAULT 0 NOT NULL,
	`read_cursor` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	CONSTRAINT "users_balance" CHECK(typeof("token_balance") = 'integer' and "token_balance" between 0 and 9007199254740991),
	CONSTRAINT "users_role" CHECK("role" in ('user', 'operator')),
	CONSTRAINT "users_active" CHECK("is_active" in (0, 1)),
	CONSTRAINT "users_id" CHECK(length("id") between 1 and 255)
) STRICT;
--> statement-breakpoint
CREATE INDEX `users_email` ON `users` (`email`);