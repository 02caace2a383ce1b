// Puts a backup in the place of a service's database: proved before and after, without those who were erased since, the
// old file kept aside, and nothing in its place that was not whole. Refuses while a service runs.
import { copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { openReadOnly } from '../db/connection.ts'
import { emptyLog, prepareRestored, toOneFile } from '../db/copy.ts'
import { listAll } from '../db/erasures.queries.ts'
import { newestInstant } from '../db/events.queries.ts'
import { takeInstanceLock } from '../db/instance-lock.ts'
import { type VerifyReport, verify } from '../db/verify.ts'
import { seal, sync } from './files.ts'

export interface RestoreOrder {
  readonly backup: string
  readonly databasePath: string
  /** Epoch milliseconds. */
  readonly now: number
  /** Whether somebody is on the list of erasures. */
  readonly wasErased: (userId: string) => boolean
}

export interface RestoreReport {
  /** The newest instant in the backup, epoch milliseconds: what came after is not in it. */
  readonly from: number
  readonly rows: VerifyReport['rows']
  /** Where the old database is; undefined where there was none. */
  readonly aside: string | undefined
  /** How many people were erased anew. */
  readonly erased: number
}

/**
 * Throws, with the old file where it was, where the backup cannot be read or does not prove right, or a service
 * runs. A start goes on from the restored file: overdue jobs are settled, cut-off analyses taken up again.
 */
export async function restoreBackup(order: RestoreOrder): Promise<RestoreReport> {
  const { databasePath, now } = order
  const backup = resolve(order.backup)
  if (!existsSync(backup)) throw new Error(`There is no backup at ${backup}`)
  if (backup === resolve(databasePath)) throw new Error('A file cannot be restored from itself')
  const lock = takeInstanceLock(databasePath)
  const fresh = `${databasePath}.restoring`
  try {
    removeAll(fresh)
    await copyOf(backup, fresh)
    prove(fresh, now, 'The backup')
    const known = new Set(erasuresIn(databasePath))
    const wasErased = (userId: string) => known.has(userId) || order.wasErased(userId)
    const erased = prepareRestored(fresh, { now, wasErased })
    seal(fresh)
    const { rows, from } = prove(fresh, now, 'The restored file')
    const aside = putAside(databasePath, now)
    renameSync(fresh, databasePath)
    sync(dirname(databasePath))
    return { from, rows, aside, erased }
  } finally {
    removeAll(fresh)
    lock.release()
  }
}

/** Through SQLite, so that a live database or one with a log beside it is a backup, too. */
async function copyOf(backup: string, fresh: string): Promise<void> {
  const { db, close } = openReadOnly(backup)
  try {
    await db.$client.backup(fresh, { progress: () => 0x7fff_ffff })
  } finally {
    close()
  }
  toOneFile(fresh)
}

function prove(
  path: string,
  now: number,
  what: string,
): { rows: VerifyReport['rows']; from: number } {
  const { db, close } = openReadOnly(path)
  try {
    const { checks, rows } = verify(db, { now })
    const wrong = checks.filter(({ ok }) => !ok)
    // A backup of an older release has the tables of that release.
    const counted = what === 'The backup' ? wrong.filter(({ id }) => id === 'F1') : wrong
    if (counted.length > 0) {
      const found = counted.map(({ id, title, sample }) => `${id} ${title}: ${sample[0] ?? ''}`)
      throw new Error(`${what} does not prove right, so nothing was changed. ${found.join('; ')}`)
    }
    return { rows, from: newestInstant(db) }
  } finally {
    close()
  }
}

/** Those of the old file: an erasure that was asked for is not on the list before it is nearly done. */
function erasuresIn(databasePath: string): string[] {
  try {
    const { db, close } = openReadOnly(databasePath)
    try {
      return listAll(db)
    } finally {
      close()
    }
  } catch {
    // There is none, it is damaged, or of a release that erased nobody.
    return []
  }
}

/**
 * The old file under another name, with its log. A log without its database must never lie where the new one
 * comes: SQLite would read it into that.
 */
function putAside(databasePath: string, now: number): string | undefined {
  if (!existsSync(databasePath)) return undefined
  const aside = `${databasePath}.before-restore-${now}`
  emptyLog(databasePath)
  keepUnder(databasePath, aside)
  const log = `${databasePath}-wal`
  if (existsSync(log)) copyFileSync(log, `${aside}-wal`)
  sync(dirname(databasePath))
  for (const end of ['-wal', '-shm']) rmSync(`${databasePath}${end}`, { force: true })
  return aside
}

/** A second name costs nothing; where the disk knows no such thing, a copy. */
function keepUnder(path: string, aside: string): void {
  try {
    linkSync(path, aside)
  } catch {
    copyFileSync(path, aside)
    sync(aside)
  }
}

function removeAll(path: string): void {
  for (const end of ['', '-wal', '-shm', '-journal', '.lock'])
    rmSync(`${path}${end}`, { force: true })
}
