// Reads what waits for workers outside, and what they have: by assessment, what was tried before first, then the
// oldest. Each is a few steps in an index, however many jobs wait.

import { and, asc, eq, gt, isNotNull, lt, lte, min, sql } from 'drizzle-orm'
import { compiled, limitBy } from './compiled.ts'
import type { Db } from './connection.ts'
import { countTo } from './count-to.ts'
import { prepared } from './prepared.ts'
import { jobs } from './schema.ts'

const p = sql.placeholder

/** The statuses are literals, in the order in which they are claimed: a second try has less time left. */
const isTriedBefore = sql`${jobs.status} = 'processing'`
const isNew = sql`${jobs.status} = 'queued'`

const statements = prepared((db: Db) => {
  const due = (status: typeof isNew) =>
    compiled<[jobId: string, claimableAt: number]>(
      db,
      db
        .select({ jobId: jobs.jobId, claimableAt: jobs.claimableAt })
        .from(jobs)
        .where(
          and(
            eq(jobs.assessmentName, p('name')),
            status,
            isNotNull(jobs.claimableAt),
            lte(jobs.claimableAt, p('now')),
          ),
        )
        .orderBy(asc(jobs.claimableAt), sql`rowid`)
        .limit(limitBy('limit')),
    )
  return {
    triedBefore: due(isTriedBefore),
    fresh: due(isNew),
    nextDueAt: compiled<[claimableAt: number]>(
      db,
      db
        .select({ claimableAt: jobs.claimableAt })
        .from(jobs)
        .where(
          and(
            eq(jobs.assessmentName, p('name')),
            isTriedBefore,
            isNotNull(jobs.claimableAt),
            gt(jobs.claimableAt, p('now')),
          ),
        )
        .orderBy(asc(jobs.claimableAt))
        .limit(limitBy('limit')),
    ),
    ahead: countTo(
      db,
      and(
        eq(jobs.assessmentName, p('name')),
        isNew,
        isNotNull(jobs.claimableAt),
        lt(jobs.claimableAt, p('claimableAt')),
      ),
    ),
    nextName: compiled<[name: string | null]>(
      db,
      db
        .select({ name: min(jobs.assessmentName) })
        .from(jobs)
        .where(and(isNotNull(jobs.claimableAt), gt(jobs.assessmentName, p('after')))),
    ),
    leases: countTo(db, isNotNull(jobs.leasedBy)),
  }
})

/** The jobs of these assessments that may be claimed at `now`, those first that are to be claimed first. */
export function listDue(db: Db, names: readonly string[], now: number, limit: number): string[] {
  const { triedBefore, fresh } = statements(db)
  const again = merged(names.map((name) => triedBefore.all({ name, now, limit })))
  if (again.length >= limit) return again.slice(0, limit)
  const first = merged(names.map((name) => fresh.all({ name, now, limit })))
  return [...again, ...first].slice(0, limit)
}

/** Up to `limit` jobs of one assessment, due or pausing, and whether each is new or was tried before. */
export function listClaimable(
  db: Db,
  name: string,
  limit: number,
): { readonly jobId: string; readonly isNew: boolean }[] {
  const { triedBefore, fresh } = statements(db)
  const query = { name, now: Number.MAX_SAFE_INTEGER, limit }
  const found = (rows: [jobId: string, claimableAt: number][], isNew: boolean) =>
    rows.map(([jobId]) => ({ jobId, isNew }))
  return [...found(triedBefore.all(query), false), ...found(fresh.all(query), true)].slice(0, limit)
}

/** Lists that are each oldest first, as one; of one instant the names' order decides. */
const merged = (lists: readonly (readonly [jobId: string, claimableAt: number][])[]): string[] =>
  lists
    .flat()
    .sort(([, one], [, other]) => one - other)
    .map(([jobId]) => jobId)

/** When the next job that pauses after a failed try may be claimed; undefined where none pauses. */
export function nextDueAt(db: Db, names: readonly string[], now: number): number | undefined {
  const all = names.flatMap((name) => {
    const next = statements(db).nextDueAt.get({ name, now, limit: 1 })
    return next ? [next[0]] : []
  })
  return all.length === 0 ? undefined : Math.min(...all)
}

/** Above this many jobs ahead, they are not counted on. */
export const aheadCountedMax = 10_000

/** How many new jobs of this assessment were claimable before `claimableAt`; at most `aheadCountedMax`. */
export const countAhead = (db: Db, name: string, claimableAt: number): number =>
  statements(db).ahead.get({ name, claimableAt, limit: aheadCountedMax })?.[0] ?? 0

/** Since when the first that may be claimed now waits; undefined where none does. */
export function oldestDueSince(db: Db, names: readonly string[], now: number): number | undefined {
  const { triedBefore, fresh } = statements(db)
  const heads = names.flatMap((name) => {
    const query = { name, now, limit: 1 }
    return [triedBefore.get(query), fresh.get(query)].flatMap((head) => (head ? [head[1]] : []))
  })
  return heads.length === 0 ? undefined : Math.min(...heads)
}

/** The assessments of everything that is claimable: as many steps as there are names. */
export function namesClaimable(db: Db): string[] {
  const names: string[] = []
  for (let next = nameAfter(db, ''); next !== undefined; next = nameAfter(db, next)) {
    names.push(next)
  }
  return names
}

const nameAfter = (db: Db, after: string): string | undefined =>
  statements(db).nextName.get({ after })?.[0] ?? undefined

/** How many jobs workers have now, counted to `max`. */
export const countLeases = (db: Db, max: number): number =>
  statements(db).leases.get({ limit: max })?.[0] ?? 0
