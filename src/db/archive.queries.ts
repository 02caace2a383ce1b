// Reads what one person has: their jobs in any order, figures about them, and what a job's page shows
// beside its row. Every list has a limit and an order.
import {
  and,
  asc,
  count,
  desc,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  type Placeholder,
  type SQL,
  sql,
} from 'drizzle-orm'
import type { EventEnvelope, EventType } from '../domain/events.ts'
import { limitBy } from './compiled.ts'
import type { Db } from './connection.ts'
import type { JobRow } from './jobs.queries.ts'
import { prepared, preparedByKind } from './prepared.ts'
import type { ResultRow } from './results.queries.ts'
import { events, jobs, results, users } from './schema.ts'

const p = sql.placeholder

const statements = prepared((db: Db) => ({
  progress: db
    .select({ metadata: events.metadata })
    .from(events)
    .where(
      and(
        eq(events.jobId, p('jobId')),
        eq(events.attempt, p('attempt')),
        sql`${events.type} = 'analysis.progress'`,
        sql`json_extract(${events.metadata}, '$.fraction') is not null`,
      ),
    )
    .orderBy(desc(events.seq))
    .limit(1)
    .prepare(),
  oldestWaiting: db
    .select({ createdAt: jobs.createdAt })
    .from(jobs)
    .where(isNotNull(jobs.queueSeq))
    .orderBy(asc(jobs.queueSeq))
    .limit(1)
    .prepare(),
}))

export interface OwnFilter {
  readonly status?: string | undefined
  readonly assessmentName?: string | undefined
}

export interface SortedPage {
  readonly limit: number
  readonly offset: number
  readonly sort: 'createdAt' | 'updatedAt' | 'finishedAt' | 'status' | 'assessmentName'
  readonly order: 'asc' | 'desc'
}

/** The user's jobs that are not hidden, in the order asked for; of equal ones the newest first. */
export function listJobs(db: Db, userId: string, filter: OwnFilter, page: SortedPage): JobRow[] {
  const { limit, offset, ...order } = page
  return listing(db, { ...filter, ...order }).all({ userId, ...filter, limit, offset })
}

/** Made once for each order and each set of conditions: to build it anew costs more than to run it. */
const listing = preparedByKind(
  ({ sort, order, status, assessmentName }: OwnFilter & Pick<SortedPage, 'sort' | 'order'>) =>
    [sort, order, status !== undefined, assessmentName !== undefined].join(' '),
  (db, { sort, order, ...filter }) => {
    const direction = order === 'asc' ? asc : desc
    const always = [jobs.createdAt, jobs.jobId]
    const columns = sort === 'createdAt' ? always : [jobs[sort], ...always]
    return db
      .select()
      .from(jobs)
      .where(ownJobs(p('userId'), named(filter)))
      .orderBy(...columns.map((column) => direction(column)))
      .limit(limitBy('limit'))
      .offset(limitBy('offset'))
      .prepare()
  },
)

type Named = { readonly [Key in keyof OwnFilter]: Placeholder | undefined }

const named = ({ status, assessmentName }: OwnFilter): Named => ({
  status: status === undefined ? undefined : p('status'),
  assessmentName: assessmentName === undefined ? undefined : p('assessmentName'),
})

export const countJobs = (db: Db, userId: string, filter: OwnFilter): number =>
  db.select({ n: count() }).from(jobs).where(ownJobs(userId, filter)).get()?.n ?? 0

export interface OwnFigures {
  readonly total: number
  readonly queued: number
  readonly processing: number
  readonly completed: number
  readonly failed: number
  /** Of those completed, from start to end; null where there are none. */
  readonly meanProcessingMs: number | null
}

export function figuresOf(db: Db, userId: string): OwnFigures {
  const rows = db
    .select({
      status: jobs.status,
      n: count(),
      meanMs: sql<number | null>`avg(${jobs.finishedAt} - ${jobs.startedAt})`,
    })
    .from(jobs)
    .where(ownJobs(userId, {}))
    .groupBy(jobs.status)
    .all()
  const of = (status: string) => rows.find((row) => row.status === status)?.n ?? 0
  return {
    total: rows.reduce((sum, { n }) => sum + n, 0),
    queued: of('queued'),
    processing: of('processing'),
    completed: of('completed'),
    failed: of('failed'),
    meanProcessingMs: rows.find(({ status }) => status === 'completed')?.meanMs ?? null,
  }
}

