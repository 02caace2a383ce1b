// Reads events. Replay and live are the same read: what a user has after a cursor, in order.
import { and, asc, desc, eq, gt, inArray, isNotNull, lt, max, sql } from 'drizzle-orm'
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

/** Whether the end of a job has been told. */
export const hasEnd = (db: Db, jobId: string): boolean =>
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
