// Proves a database, live or copied: every invariant that a file can show, each by a check of its own, all
// in one snapshot. It reads only and mends nothing; while it runs, its thread does nothing else.

import Database from 'better-sqlite3'
import type { Db } from './connection.ts'
import { inSnapshot } from './transaction.ts'
import { type LedgerHead, ledgerHead } from './verify-chain.ts'
import { type Check, type CheckResult, run } from './verify-check.ts'
import { counterCheck, dueWebhookCheck } from './verify-counters.ts'
import { eventChecks } from './verify-events.ts'
import { foreignKeyCheck, integrityCheck, schemaCheck, textCheck } from './verify-file.ts'
import { jobChecks, overdueJobs } from './verify-jobs.ts'
import { moneyChecks } from './verify-money.ts'
import { privacyCheck } from './verify-privacy.ts'

export type { CheckResult } from './verify-check.ts'

/**
 * How much of the file is read. `full`: every page, every index against its rows, every JSON text.
 * `quick`: every page, by SQLite's quicker check. `rows`: what the service itself reads and writes.
 */
export type VerifyDepth = 'full' | 'quick' | 'rows'

export interface VerifyOptions {
  /** Service time, epoch milliseconds. */
  readonly now: number
  /** The service is running on this file, so a job past its deadline and `epsMs` is a violation. */
  readonly isLive?: boolean
  /** How late the service may be; 2,000 ms where not given. */
  readonly epsMs?: number
  readonly depth?: VerifyDepth
  /** A monotonic clock in milliseconds, for `durationMs`. */
  readonly monotonicMs?: () => number
}

export interface Overdue {
  readonly epsMs: number
  readonly count: number
  /** The longest overdue first. On the file of a stopped service they are settled at its next start. */
  readonly sample: readonly string[]
}

export interface VerifyReport {
  readonly ok: boolean
  readonly checkedAt: number
  readonly durationMs?: number
  /** How many rows each table has; null where it could not be read. */
  readonly rows: Readonly<Record<CountedRows, number | null>>
  readonly checks: readonly CheckResult[]
  readonly overdue: Overdue
  /** Null while the ledger is empty, or where it could not be read. */
  readonly ledgerHead: LedgerHead | null
}

const counts = {
  users: 'select count(*) from users',
  jobs: 'select count(*) from jobs',
  unfinishedJobs: 'select count(*) from jobs where deadline_at is not null',
  unadoptedJobs: 'select count(*) from jobs where adopted_at is null',
  results: 'select count(*) from results',
  ledgerEntries: 'select count(*) from ledger_entries',
  events: 'select count(*) from events',
  idempotencyKeys: 'select count(*) from idempotency_keys',
} as const

export type CountedRows = keyof typeof counts

/** Checks every invariant. Never throws for what it finds, also not for a damaged page. */
export function verify(db: Db, options: VerifyOptions): VerifyReport {
  const { now, isLive = false, epsMs = 2_000, depth = 'full', monotonicMs } = options
  const startedAtMs = monotonicMs?.()
  const deadlines = deadlineCheck(now, epsMs)
  return inSnapshot(db, () => {
    const { violations: count, sample } = run(db, deadlines)
    const checks = [
      ...moneyChecks,
      ...jobChecks,
      isLive ? deadlines : { ...deadlines, find: () => [] },
      ...eventChecks,
      privacyCheck,
      counterCheck,
      dueWebhookCheck,
      schemaCheck,
      foreignKeyCheck,
      ...(depth === 'rows' ? [] : [integrityCheck(depth)]),
      ...(depth === 'full' ? [textCheck] : []),
    ].map((check) => run(db, check))
    return {
      ok: checks.every(({ ok }) => ok),
      checkedAt: now,
      rows: countRows(db),
      checks,
      overdue: { epsMs, count, sample },
      ledgerHead: unlessDamaged(() => ledgerHead(db)) ?? null,
      ...(monotonicMs &&
        startedAtMs !== undefined && { durationMs: Math.round(monotonicMs() - startedAtMs) }),
    }
  })
}

const deadlineCheck = (now: number, epsMs: number): Check => ({
  id: 'J4',
  title: 'While the service runs, no job outlives its deadline',
  find: (db) => overdueJobs(db, now, epsMs),
})

function countRows(db: Db): VerifyReport['rows'] {
  const counted = Object.entries(counts).map(([name, sql]) => [
    name,
    unlessDamaged(() => Number(db.$client.prepare(sql).pluck().get())) ?? null,
  ])
  return Object.fromEntries(counted)
}

function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Database.SqliteError) return undefined
    throw error
  }
}
