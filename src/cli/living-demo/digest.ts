// One line for a whole history: the same for the same seed, whenever it was lived through. Instants count from its
// start; what is random by design (passwords, signing keys, secrets of links) is left out.
import { createHash } from 'node:crypto'
import type { Db } from '../../db/connection.ts'

/** Each line of the digest: a query, and which of its columns are instants. */
const parts = [
  'select id, email, name, role, token_balance, event_cursor, read_cursor, created_at - :start as at from users order by id',
  'select job_id, user_id, result_id, status, attempt, tries, error_code, retry_of, token_cost, created_at - :start as made, started_at - :start as began, finished_at - :start as ended from jobs order by job_id',
  'select id, status, analyzer, assessment_data, profile, created_at - :start as made, updated_at - :start as changed from results order by id',
  'select user_id, job_id, kind, amount, reason, actor, created_at - :start as at from ledger_entries order by seq',
  'select user_id, n, job_id, type, status, attempt, created_at - :start as at from events order by seq',
  'select job_id, attempt, try, code, reason, created_at - :start as at from job_tries order by id',
  'select actor, action, subject, details, at - :start as at from audit order by id',
  'select user_id, result_id, sections, created_at - :start as at from shares order by id',
  'select trigger, total, fixed, started_at - :start as at from monitor_runs order by id',
]

/** SHA-256 in hex. */
export function digestOf(db: Db, startAt: number): string {
  const digest = createHash('sha256')
  for (const query of parts) {
    for (const row of db.$client.prepare(query).raw().iterate({ start: startAt })) {
      digest.update(JSON.stringify(row))
    }
  }
  return digest.digest('hex')
}
