// `unstuck verify`: every invariant of a live or copied file, read-only; with --repair, what is derived
// (counters, cached balances) is made right again, and money never.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { openDatabase, openReadOnly } from '../db/connection.ts'
import { type VerifyReport, verify } from '../db/verify.ts'
import { repairDerived } from '../db/verify-repair.ts'
import type { Output } from './output.ts'

export interface VerifyArguments {
  readonly path: string
  readonly repair: boolean
  readonly now: number
  readonly monotonicMs: () => number
}

/** Exit code 0: every invariant holds. 1: at least one does not. */
export function verifyCommand(given: VerifyArguments, output: Output): number {
  const path = resolve(given.path)
  if (given.repair) repairFile(path, given.now, output)
  const { db, close } = openReadOnly(path)
  try {
    const report = verify(db, { now: given.now, monotonicMs: given.monotonicMs })
    output.json(report)
    print(report, output)
    return report.ok ? 0 : 1
  } finally {
    close()
  }
}

function print(report: VerifyReport, output: Output): void {
  for (const { id, title, ok, violations, sample } of report.checks) {
    const found = ok ? '' : `: ${violations} violation(s)`
    output.line(`${ok ? 'ok  ' : 'FAIL'}  ${id.padEnd(4)} ${title}${found}`)
    for (const each of sample) output.line(`            ${each}`)
  }
  const { jobs, ledgerEntries } = report.rows
  const wrong = report.checks.filter(({ ok }) => !ok).length
  const verdict = wrong === 0 ? 'clean' : `${wrong} check(s) failed`
  const took = Math.round(report.durationMs ?? 0)
  output.line(
    `${verdict}: ${jobs ?? '?'} jobs, ${ledgerEntries ?? '?'} ledger entries, in ${took} ms`,
  )
  if (report.overdue.count > 0) {
    output.line(`${report.overdue.count} job(s) are overdue; a running service settles them`)
  }
}

function repairFile(path: string, now: number, output: Output): void {
  // Opening would make one: a mistyped path must not become a file that is clean.
  if (!existsSync(path)) throw new Error(`There is no database at ${path}`)
  const database = openDatabase(path)
  try {
    const repaired = repairDerived(database.db, { now }, { apply: true })
    output.line(`repaired: ${JSON.stringify(repaired)}`)
  } finally {
    database.close()
  }
}
