// Reads jobs. Every list has a limit and an order; conditions on partial indexes are literals, since a
// bound parameter would not use them.
import {
  and,
  asc,
  count,
  desc,
  eq,
  getTableColumns,
  gt,
  isNotNull,
  isNull,
  lte,
  or,
  sql,
} from 'drizzle-orm'
import { compiled, limitBy } from './compiled.ts'
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'
import * as repairRows from './repairs.queries.ts'
import { jobs } from './schema.ts'
import { jobTries, repairs } from './upkeep.schema.ts'

export type JobRow = typeof jobs.$inferSelect

const p = sql.placeholder

const statements = prepared((db: Db) => ({
  find: compiled<readonly unknown[]>(
    db,
    db
      .select()
      .from(jobs)
      .where(eq(jobs.jobId, p('jobId'))),
  ),
  earliestDeadline: compiled<[deadlineAt: number]>(
    db,
    db
      .select({ deadlineAt: jobs.deadlineAt })
      .from(jobs)
      .leftJoin(repairs, eq(repairs.jobId, jobs.jobId))
      .where(and(isNotNull(jobs.deadlineAt), isNull(repairs.jobId)))
      .orderBy(asc(jobs.deadlineAt))
      .limit(limitBy('limit')),
  ),
  overdue: compiled<[jobId: string]>(
    db,
    db
      .select({ jobId: jobs.jobId })
      .from(jobs)
      .leftJoin(repairs, eq(repairs.jobId, jobs.jobId))
      .where(
        and(
          isNotNull(jobs.deadlineAt),
          lte(jobs.deadlineAt, p('now')),
          or(isNull(repairs.jobId), lte(repairs.retryAt, p('now'))),
        ),
      )
      .orderBy(asc(jobs.deadlineAt))
      .limit(limitBy('limit')),
  ),
  unadopted: compiled<[jobId: string]>(
    db,
    db
      .select({ jobId: jobs.jobId })
      .from(jobs)
      .leftJoin(repairs, eq(repairs.jobId, jobs.jobId))
      .where(and(isNull(jobs.adoptedAt), or(isNull(repairs.jobId), lte(repairs.retryAt, p('now')))))
      .orderBy(asc(jobs.jobId))
      .limit(limitBy('limit')),
  ),
  processing: db
    .select({
      jobId: sql<string>`${jobs.jobId}`,
      boot: sql<number>`${jobs.boot}`,
      deaths: sql<number>`${jobs.deaths}`,
      leasedBy: sql<string | null>`${jobs.leasedBy}`,
      claimableAt: sql<number | null>`${jobs.claimableAt}`,
    })
    // Left to itself, SQLite finds them by status and sorts all of them for each page.
    .from(sql`${jobs} indexed by jobs_processing`)
    .where(and(sql`${jobs.status} = 'processing'`, gt(jobs.jobId, p('afterId'))))
    .orderBy(asc(jobs.jobId))
    .limit(limitBy('limit'))
    .prepare(),
  recent: db
    .select({
      startedAt: jobs.startedAt,
      finishedAt: jobs.finishedAt,
      assessmentName: jobs.assessmentName,
      status: jobs.status,
    })
    .from(jobs)
    .where(isNotNull(jobs.finishedAt))
    .orderBy(desc(jobs.finishedAt))
    .limit(limitBy('limit'))
    .prepare(),
  unfinishedOf: db
    .select({ n: count() })
    .from(jobs)
    .where(and(eq(jobs.userId, p('userId')), isNotNull(jobs.deadlineAt)))
    .prepare(),
}))

/** In the order of a select of all of them. */
const columns = Object.keys(getTableColumns(jobs))

export function find(db: Db, jobId: string): JobRow | undefined {
  const values = statements(db).find.get({ jobId })
  if (!values) return undefined
  const row: Record<string, unknown> = {}
  for (const [index, column] of columns.entries()) row[column] = values[index]
  return row as JobRow
}

/** When the next row that is not waiting for another try at repair is stuck. */
export function earliestDeadline(db: Db): number | undefined {
  const candidates = [
    statements(db).earliestDeadline.get({ limit: 1 })?.[0],
    repairRows.earliest(db),
  ]
  const known = candidates.filter((at): at is number => typeof at === 'number')
  return known.length === 0 ? undefined : Math.min(...known)
}

export const listOverdue = (db: Db, now: number, limit: number): string[] =>
  statements(db)
    .overdue.all({ now, limit })
    .map(([jobId]) => jobId)

export const listUnadopted = (db: Db, now: number, limit: number): string[] =>
  statements(db)
    .unadopted.all({ now, limit })
    .map(([jobId]) => jobId)

/** Jobs in processing, by id, from after `afterId` on. */
export const listProcessing = (db: Db, afterId: string, limit: number) =>
  statements(db).processing.all({ afterId, limit })

/** The jobs that ended last, newest first. */
export const listRecentlyFinished = (db: Db, limit: number) => statements(db).recent.all({ limit })

/** Whose jobs still wait or run, rows of others included. */
export const countUnfinishedOf = (db: Db, userId: string): number =>
  statements(db).unfinishedOf.get({ userId })?.n ?? 0

export const triesOf = (db: Db, jobId: string) =>
  db
    .select()
    .from(jobTries)
    .where(eq(jobTries.jobId, jobId))
    .orderBy(asc(jobTries.id))
    .limit(100)
    .all()

/** The try that failed last. */
export const lastTryOf = (db: Db, jobId: string) =>
  db
    .select()
    .from(jobTries)
    .where(eq(jobTries.jobId, jobId))
    .orderBy(desc(jobTries.id))
    .limit(1)
    .get()

/** Unfinished jobs, those first whose deadline comes first, or passed longest ago. */
export const listByDeadline = (db: Db, limit: number): JobRow[] =>
  db
    .select()
    .from(jobs)
    .where(isNotNull(jobs.deadlineAt))
    .orderBy(asc(jobs.deadlineAt))
    .limit(limit)
    .all()

/** Jobs past their deadline at `now`, longest stuck first. */
export const listStuck = (db: Db, now: number, limit: number): JobRow[] =>
  db
    .select()
    .from(jobs)
    .where(and(isNotNull(jobs.deadlineAt), lte(jobs.deadlineAt, now)))
    .orderBy(asc(jobs.deadlineAt))
    .limit(limit)
    .all()

/** The live or completed retry of a job, if it has one. */
export const findRetryOf = (db: Db, jobId: string): JobRow | undefined =>
  db
    .select()
    .from(jobs)
    .where(and(isNotNull(jobs.retryOf), eq(jobs.retryOf, jobId), sql`${jobs.status} <> 'failed'`))
    .get()
