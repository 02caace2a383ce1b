// Copies of a world's database, and what somebody with the file and bad intent (or bad luck) does to them.
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Db } from '../../../src/db/connection.ts'
import { type VerifyOptions, verify } from '../../../src/db/verify.ts'
import type { World } from '../../../src/testing/index.ts'

export function copyOf(world: World): Db {
  return drizzle({ client: new Database(world.db.$client.serialize()) })
}

/** Does it past every trigger, constraint and foreign key, and puts the triggers back as they were. */
export function tamper(db: Db, wrong: () => void): void {
  const { $client } = db
  const triggers = $client
    .prepare<[], { name: string; sql: string }>(
      "select name, sql from sqlite_schema where type = 'trigger'",
    )
    .all()
  for (const { name } of triggers) $client.exec(`drop trigger ${name}`)
  $client.pragma('foreign_keys = off')
  $client.pragma('ignore_check_constraints = on')
  wrong()
  $client.pragma('ignore_check_constraints = off')
  for (const { sql } of triggers) $client.exec(sql)
}

/** The ids of the checks that a database fails. */
export const violatedIn = (db: Db, options: VerifyOptions): string[] =>
  verify(db, options)
    .checks.filter(({ ok }) => !ok)
    .map(({ id }) => id)
