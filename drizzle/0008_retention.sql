CREATE TABLE `erasures` (
	`user_id` text PRIMARY KEY NOT NULL,
	`requested_at` integer NOT NULL,
	`finished_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `erasures_unfinished` ON `erasures` (`requested_at`) WHERE "finished_at" is null;--> statement-breakpoint
ALTER TABLE `results` ADD `removed_at` integer;--> statement-breakpoint
CREATE INDEX `results_kept` ON `results` (`created_at`) WHERE "removed_at" is null;--> statement-breakpoint
CREATE INDEX `results_hidden` ON `results` (`deleted_at`) WHERE "deleted_at" is not null and "removed_at" is null;--> statement-breakpoint
ALTER TABLE `users` ADD `erased_at` integer;--> statement-breakpoint
CREATE INDEX `audit_subject` ON `audit` (`subject`);--> statement-breakpoint
-- Nobody writes anything more of a person who was erased, whoever it is: the service, a late request, a script.
CREATE TRIGGER jobs_none_of_erased BEFORE INSERT ON jobs
WHEN EXISTS (SELECT 1 FROM users WHERE id = NEW.user_id AND erased_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'this account was erased'); END;
--> statement-breakpoint
CREATE TRIGGER results_none_of_erased BEFORE INSERT ON results
WHEN NOT (NEW.assessment_data = '{}' AND NEW.raw_responses IS NULL AND NEW.profile IS NULL)
  AND EXISTS (SELECT 1 FROM users WHERE id = NEW.user_id AND erased_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'this account was erased'); END;
--> statement-breakpoint
CREATE TRIGGER users_stay_erased BEFORE UPDATE ON users
WHEN OLD.erased_at IS NOT NULL AND (NEW.erased_at IS NOT OLD.erased_at
  OR NEW.email IS NOT NULL OR NEW.name IS NOT NULL OR NEW.is_active <> 0 OR NEW.id <> OLD.id)
BEGIN SELECT RAISE(ABORT, 'this account was erased'); END;
--> statement-breakpoint
-- What was removed for good does not come back.
CREATE TRIGGER results_stay_removed BEFORE UPDATE ON results
WHEN OLD.removed_at IS NOT NULL AND (NEW.removed_at IS NOT OLD.removed_at OR NEW.assessment_data <> '{}'
  OR NEW.raw_responses IS NOT NULL OR coalesce(NEW.profile, '{}') <> '{}')
BEGIN SELECT RAISE(ABORT, 'this result was removed'); END;
