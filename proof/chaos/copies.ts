// Copies of the database's files, made while no process holds them, and what every invariant of the service
// says about such a copy. The original is never opened here.
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openReadOnly } from '../../src/db/connection.ts'
import { verify } from '../../src/db/verify.ts'

/** The index of the write-ahead log is left behind, as after a power cut: it is made from the log. */
const parts = ['', '-wal']

/** Copies the files as the death of the process left them. Gives where the copy is. */
export function copyFiles(databasePath: string, folder: string): string {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const copy = join(folder, 'copy.db')
  for (const part of parts) {
    if (existsSync(`${databasePath}${part}`)) copyFileSync(`${databasePath}${part}`, copy + part)
  }
  return copy
}

/** The invariants that do not hold, one line each. */
export function brokenIn(copy: string): string[] {
  if (!existsSync(copy)) return []
  const { db, close } = openReadOnly(copy)
  try {
    // Not made yet: whoever starts next makes it.
    if (db.$client.pragma('user_version', { simple: true }) === 0) return []
    const { checks } = verify(db, { now: Date.now() })
    return checks
      .filter(({ ok }) => !ok)
      .map(
        ({ id, title, violations, sample }) =>
          `${id} ${title}: ${violations}, ${sample.join('; ')}`,
      )
  } finally {
    close()
  }
}

export interface Growth {
  readonly jobs: number
  readonly unfinished: number
  readonly attempts: number
  readonly events: number
  readonly refunds: number
}

/** How much there is of what repeated deaths could make more of. */
export function growthOf(copy: string): Growth {
  const sqlite = new Database(copy, { readonly: true })
  try {
    return sqlite
      .prepare<[], Growth>(
        `select (select count(*) from jobs) as jobs,
           (select count(*) from jobs where status in ('queued', 'processing')) as unfinished,
           (select coalesce(sum(attempt), 0) from jobs) as attempts,
           (select count(*) from events) as events,
           (select count(*) from ledger_entries where kind = 'refund') as refunds`,
      )
      .get() as Growth
  } finally {
    sqlite.close()
  }
}
