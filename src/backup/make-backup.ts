// Makes one verified backup of a database that may be in use: copied through SQLite, proved like the original, and
// only then given its name. It never touches the original.
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { openReadOnly } from '../db/connection.ts'
import { toOneFile } from '../db/copy.ts'
import { type VerifyReport, verify } from '../db/verify.ts'
import { seal, sync } from './files.ts'

export interface BackupOrder {
  readonly databasePath: string
  /** The file to make; its folder is made where it is not there. Never one that exists. */
  readonly target: string
  /** Epoch milliseconds. */
  readonly now: number
}

export interface BackupReport {
  readonly path: string
  readonly bytes: number
  readonly rows: VerifyReport['rows']
  readonly checks: number
}

/** All pages in one step: a step between others' commits would begin anew each time somebody writes. */
const allPages = 0x7fff_ffff

/**
 * Throws, leaving nothing behind, where it cannot be written, does not prove right, or holds less than the
 * original held when it was begun. It reads for as long as copying takes, without keeping anybody from writing.
 */
export async function makeBackup({
  databasePath,
  target,
  now,
}: BackupOrder): Promise<BackupReport> {
  if (existsSync(target)) throw new Error(`${target} exists; name another file`)
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
  const partial = `${target}.partial`
  rmSync(partial, { force: true })
  try {
    const atLeast = await copyTo(databasePath, partial)
    toOneFile(partial)
    seal(partial)
    const report = proved(partial, now, atLeast)
    renameSync(partial, target)
    sync(dirname(target))
    return {
      path: target,
      bytes: statSync(target).size,
      rows: report.rows,
      checks: report.checks.length,
    }
  } finally {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${partial}${end}`, { force: true })
  }
}

/** Answers how many entries the ledger had before: a copy holds them, and those that came meanwhile. */
async function copyTo(databasePath: string, partial: string): Promise<number> {
  const { db, close } = openReadOnly(databasePath)
  try {
    const entries = Number(db.$client.prepare('select count(*) from ledger_entries').pluck().get())
    await db.$client.backup(partial, { progress: () => allPages })
    return entries
  } finally {
    close()
  }
}

function proved(path: string, now: number, atLeast: number): VerifyReport {
  const { db, close } = openReadOnly(path)
  try {
    const report = verify(db, { now })
    const wrong = report.checks.filter(({ ok }) => !ok).map(({ id, title }) => `${id} ${title}`)
    if (wrong.length > 0) {
      throw new Error(
        `The backup does not prove right (${wrong.join('; ')}); unstuck verify says more`,
      )
    }
    const { ledgerEntries } = report.rows
    if (ledgerEntries === null || ledgerEntries < atLeast) {
      throw new Error(`The backup has ${ledgerEntries} ledger entries, the original had ${atLeast}`)
    }
    return report
  } finally {
    close()
  }
}
