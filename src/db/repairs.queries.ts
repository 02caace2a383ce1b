// Reads which rows could not be repaired and are to be tried again. It tries nothing.
import { and, asc, eq, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import { compiled, limitBy } from './compiled.ts'
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'
import { jobs } from './schema.ts'
import { repairs } from './upkeep.schema.ts'

const p = sql.placeholder

const retryAt = sql<number | null>`min(case when ${jobs.adoptedAt} is null then ${repairs.retryAt}
  else max(${repairs.retryAt}, ${jobs.deadlineAt}) end)`

const statements = prepared((db: Db) => ({
  // Only what a look at that time will find: the rest would be looked for again and again, without end.
  earliest: compiled<[retryAt: number | null]>(
    db,
    db
      .select({ retryAt })
      .from(repairs)
      .innerJoin(jobs, eq(jobs.jobId, repairs.jobId))
      .where(or(isNull(jobs.adoptedAt), isNotNull(jobs.deadlineAt))),
  ),
  unadopted: compiled<[jobId: string]>(
    db,
    db
      .select({ jobId: jobs.jobId })
      .from(repairs)
      .innerJoin(jobs, eq(jobs.jobId, repairs.jobId))
      .where(and(isNull(jobs.adoptedAt), lte(repairs.retryAt, p('now'))))
      .orderBy(asc(repairs.retryAt))
      .limit(limitBy('limit')),
  ),
}))

/** When the next row is to be tried again; nothing where none is. */
export const earliest = (db: Db): number | undefined =>
  statements(db).earliest.get()?.[0] ?? undefined

/** Rows that could not be adopted and are to be tried again now. */
export const listUnadopted = (db: Db, now: number, limit: number): string[] =>
  statements(db)
    .unadopted.all({ now, limit })
    .map(([jobId]) => jobId)
