// What one check of `verify` is, and how it is run: each finds its violations one by one, so that a file
// of any size is checked in the same memory. It reads only, and a damaged page ends one check, not all.
import Database from 'better-sqlite3'
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'

/**
 * The invariants of the service that a file can show. M money, J jobs, T time, E events, P privacy,
 * D derived, F file.
 */
export type CheckId =
  | `M${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`
  | `J${1 | 4 | 5 | 9 | 11 | 12}`
  | 'T1'
  | `E${1 | 2 | 6}`
  | `D${1 | 2}`
  | 'P1'
  | 'D1'
  | `F${1 | 2 | 3 | 4}`

/** Whether a check is about money: the first letter of its id says so. */
export const isMoney = ({ id }: { readonly id: string }): boolean => id.startsWith('M')

/** Whether no check about money found anything. */
export const isMoneyRight = (
  checks: readonly { readonly id: string; readonly violations: number }[],
): boolean => checks.every((check) => check.violations === 0 || !isMoney(check))

export interface Violation {
  /** The id of the row, or the name of the thing, that is not as it must be. */
  readonly who: string
  readonly what: string
}

export interface Check {
  readonly id: CheckId
  /** The invariant, as a sentence that holds. */
  readonly title: string
  /** Where one statement finds everything; `find` runs it. */
  readonly sql?: string
  readonly find: (db: Db) => Iterable<Violation>
}

export interface CheckResult {
  readonly id: CheckId
  readonly title: string
  readonly ok: boolean
  readonly violations: number
  /** The first few, as `id: what is wrong`. */
  readonly sample: readonly string[]
}

export const samplesMax = 10

/** A check of one statement that answers a row (`who`, `what`) for each violation. */
export function sqlCheck(id: CheckId, title: string, sql: string): Check {
  const statement = prepared((db) => db.$client.prepare<[], Violation>(sql))
  return { id, title, sql, find: (db) => statement(db).iterate() }
}

export function run(db: Db, { id, title, find }: Check): CheckResult {
  const sample: string[] = []
  let violations = 0
  const note = (text: string) => {
    violations++
    if (sample.length < samplesMax) sample.push(text)
  }
  try {
    for (const { who, what } of find(db)) note(`${who}: ${what}`)
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    note(`could not be read: ${error.message}`)
  }
  return { id, title, ok: violations === 0, violations, sample }
}

/**
 * A row of `jobs` that only the service ever wrote: taking over somebody else's write sets `adopted_at`
 * anew. Others may leave a job in states the service would not; of those only the rest is checked.
 */
export const isOwn = "(j.origin = 'service' and j.adopted_at = j.created_at)"
