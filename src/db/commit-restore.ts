// Writes what a restored file needs before a service goes on from it: event numbers that nobody has seen, and
// the note that its last process did not die of a job. Money, jobs and results stay as they are.
import { sql } from 'drizzle-orm'
import { commitStop } from './commit-upkeep.ts'
import type { Db } from './connection.ts'
import { inTransaction } from './transaction.ts'

/** No history is longer than this between two restores. */
export const renumberedBy = 1_000_000_000

/**
 * Clients hold cursors of the time that is lost, and the restored history would grow over them: they would miss
 * events without a word. So every number moves up, and every client that resumes is told `reset`. Events are
 * otherwise never changed: the trigger that says so is put aside inside the transaction, and put back as it was.
 */
export function renumberEvents(db: Db, now: number): void {
  inTransaction(db, () => {
    const trigger = db.get<{ sql: string }>(
      sql`select sql from sqlite_schema where type = 'trigger' and name = 'events_no_update'`,
    )
    db.run(sql`drop trigger events_no_update`)
    // unique(user_id, n) holds at every step, since each moves past all there are.
    db.run(sql`update events set n = n + ${renumberedBy}`)
    db.$client.exec(trigger.sql)
    db.run(sql`update users set event_cursor = event_cursor + ${renumberedBy},
      event_floor = event_floor + ${renumberedBy}, read_cursor = read_cursor + ${renumberedBy},
      updated_at = max(updated_at, ${now})`)
    // A person's webhook reads on from where it was; otherwise it would be told all of the history again.
    db.run(sql`update webhook_endpoints set cursor = cursor + ${renumberedBy}
      where user_id is not null`)
    const boot = db.get<{ value: string }>(sql`select value from meta where key = 'boot'`)
    if (boot) commitStop(db, Number(boot.value))
  })
}
