// Reads events. Replay and live are the same read: what a user has after a cursor, in order.
import { and, asc, desc, eq, gt, inArray, isNotNull, lt, max, min, sql } from 'drizzle-orm'
import type { EventEnvelope, EventType } from '../domain/events.ts'
import { limitBy } from './compiled.ts'
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'
import { events, jobs, ledgerEntries, users } from './schema.ts'

const p = sql.placeholder

const columns = {
  n: events.n,
  type: events.type,
  createdAt: events.createdAt,
  jobId: events.jobId,
  userId: events.userId,
  userEmail: users.email,
  resultId: events.resultId,
  status: events.status,
  attempt: events.attempt,
  metadata: events.metadata,
}

const statements = prepared((db: Db) => ({
  after: db
    .select(columns)
    .from(events)
    .leftJoin(users, eq(users.id, events.userId))
    .where(and(eq(events.userId, p('userId')), gt(events.n, p('cursor'))))
    .orderBy(asc(events.n))
    .limit(limitBy('limit'))
    .prepare(),
  newest: db
    .select(columns)
    .from(events)
    .leftJoin(users, eq(users.id, events.userId))
    .where(and(eq(events.userId, p('userId')), lt(events.n, p('before'))))
    .orderBy(desc(events.n))
    .limit(limitBy('limit'))
    .prepare(),
  bySeq: db
    .select(columns)
    .from(events)
    .leftJoin(users, eq(users.id, events.userId))
    .where(eq(events.seq, p('seq')))
    .prepare(),
  bounds: db
    .select({ floor: users.eventFloor, head: users.eventCursor, read: users.readCursor })
    .from(users)
    .where(eq(users.id, p('userId')))
    .prepare(),
}))

/** The user's events after `cursor`, oldest first. */
export const readAfter = (db: Db, userId: string, cursor: number, limit: number): EventEnvelope[] =>
  statements(db).after.all({ userId, cursor, limit }).map(toEnvelope)

/** The event at this place of all events; undefined where it was removed. */
export function findBySeq(db: Db, seq: number): EventEnvelope | undefined {
  const row = statements(db).bySeq.get({ seq })
  return row && toEnvelope(row)
}

/** The user's newest events, newest first, from before `beforeCursor` on. */
export const listNewest = (
  db: Db,
  userId: string,
  limit: number,
  beforeCursor = Number.MAX_SAFE_INTEGER,
): EventEnvelope[] =>
  statements(db).newest.all({ userId, before: beforeCursor, limit }).map(toEnvelope)

interface EndedRow {
  readonly jobId: string
  readonly userId: string
  readonly status: string
  readonly origin: 'service' | 'foreign'
  readonly attempt: number
  readonly revision: number
  readonly createdAt: number
  readonly finishedAt: number | null
  readonly errorCode: string | null
}

/**
 * Whether the end of a job that somebody wrote again has been told and settled: by its event or, where retention or an
 * erasure has removed that, by what is written with it and kept. Of a job that was submitted here, or started and
 * completed, nothing is removed before its end was told. Of any other a failure without a refund never was settled,
 * whatever its row says, unless its owner's account is gone or was made anew since: the ledger keeps each refund.
 */
export function wasEndTold(db: Db, row: EndedRow): boolean {
  const { jobId, status } = row
  if (hasEnd(db, jobId) || (status === 'failed' && hasRefund(db, jobId))) return true
  if (row.revision === 0 || hasAny(db, jobId)) return false
  return hadEvents(row) || endedBeforeAllKept(db, row)
}

/** Nothing that depends on tokens is believed of the number of attempts, which its own system may have written. */
const hadEvents = ({ origin, attempt, status }: EndedRow): boolean =>
  origin === 'service' || (attempt > 0 && status === 'completed')

/** By the instant of an end that is written whole. */
function endedBeforeAllKept(db: Db, { userId, status, ...row }: EndedRow): boolean {
  const isFailed = status === 'failed'
  if (row.finishedAt === null || (isFailed && row.errorCode === null)) return false
  const { createdAt, erasedAt } = users
  const owner = db.select({ createdAt, erasedAt }).from(users).where(eq(users.id, userId)).get()
  const endedAt = Math.max(row.createdAt, row.finishedAt)
  if (isFailed && owner && owner.createdAt <= endedAt) return false
  return (owner?.erasedAt ?? null) !== null || row.finishedAt < oldestKeptAt(db)
}

/** Retention removes the oldest of all: what was told since is there. */
function oldestKeptAt(db: Db): number {
  const oldest = db.select({ seq: min(events.seq) }).from(events)
  const row = db.select({ at: events.createdAt }).from(events).where(eq(events.seq, oldest)).get()
  return row?.at ?? Number.NEGATIVE_INFINITY
}

const hasAny = (db: Db, jobId: string): boolean =>
  db.select({ n: events.n }).from(events).where(eq(events.jobId, jobId)).limit(1).get() !==
  undefined

const hasRefund = (db: Db, jobId: string): boolean =>
  db
    .select({ seq: ledgerEntries.seq })
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.jobId, jobId), eq(ledgerEntries.kind, 'refund')))
    .get() !== undefined

const hasEnd = (db: Db, jobId: string): boolean =>
  db
    .select({ n: events.n })
    .from(events)
    .where(
      and(
        eq(events.jobId, jobId),
        inArray(events.type, ['analysis.completed', 'analysis.failed'] satisfies EventType[]),
      ),
    )
    .limit(1)
    .get() !== undefined

/**
 * The latest instant written to the file; service time never starts before it. Money moves without events,
 * and so does the deadline of a running job that reports.
 */
export function newestInstant(db: Db): number {
  const byPlace = [
    db.select({ at: events.createdAt }).from(events).orderBy(desc(events.seq)).limit(1).get(),
    db
      .select({ at: ledgerEntries.createdAt })
      .from(ledgerEntries)
      .orderBy(desc(ledgerEntries.seq))
      .limit(1)
      .get(),
    db
      .select({ at: max(jobs.updatedAt) })
      .from(jobs)
      .where(and(sql`${jobs.status} = 'processing'`, isNotNull(jobs.adoptedAt)))
      .get(),
  ]
  return Math.max(...byPlace.map((row) => row?.at ?? 0))
}

/** The cursors of a user's history: what was trimmed, the newest event, what was read. */
export const bounds = (db: Db, userId: string): { floor: number; head: number; read: number } =>
  statements(db).bounds.get({ userId }) ?? { floor: 0, head: 0, read: 0 }

interface EventColumns {
  readonly n: number
  readonly type: string
  readonly createdAt: number
  readonly jobId: string
  readonly userId: string
  readonly userEmail: string | null
  readonly resultId: string
  readonly status: string
  readonly attempt: number
  readonly metadata: string
}

const toEnvelope = (row: EventColumns): EventEnvelope => ({
  id: row.n,
  eventType: row.type as EventType,
  timestamp: row.createdAt,
  jobId: row.jobId,
  userId: row.userId,
  userEmail: row.userEmail,
  resultId: row.resultId,
  status: row.status,
  attempt: row.attempt,
  metadata: JSON.parse(row.metadata),
})
