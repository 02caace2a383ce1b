// Reads what the overview of operators shows beyond the statistics: tokens that are held and moved, what waiting
// and running took, and the throughput by the half hour. Each reads a bounded number of rows and says so.
import { sql } from 'drizzle-orm'
import { compiled, limitBy } from './compiled.ts'
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'
import { counters } from './upkeep.schema.ts'

/** Rows one sum of tokens adds up; beyond them it says "at least". */
export const summedMax = 20_000
/** Ended jobs that waiting and running times are taken from. */
export const timedMax = 500

export interface Sum {
  readonly tokens: number
  readonly isCapped: boolean
}

const p = sql.placeholder

const statements = prepared((db: Db) => ({
  held: db.$client
    .prepare<[number], [sum: number, rows: number]>(
      `select coalesce(sum(token_cost), 0), count(*) from (select token_cost from jobs
       where deadline_at is not null and origin = 'service' limit ?)`,
    )
    .raw(),
  spent: db.$client
    .prepare<[number, number], [sum: number, rows: number]>(
      `select coalesce(sum(case when status = 'completed' and origin = 'service'
         then token_cost else 0 end), 0), count(*)
       from (select status, origin, token_cost from jobs
         where finished_at is not null and finished_at >= ? order by finished_at desc limit ?)`,
    )
    .raw(),
  refunded: db.$client
    .prepare<[number, number], [sum: number, rows: number]>(
      `select coalesce(sum(case when kind = 'refund' then amount else 0 end), 0), count(*)
       from (select kind, amount from ledger_entries where seq >= ? order by seq desc limit ?)`,
    )
    .raw(),
  lastSeq: db.$client
    .prepare<[], number>('select seq from ledger_entries order by seq desc limit 1')
    .pluck(),
  madeAt: db.$client
    .prepare<[number], [seq: number, at: number]>(
      'select seq, created_at from ledger_entries where seq >= ? order by seq limit 1',
    )
    .raw(),
  timed: db.$client
    .prepare<[number, number], [created: number, started: number | null, finished: number]>(
      `select created_at, started_at, finished_at from jobs
       where finished_at is not null and finished_at >= ? order by finished_at desc limit ?`,
    )
    .raw(),
  minutes: compiled<[bucket: number, value: number]>(
    db,
    db
      .select({ bucket: counters.bucket, value: counters.value })
      .from(counters)
      .where(sql`${counters.name} = ${p('name')} and ${counters.bucket} >= ${p('from')}`)
      .limit(limitBy('limit')),
  ),
}))

/** Tokens that were charged for jobs which have not ended. */
export const held = (db: Db): Sum => sumOf(statements(db).held.get(summedMax))

/** Tokens of analyses that were completed since then. */
export const spentSince = (db: Db, since: number): Sum =>
  sumOf(statements(db).spent.get(since, summedMax))

/** Tokens that came back since then. */
export const refundedSince = (db: Db, since: number): Sum =>
  sumOf(statements(db).refunded.get(firstEntrySince(db, since), summedMax))

const sumOf = (row: [sum: number, rows: number] | undefined): Sum => ({
  tokens: row?.[0] ?? 0,
  isCapped: (row?.[1] ?? 0) >= summedMax,
})

/** Entries are made in the order of time, so the first of a day is found by halving. */
function firstEntrySince(db: Db, since: number): number {
  const { lastSeq, madeAt } = statements(db)
  let low = 1
  let high = (lastSeq.get() ?? 0) + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [, at = Number.POSITIVE_INFINITY] = madeAt.get(middle) ?? []
    if (at < since) low = middle + 1
    else high = middle
  }
  return low
}

export interface Spread {
  /** Half of them took no longer, and 95 of 100; null where none ended. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
}

/** From submission to start, and from start to end, of the newest jobs that ended since then. */
export function timesSince(db: Db, since: number): { wait: Spread; run: Spread; jobs: number } {
  const rows = statements(db).timed.all(since, timedMax)
  const started = rows.filter((row): row is [number, number, number] => row[1] !== null)
  return {
    wait: spreadOf(started.map(([created, start]) => start - created)),
    run: spreadOf(started.map(([, start, finished]) => finished - start)),
    jobs: started.length,
  }
}

function spreadOf(durations: number[]): Spread {
  const sorted = durations.map((ms) => Math.max(0, ms)).sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? null
  return { p50Ms: at(0.5), p95Ms: at(0.95) }
}

/** Jobs that ended in each of the `slots` half hours up to now, the oldest first. */
export function throughput(
  db: Db,
  now: number,
  slots: number,
): { at: number; completed: number; failed: number }[] {
  const first = Math.floor(now / slotMs) - slots + 1
  const from = first * minutesPerSlot
  const count = (name: 'completed' | 'failed') => {
    const sums = new Array<number>(slots).fill(0)
    const minutes = statements(db).minutes.all({ name, from, limit: slots * minutesPerSlot })
    for (const [minute, value] of minutes) {
      const slot = Math.floor(minute / minutesPerSlot) - first
      if (slot < slots) sums[slot] = (sums[slot] ?? 0) + value
    }
    return sums
  }
  const [completed, failed] = [count('completed'), count('failed')]
  return completed.map((n, slot) => ({
    at: (first + slot) * slotMs,
    completed: n,
    failed: failed[slot] ?? 0,
  }))
}

const minutesPerSlot = 30
const slotMs = minutesPerSlot * 60_000
