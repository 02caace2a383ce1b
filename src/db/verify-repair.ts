// Makes right again what is only derived: cached balances, cursors, counters. It reads the ledger, never
// writes it, and touches nothing while the ledger itself does not hold.
import type { Db } from './connection.ts'
import { inTransaction } from './transaction.ts'
import { run } from './verify-check.ts'
import { driftedCounters } from './verify-counters.ts'
import { driftedBalances, moneyChecks } from './verify-money.ts'

export interface DerivedChange {
  readonly what: 'balance' | 'eventCursor' | 'readCursor' | 'counter'
  /** The user, or the counter. */
  readonly who: string
  readonly from: number
  readonly to: number
}

export interface RepairReport {
  /** Whether the changes were written. */
  readonly applied: boolean
  /** Why nothing may be changed; the ledger needs an operator, or a backup, first. */
  readonly refusal?: string
  readonly count: number
  /** The first of them. */
  readonly changes: readonly DerivedChange[]
  /** What is wrong and cannot be derived from anything else. */
  readonly left: readonly string[]
}

const listedMax = 1_000

interface Repair {
  readonly what: DerivedChange['what']
  /** Answers `who`, `from` and `to`. */
  readonly find: string
  readonly mend: string
}

const isBalance = 'summed between 0 and 9007199254740991'

const newestEvents = `select id, event_cursor, event_floor, read_cursor,
  coalesce((select max(n) from events where user_id = users.id), event_floor) as newest from users`

const repairs: readonly Repair[] = [
  {
    what: 'balance',
    find: `select id as who, held as "from", summed as "to" from (${driftedBalances}) where ${isBalance}`,
    mend: `update users set token_balance = drift.summed, updated_at = :now
      from (${driftedBalances}) as drift where drift.id = users.id and ${isBalance}`,
  },
  {
    what: 'eventCursor',
    find: `select id as who, event_cursor as "from", newest as "to" from (${newestEvents})
      where event_cursor < newest`,
    mend: `update users set event_cursor = drift.newest, updated_at = :now
      from (${newestEvents}) as drift where drift.id = users.id and users.event_cursor < drift.newest`,
  },
  {
    what: 'readCursor',
    find: `select id as who, read_cursor as "from", min(max(read_cursor, 0), max(event_cursor, newest))
      as "to" from (${newestEvents}) where read_cursor not between 0 and max(event_cursor, newest)`,
    mend: `update users set read_cursor = min(max(read_cursor, 0), event_cursor), updated_at = :now
      where read_cursor not between 0 and event_cursor`,
  },
  {
    what: 'counter',
    find: `select format('%s of minute %s', name, bucket) as who, kept as "from", counted as "to"
      from (${driftedCounters})`,
    mend: `insert into counters (name, bucket, value)
      select name, bucket, counted from (${driftedCounters}) where true
      on conflict (name, bucket) do update set value = excluded.value`,
  },
]

// A cursor past the newest event is left alone: lowering it would give a number out twice, and who
// resumes from that number would miss the new event under it.
const underivable = `
  select format('%s: the ledger sums to %s, which is no balance', id, summed) from (${driftedBalances})
    where not ${isBalance}
  union all
  select format('%s: cursor %s, but the newest event is %s; those between are gone', id, event_cursor,
    newest) from (${newestEvents}) where event_cursor > newest
  limit ${listedMax}`

/**
 * Finds what is derived and wrong; with `apply` writes what is right, in one transaction. Refuses, and
 * changes nothing, when the ledger's chain is broken or its charges and refunds do not fit the jobs.
 */
export function repairDerived(
  db: Db,
  { now }: { readonly now: number },
  { apply }: { readonly apply: boolean },
): RepairReport {
  return apply ? inTransaction(db, () => repair(db, now, true)) : repair(db, now, false)
}

function repair(db: Db, now: number, apply: boolean): RepairReport {
  const refusal = whyNot(db)
  if (refusal !== undefined) return { applied: false, refusal, count: 0, changes: [], left: [] }
  const changes: DerivedChange[] = []
  let count = 0
  for (const { what, find, mend } of repairs) {
    for (const change of db.$client.prepare<[], Omit<DerivedChange, 'what'>>(find).iterate()) {
      if (++count <= listedMax) changes.push({ what, ...change })
    }
    if (apply) db.$client.prepare(mend).run({ now })
  }
  const left = db.$client.prepare<[], string>(underivable).pluck().all()
  return { applied: apply, count, changes, left }
}

/** A removed last entry leaves the chain whole; it shows as a job without its charge or its refund. */
const ledgerChecks = moneyChecks.filter(({ id }) => ['M3', 'M4', 'M5', 'M6', 'M7'].includes(id))

function whyNot(db: Db): string | undefined {
  for (const check of ledgerChecks) {
    const { ok, sample } = run(db, check)
    if (!ok) return `the ledger does not hold (${check.id}): ${sample[0]}`
  }
  return undefined
}
