// Reads the line: the jobs that wait to be started, oldest first. Rows that somebody else wrote without scores
// are queued too, but stand in no line.
import { and, asc, desc, isNotNull, lt, sql } from 'drizzle-orm'
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'
import { jobs } from './schema.ts'

const p = sql.placeholder

const statements = prepared((db: Db) => ({
  nextInLine: db
    .select({ jobId: jobs.jobId })
    .from(jobs)
    .where(isNotNull(jobs.queueSeq))
    .orderBy(asc(jobs.queueSeq))
    .limit(p('limit'))
    .prepare(),
  ahead: db
    .select({ n: sql<number>`count(*)` })
    .from(
      db
        .select({ one: sql`1`.as('one') })
        .from(jobs)
        .where(and(isNotNull(jobs.queueSeq), lt(jobs.queueSeq, p('queueSeq'))))
        .limit(p('limit'))
        .as('ahead'),
    )
    .prepare(),
  head: db
    .select({ queueSeq: jobs.queueSeq })
    .from(jobs)
    .where(isNotNull(jobs.queueSeq))
    .orderBy(asc(jobs.queueSeq))
    .limit(1)
    .prepare(),
  last: db
    .select({ queueSeq: jobs.queueSeq })
    .from(jobs)
    .where(isNotNull(jobs.queueSeq))
    .orderBy(desc(jobs.queueSeq))
    .limit(1)
    .prepare(),
}))

/** The jobs to be started next. */
export const nextInLine = (db: Db, limit: number): string[] =>
  statements(db)
    .nextInLine.all({ limit })
    .map((row) => row.jobId)

/** Above this many jobs ahead, a place in line is no longer counted but taken from the line's numbers. */
export const placeCountedMax = 200

/** How many jobs are started before this one; 0 is the head of the line. Never grows while it waits. */
export function placeInLine(db: Db, queueSeq: number): number {
  const { ahead, head } = statements(db)
  const counted = ahead.get({ queueSeq, limit: placeCountedMax })?.n ?? 0
  if (counted < placeCountedMax) return counted
  return Math.max(counted, queueSeq - (head.get()?.queueSeq ?? queueSeq))
}

/** How many jobs wait in line. Rows of others that hold no scores wait for nothing and do not count. */
export const lineLength = (db: Db): number => {
  const last = statements(db).last.get()?.queueSeq
  return typeof last === 'number' ? placeInLine(db, last + 1) : 0
}
