// Writes what the service notes about its own work: check runs, rows it could not repair, what people hid,
// how often it started. Inside the transaction its caller opened, like every write.
import { and, eq, isNull, sql } from 'drizzle-orm'
import { compiled } from './compiled.ts'
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'
import { jobs, results } from './schema.ts'
import { meta, monitorRuns, repairs } from './upkeep.schema.ts'

const p = sql.placeholder

export type NewRun = Required<Omit<typeof monitorRuns.$inferInsert, 'id'>>

/** Runs older than the newest this many are removed. */
const runsKept = 10_000

const statements = prepared((db: Db) => ({
  insertRun: compiled<[id: number]>(
    db,
    db
      .insert(monitorRuns)
      .values({
        trigger: p('trigger'),
        startedAt: p('startedAt'),
        dryRun: p('dryRun'),
        durationMs: p('durationMs'),
        total: p('total'),
        fixed: p('fixed'),
        skipped: p('skipped'),
        failed: p('failed'),
        findings: p('findings'),
      })
      .returning({ id: monitorRuns.id }),
  ),
  forgetRuns: compiled(
    db,
    db
      .delete(monitorRuns)
      .where(
        sql`${monitorRuns.id} <= (select max(${monitorRuns.id}) from ${monitorRuns}) - ${p('kept')}`,
      ),
  ),
  repaired: compiled(db, db.delete(repairs).where(eq(repairs.jobId, p('jobId')))),
}))

/** Answers its id. */
export function commitRun(db: Db, run: NewRun): number {
  const [id] = statements(db).insertRun.get({ ...run }) ?? [0]
  statements(db).forgetRuns.run({ kept: runsKept })
  return id
}

/** Tries at one row before it is quarantined and an operator is alarmed. */
export const repairTriesMax = 5
const firstRetryMs = 30_000
const longestRetryMs = 3_600_000

/** Notes that a row could not be repaired. Answers true when that put it into quarantine. */
export function commitFailedRepair(db: Db, jobId: string, reason: string, now: number): boolean {
  const known = db.select().from(repairs).where(eq(repairs.jobId, jobId)).get()
  const tries = (known?.tries ?? 0) + 1
  const retryAt = now + Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(tries - 1, 20))
  const quarantinedAt = known?.quarantinedAt ?? (tries >= repairTriesMax ? now : null)
  const values = { tries, retryAt, quarantinedAt, reason: reason.slice(0, 1_000) }
  db.insert(repairs)
    .values({ jobId, ...values })
    .onConflictDoUpdate({ target: repairs.jobId, set: values })
    .run()
  return quarantinedAt !== null && (known?.quarantinedAt ?? null) === null
}

export const commitRepaired = (db: Db, jobId: string): void =>
  void statements(db).repaired.run({ jobId })

/** Hides an ended job from lists. The row, its result and its money stay. */
export const commitHiddenJob = (db: Db, jobId: string, now: number): void =>
  void db
    .update(jobs)
    .set({ deletedAt: now, revision: sql`${jobs.revision} + 1` })
    .where(and(eq(jobs.jobId, jobId), isNull(jobs.deletedAt)))
    .run()

export const commitHiddenResult = (db: Db, resultId: string, now: number): void =>
  void db
    .update(results)
    .set({ deletedAt: now, updatedAt: now })
    .where(and(eq(results.id, resultId), isNull(results.deletedAt)))
    .run()

/** Notes that the process of this start was asked to stop, so that its jobs are not taken for its killers. */
export const commitStop = (db: Db, boot: number): void =>
  void db
    .insert(meta)
    .values({ key: 'stopped', value: String(boot) })
    .onConflictDoUpdate({ target: meta.key, set: { value: String(boot) } })
    .run()

/** Numbers this start of a process on the file: 1, 2, 3 … */
export function commitBoot(db: Db): number {
  const row = db
    .insert(meta)
    .values({ key: 'boot', value: '1' })
    .onConflictDoUpdate({
      target: meta.key,
      set: { value: sql`cast(${meta.value} as integer) + 1` },
    })
    .returning({ value: meta.value })
    .get()
  return Number(row.value)
}
