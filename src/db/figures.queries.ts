// Reads what metrics show of jobs beyond the statistics: each one step in an index, or a few rows.

import { asc, isNull, sql } from 'drizzle-orm'
import { compiled, limitBy } from './compiled.ts'
import type { Db } from './connection.ts'
import { countTo } from './count-to.ts'
import { prepared } from './prepared.ts'
import { jobs } from './schema.ts'

/** More rows than this that nobody took up are not counted on. */
export const unadoptedCountedMax = 10_000

const statements = prepared((db: Db) => ({
  oldestQueued: compiled<[createdAt: number]>(
    db,
    db
      .select({ createdAt: jobs.createdAt })
      .from(jobs)
      .where(sql`${jobs.status} = 'queued'`)
      .orderBy(asc(jobs.createdAt))
      .limit(limitBy('limit')),
  ),
  oldestProcessing: compiled<[startedAt: number | null]>(
    db,
    db
      .select({ startedAt: sql<number | null>`min(coalesce(started_at, updated_at))` })
      // Left to itself, SQLite would look for them by status and age.
      .from(sql`${jobs} indexed by jobs_processing`)
      .where(sql`${jobs.status} = 'processing'`),
  ),
  unadopted: countTo(db, isNull(jobs.adoptedAt)),
}))

/** What belongs to nothing: for a look at a file, since it reads whole tables. */
export function countOrphans(db: Db): { accountlessJobs: number; joblessResults: number } {
  const count = (query: string) => Number(db.$client.prepare(query).pluck().get())
  return {
    accountlessJobs: count(
      `select count(*) from jobs where deadline_at is not null and user_id not in (select id from users)`,
    ),
    joblessResults: count(
      `select count(*) from results where not exists (select 1 from jobs where jobs.result_id = results.id)`,
    ),
  }
}

/** Since when the oldest queued job waits, and the oldest running one runs; undefined where there is none. */
export function oldest(db: Db): { queuedAt: number | undefined; processingAt: number | undefined } {
  const { oldestQueued, oldestProcessing } = statements(db)
  return {
    queuedAt: oldestQueued.get({ limit: 1 })?.[0],
    processingAt: oldestProcessing.get()?.[0] ?? undefined,
  }
}

/** Rows that somebody else wrote and the service has not taken up, counted to `unadoptedCountedMax`. */
export const countUnadopted = (db: Db): number =>
  statements(db).unadopted.get({ limit: unadoptedCountedMax })?.[0] ?? 0
