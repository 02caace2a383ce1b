-- An unfinished row without a deadline is nobody's: whoever wrote it, and whatever it says of itself, the
-- service takes it over within seconds, and then it has one.
CREATE TRIGGER jobs_deadline_insert AFTER INSERT ON jobs
WHEN NEW.deadline_at IS NULL AND NEW.adopted_at IS NOT NULL AND NEW.status NOT IN ('completed', 'failed')
BEGIN UPDATE jobs SET adopted_at = NULL WHERE job_id = NEW.job_id; END;
--> statement-breakpoint
CREATE TRIGGER jobs_deadline_update AFTER UPDATE ON jobs
WHEN NEW.deadline_at IS NULL AND NEW.adopted_at IS NOT NULL AND NEW.status NOT IN ('completed', 'failed')
BEGIN UPDATE jobs SET adopted_at = NULL WHERE job_id = NEW.job_id; END;
--> statement-breakpoint
-- In ranges around the two, so that however many jobs have ended, none of them is read.
UPDATE jobs SET adopted_at = NULL
WHERE deadline_at IS NULL AND adopted_at IS NOT NULL
  AND (status < 'completed' OR (status > 'completed' AND status < 'failed') OR status > 'failed');
