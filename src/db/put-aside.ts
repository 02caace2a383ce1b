// Puts a trigger aside for one write that it refuses to everybody, and back as it was. Inside the transaction its caller
// opened, so that no other connection ever sees the file without it.
import { sql } from 'drizzle-orm'
import type { Db } from './connection.ts'

export function withoutTrigger(db: Db, name: string, write: () => void): void {
  const trigger = db.get<{ sql: string }>(
    sql`select sql from sqlite_schema where type = 'trigger' and name = ${name}`,
  )
  db.run(sql.raw(`drop trigger ${name}`))
  write()
  db.$client.exec(trigger.sql)
}
