// Writes how alerts stand, inside the transaction its caller opened. A rule that is quiet has no row.
import { eq } from 'drizzle-orm'
import type { AlertRow } from './alerts.queries.ts'
import type { Db } from './connection.ts'
import { alerts } from './outbound.schema.ts'

export function commitAlert(db: Db, row: AlertRow): void {
  if (row.firingSince === null && row.mail === null) {
    db.delete(alerts).where(eq(alerts.rule, row.rule)).run()
    return
  }
  db.insert(alerts).values(row).onConflictDoUpdate({ target: alerts.rule, set: row }).run()
}