export type ResultsPage = Pick<SortedPage, 'limit' | 'offset' | 'order'> & {
  readonly sort: 'createdAt' | 'updatedAt'
}

/** The user's results that are not hidden, in the order asked for. */
export function listResults(
  db: Db,
  userId: string,
  filter: OwnFilter,
  page: ResultsPage,
): ResultRow[] {
  const direction = page.order === 'asc' ? asc : desc
  return db
    .select()
    .from(results)
    .where(ownResults(userId, filter))
    .orderBy(direction(results[page.sort]), direction(results.id))
    .limit(page.limit)
    .offset(page.offset)
    .all()
}

export const countResults = (db: Db, userId: string, filter: OwnFilter): number =>
  db.select({ n: count() }).from(results).where(ownResults(userId, filter)).get()?.n ?? 0

export interface JobOfResult {
  readonly jobId: string
  readonly status: string
  readonly errorMessage: string | null
}

/** The job each of these results belongs to, by the result's id; at most 100 of them. */
export function jobsOf(db: Db, resultIds: readonly string[]): Map<string, JobOfResult> {
  if (resultIds.length === 0) return new Map()
  const { resultId, jobId, status, errorMessage } = jobs
  const rows = db
    .select({ resultId, jobId, status, errorMessage })
    .from(jobs)
    .where(and(isNotNull(resultId), inArray(resultId, resultIds.slice(0, 100))))
    .orderBy(desc(jobs.createdAt))
    .all()
  return new Map(rows.map(({ resultId: id, ...job }) => [id ?? '', job]))
}

/** What the current attempt's analysis last reported of its progress. */
export function latestProgress(
  db: Db,
  jobId: string,
  attempt: number,
): { readonly fraction: number; readonly note?: string } | undefined {
  const row = statements(db).progress.get({ jobId, attempt })
  return row && JSON.parse(row.metadata)
}

/** What was told of a job after the event `afterId`, oldest first. */
export const historyOf = (db: Db, jobId: string, afterId: number, limit: number): EventEnvelope[] =>
  db
    .select({
      id: events.n,
      eventType: events.type,
      timestamp: events.createdAt,
      jobId: events.jobId,
      userId: events.userId,
      userEmail: users.email,
      resultId: events.resultId,
      status: events.status,
      attempt: events.attempt,
      metadata: events.metadata,
    })
    .from(events)
    .leftJoin(users, eq(users.id, events.userId))
    .where(and(eq(events.jobId, jobId), gt(events.n, afterId)))
    .orderBy(asc(events.seq))
    .limit(limit)
    .all()
    .map((row) => ({
      ...row,
      eventType: row.eventType as EventType,
      metadata: JSON.parse(row.metadata),
    }))

/** When the job at the head of the line was submitted. */
export const oldestWaitingSince = (db: Db): number | undefined =>
  statements(db).oldestWaiting.get()?.createdAt

const ownJobs = (
  userId: string | Placeholder,
  { status, assessmentName }: OwnFilter | Named,
): SQL | undefined =>
  and(
    eq(jobs.userId, userId),
    isNull(jobs.deletedAt),
    // With a plus the index by status, which holds everybody's jobs, is left alone.
    status === undefined ? undefined : sql`+${jobs.status} = ${status}`,
    assessmentName === undefined ? undefined : eq(jobs.assessmentName, assessmentName),
  )

const ownResults = (userId: string, { status, assessmentName }: OwnFilter): SQL | undefined =>
  and(
    eq(results.userId, userId),
    isNull(results.deletedAt),
    // A status that no result can have matches nothing.
    status === undefined ? undefined : sql`${results.status} = ${status}`,
    assessmentName === undefined ? undefined : eq(results.assessmentName, assessmentName),
  )
