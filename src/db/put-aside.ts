// Puts the guard that keeps events as they were told aside for one write, and back as it was. Inside the transaction its
// caller opened, so that no other connection ever sees the file without it, and a write that throws brings it back.
import { sql } from 'drizzle-orm'
import type { Db } from './connection.ts'

export function withEventsOpen(db: Db, write: () => void): void {
  const guard = db.get<{ sql: string }>(
    sql`select sql from sqlite_schema where type = 'trigger' and name = 'events_no_update'`,
  )
  db.run(sql`drop trigger events_no_update`)
  write()
  db.$client.exec(guard.sql)
}
