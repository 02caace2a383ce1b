// Reads the line: the jobs that wait to be started, oldest first. Rows that somebody else wrote without scores
// are queued too, but stand in no line.

import { and, asc, isNotNull, lt, max, min, sql } from 'drizzle-orm'
import { compiled, limitBy } from './compiled.ts'
import type { Db } from './connection.ts'
import { countTo } from './count-to.ts'
import { prepared } from './prepared.ts'
import { jobs } from './schema.ts'

const p = sql.placeholder

const statements = prepared((db: Db) => ({
  nextInLine: compiled<[jobId: string, assessmentName: string]>(
    db,
    db
      .select({ jobId: jobs.jobId, assessmentName: jobs.assessmentName })
      .from(jobs)
      .where(isNotNull(jobs.queueSeq))
      .orderBy(asc(jobs.queueSeq))
      .limit(limitBy('limit')),
  ),
  ahead: countTo(db, and(isNotNull(jobs.queueSeq), lt(jobs.queueSeq, p('queueSeq')))),
  head: compiled<[queueSeq: number | null]>(
    db,
    db
      .select({ queueSeq: min(jobs.queueSeq) })
      .from(jobs)
      .where(isNotNull(jobs.queueSeq)),
  ),
  last: compiled<[queueSeq: number | null]>(
    db,
    db
      .select({ queueSeq: max(jobs.queueSeq) })
      .from(jobs)
      .where(isNotNull(jobs.queueSeq)),
  ),
}))

/** The jobs to be started next, each with its assessment. */
export const nextInLine = (db: Db, limit: number) => statements(db).nextInLine.all({ limit })

/** Above this many jobs ahead, a place in line is no longer counted but taken from the line's numbers. */
export const placeCountedMax = 200

/** How many jobs are started before this one; 0 is the head of the line. Never grows while it waits. */
export function placeInLine(db: Db, queueSeq: number): number {
  const { ahead, head } = statements(db)
  const counted = ahead.get({ queueSeq, limit: placeCountedMax })?.[0] ?? 0
  if (counted < placeCountedMax) return counted
  return Math.max(counted, queueSeq - (head.get()?.[0] ?? queueSeq))
}

/** How many jobs wait in line. Rows of others that hold no scores wait for nothing and do not count. */
export const lineLength = (db: Db): number => {
  const last = statements(db).last.get()?.[0]
  return typeof last === 'number' ? placeInLine(db, last + 1) : 0
}
