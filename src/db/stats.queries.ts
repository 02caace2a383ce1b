// Reads the counters that triggers keep, so that statistics cost the same at ten jobs and at a million.
import { and, asc, count, desc, eq, gte, isNotNull, lt, lte, sql } from 'drizzle-orm'
import { compiled } from './compiled.ts'
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'
import { jobs } from './schema.ts'
import { audit, counters, meta, monitorRuns, repairs } from './upkeep.schema.ts'

/** The six figures operators know, as numbers, and a seventh. */
export interface Stats {
  readonly processing_jobs: number
  readonly queued_jobs: number
  /** Finished within the last 24 hours, to the millisecond. */
  readonly completed_jobs: number
  readonly failed_jobs: number
  readonly stuck_processing: number
  readonly stuck_queued: number
  /** Rows that could not be repaired and wait for an operator. */
  readonly quarantined_jobs: number
}

const p = sql.placeholder

const statements = prepared((db: Db) => ({
  counted: compiled<[value: number]>(
    db,
    db
      .select({ value: counters.value })
      .from(counters)
      .where(and(eq(counters.name, p('name')), eq(counters.bucket, 0))),
  ),
  finishedInMinutes: compiled<[n: number]>(
    db,
    db
      .select({ n: sql<number>`coalesce(sum(${counters.value}), 0)` })
      .from(counters)
      .where(and(eq(counters.name, p('status')), gte(counters.bucket, p('firstMinute')))),
  ),
  finishedBetween: compiled<[n: number]>(
    db,
    db
      .select({ n: count() })
      .from(jobs)
      .where(
        and(
          isNotNull(jobs.finishedAt),
          gte(jobs.finishedAt, p('from')),
          lt(jobs.finishedAt, p('to')),
          // Without the plus, SQLite would read every job of this status for the few of one minute.
          sql`+${jobs.status} = ${p('status')}`,
        ),
      ),
  ),
  stuck: compiled<[status: string, n: number]>(
    db,
    db
      .select({ status: jobs.status, n: count() })
      .from(jobs)
      .where(and(isNotNull(jobs.deadlineAt), lte(jobs.deadlineAt, p('now'))))
      .groupBy(jobs.status),
  ),
  quarantined: compiled<[n: number]>(
    db,
    db.select({ n: count() }).from(repairs).where(isNotNull(repairs.quarantinedAt)),
  ),
}))

const dayMs = 86_400_000
const minuteMs = 60_000

export function readStats(db: Db, now: number): Stats {
  const stuck = new Map(statements(db).stuck.all({ now }))
  return {
    processing_jobs: counted(db, 'processing'),
    queued_jobs: counted(db, 'queued'),
    completed_jobs: finishedSince(db, 'completed', now - dayMs),
    failed_jobs: finishedSince(db, 'failed', now - dayMs),
    stuck_processing: stuck.get('processing') ?? 0,
    stuck_queued: stuck.get('queued') ?? 0,
    quarantined_jobs: statements(db).quarantined.get()?.[0] ?? 0,
  }
}

/** How many jobs have this status now, or are open to workers. */
export const counted = (db: Db, what: 'queued' | 'processing' | 'claimable'): number =>
  statements(db).counted.get({ name: what })?.[0] ?? 0

/** Whole minutes from their counters, the minute that is cut by `since` from its rows. */
export function finishedSince(db: Db, status: 'completed' | 'failed', since: number): number {
  const { finishedInMinutes, finishedBetween } = statements(db)
  const firstMinute = Math.floor(since / minuteMs) + 1
  const whole = finishedInMinutes.get({ status, firstMinute })
  const cut = finishedBetween.get({ status, from: since, to: firstMinute * minuteMs })
  return (whole?.[0] ?? 0) + (cut?.[0] ?? 0)
}

/** The newest checks, newest first. */
export const listRuns = (db: Db, limit: number) =>
  db.select().from(monitorRuns).orderBy(desc(monitorRuns.id)).limit(limit).all()

/** What people did by hand, newest first. */
export const listAudit = (db: Db, limit: number, offset: number) =>
  db.select().from(audit).orderBy(desc(audit.id)).limit(limit).offset(offset).all()

/** The newest entries of the audit among which whoever asked for a check is looked for. */
export const auditScannedMax = 2_000

/** Who asked for which check, by the id of its run. */
export const listCheckers = (db: Db): Map<number, string> =>
  new Map(
    db
      .all<{ run: number | null; actor: string }>(sql`
        select json_extract(details, '$.run') as run, actor
        from (select action, actor, details from audit order by id desc limit ${auditScannedMax})
        where action = 'monitor.check' and json_valid(details)`)
      .flatMap(({ run, actor }) => (run === null ? [] : [[run, actor]])),
  )

/** Rows that could not be repaired, oldest trouble first. */
export const listRepairs = (db: Db, limit: number) =>
  db.select().from(repairs).orderBy(asc(repairs.retryAt)).limit(limit).all()

/** The start whose process was last asked to stop; 0 if none was. */
export const lastStop = (db: Db): number =>
  Number(
    db.select({ value: meta.value }).from(meta).where(eq(meta.key, 'stopped')).get()?.value ?? 0,
  )
