ALTER TABLE `jobs` ADD `claimable_at` integer;--> statement-breakpoint
ALTER TABLE `jobs` ADD `leased_by` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `lease_hash` text;--> statement-breakpoint
CREATE INDEX `jobs_claimable` ON `jobs` (`assessment_name`,`status`,`claimable_at`) WHERE "claimable_at" is not null;--> statement-breakpoint
CREATE INDEX `jobs_leased` ON `jobs` (`leased_by`) WHERE "leased_by" is not null;--> statement-breakpoint
-- Counted apart: jobs that wait for a worker. A move of a job that is none of theirs does not set claimable_at.
CREATE TRIGGER jobs_claimable_insert AFTER INSERT ON jobs
WHEN NEW.claimable_at IS NOT NULL
BEGIN
  INSERT INTO counters (name, bucket, value) VALUES ('claimable', 0, 1)
  ON CONFLICT (name, bucket) DO UPDATE SET value = value + 1;
END;
--> statement-breakpoint
CREATE TRIGGER jobs_claimable_update AFTER UPDATE OF claimable_at ON jobs
WHEN (NEW.claimable_at IS NULL) <> (OLD.claimable_at IS NULL)
BEGIN
  INSERT INTO counters (name, bucket, value)
  VALUES ('claimable', 0, CASE WHEN NEW.claimable_at IS NULL THEN -1 ELSE 1 END)
  ON CONFLICT (name, bucket) DO UPDATE SET value = value + excluded.value;
END;
--> statement-breakpoint
CREATE TRIGGER jobs_claimable_delete AFTER DELETE ON jobs
WHEN OLD.claimable_at IS NOT NULL
BEGIN
  UPDATE counters SET value = value - 1 WHERE name = 'claimable' AND bucket = 0;
END;
