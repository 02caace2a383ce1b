-- The ledger is append-only. With recursive_triggers=ON, INSERT OR REPLACE cannot walk round these.
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END;
--> statement-breakpoint
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END;
--> statement-breakpoint
-- Events are facts: retention may remove old ones, nobody may rewrite one.
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
--> statement-breakpoint
-- Legal moves only; completed and failed absorb.
CREATE TRIGGER jobs_legal_move BEFORE UPDATE OF status ON jobs
WHEN OLD.status <> NEW.status
  AND NOT (OLD.status = 'queued' AND NEW.status IN ('processing', 'failed'))
  AND NOT (OLD.status = 'processing' AND NEW.status IN ('completed', 'failed'))
  AND NOT (OLD.status NOT IN ('queued', 'processing', 'completed', 'failed') AND NEW.status = 'failed')
BEGIN SELECT RAISE(ABORT, 'a job moves from queued to processing to completed or failed, and never back'); END;
--> statement-breakpoint
-- Completed implies a profile, of this job's result and this user.
CREATE TRIGGER jobs_completed_update BEFORE UPDATE OF status ON jobs
WHEN NEW.status = 'completed' AND OLD.status <> 'completed' AND NOT EXISTS (
  SELECT 1 FROM results WHERE id = NEW.result_id AND user_id = NEW.user_id AND profile IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a completed job needs a result with a profile'); END;
--> statement-breakpoint
CREATE TRIGGER jobs_completed_insert BEFORE INSERT ON jobs
WHEN NEW.status = 'completed' AND NOT EXISTS (
  SELECT 1 FROM results WHERE id = NEW.result_id AND user_id = NEW.user_id AND profile IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a completed job needs a result with a profile'); END;
--> statement-breakpoint
-- The service raises the revision with each of its own writes. A write that does not came from
-- somebody else: the row is then no longer adopted, and the service looks at it within seconds.
CREATE TRIGGER jobs_foreign_update AFTER UPDATE ON jobs
WHEN NEW.revision = OLD.revision AND NEW.adopted_at IS NOT NULL
BEGIN UPDATE jobs SET adopted_at = NULL WHERE job_id = NEW.job_id; END;
--> statement-breakpoint
-- Counters: jobs waiting and running now (bucket 0), finished jobs by epoch minute of their end.
CREATE TRIGGER jobs_count_insert AFTER INSERT ON jobs
WHEN NEW.status IN ('queued', 'processing', 'completed', 'failed')
BEGIN
  INSERT INTO counters (name, bucket, value)
  VALUES (NEW.status, CASE WHEN NEW.status IN ('completed', 'failed') THEN coalesce(NEW.finished_at, NEW.updated_at) / 60000 ELSE 0 END, 1)
  ON CONFLICT (name, bucket) DO UPDATE SET value = value + 1;
END;
--> statement-breakpoint
CREATE TRIGGER jobs_count_update AFTER UPDATE OF status, finished_at, updated_at ON jobs
WHEN NEW.status <> OLD.status OR (NEW.status IN ('completed', 'failed')
  AND coalesce(NEW.finished_at, NEW.updated_at) <> coalesce(OLD.finished_at, OLD.updated_at))
BEGIN
  UPDATE counters SET value = value - 1 WHERE name = OLD.status
    AND bucket = CASE WHEN OLD.status IN ('completed', 'failed') THEN coalesce(OLD.finished_at, OLD.updated_at) / 60000 ELSE 0 END;
  INSERT INTO counters (name, bucket, value)
  SELECT NEW.status, CASE WHEN NEW.status IN ('completed', 'failed') THEN coalesce(NEW.finished_at, NEW.updated_at) / 60000 ELSE 0 END, 1
  WHERE NEW.status IN ('queued', 'processing', 'completed', 'failed')
  ON CONFLICT (name, bucket) DO UPDATE SET value = value + 1;
END;
--> statement-breakpoint
CREATE TRIGGER jobs_count_delete AFTER DELETE ON jobs
BEGIN
  UPDATE counters SET value = value - 1 WHERE name = OLD.status
    AND bucket = CASE WHEN OLD.status IN ('completed', 'failed') THEN coalesce(OLD.finished_at, OLD.updated_at) / 60000 ELSE 0 END;
END;
