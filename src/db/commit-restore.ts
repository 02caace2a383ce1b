// Writes what a restored file needs before a service goes on from it: event numbers that nobody has seen, the erasures
// that came after the backup, and the note that its last process did not die of a job.
import { sql } from 'drizzle-orm'
import { commitErasure, recalled, removeAll } from './commit-erasure.ts'
import { commitStop } from './commit-upkeep.ts'
import type { Db } from './connection.ts'
import * as erasures from './erasures.queries.ts'
import { withEventsOpen } from './put-aside.ts'
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
    // unique(user_id, n) holds at every step, since each moves past all there are.
    const renumber = sql`update events set n = n + ${renumberedBy}`
    withEventsOpen(db, () => void db.run(renumber))
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

/**
 * Erases anew whoever was erased since the backup, and goes on where the backup caught an erasure half done. Jobs of
 * theirs that wait or run are settled at the next start, which notes the end. Answers how many people it were.
 */
export function eraseAgain(db: Db, wasErased: (userId: string) => boolean, now: number): number {
  const found = erasures.openAccounts(db).filter(wasErased)
  for (const userId of found) {
    const order = { userId, actor: 'system:restore', reason: recalled }
    inTransaction(db, () => commitErasure(db, order, now))
  }
  const unfinished = erasures.listUnfinished(db, Number.MAX_SAFE_INTEGER)
  for (const { userId } of unfinished) inTransaction(db, () => removeAll(db, userId, now))
  return found.length
}
