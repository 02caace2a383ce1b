// Counts jobs up to a bound: an exact number of a million would cost more than what it is for.
import { type SQL, sql } from 'drizzle-orm'
import { type Compiled, compiled, limitBy } from './compiled.ts'
import type { Db } from './connection.ts'
import { jobs } from './schema.ts'

/** How many jobs meet the condition, counted to the placeholder `limit`. */
export const countTo = (db: Db, condition: SQL | undefined): Compiled<[n: number]> =>
  compiled(
    db,
    db.select({ n: sql<number>`count(*)` }).from(
      db
        .select({ one: sql`1`.as('one') })
        .from(jobs)
        .where(condition)
        .limit(limitBy('limit'))
        .as('counted'),
    ),
  )
