// `unstuck backup` and `unstuck restore`: one verified copy of the database, and the way back. A backup reads the file
// beside a running service; a restore refuses one.
import { join, resolve } from 'node:path'
import { backupName, forgetOld } from '../backup/kept-backups.ts'
import { makeBackup } from '../backup/make-backup.ts'
import { restoreBackup } from '../backup/restore.ts'
import type { Config } from '../config.ts'
import { erasureFileOf } from '../erasures-setup.ts'
import type { Output } from './output.ts'

/** With a file that one is made and nothing is removed; else one in the folder, where old ones go. */
export async function backupCommand(
  config: Config,
  { file, now }: { file: string | undefined; now: number },
  output: Output,
): Promise<number> {
  const { databasePath, backupFolder, BACKUP_KEEP } = config
  const target = file === undefined ? join(backupFolder, backupName(now)) : resolve(file)
  const { path, bytes, rows, checks } = await makeBackup({ databasePath, target, now })
  const forgotten = file === undefined ? forgetOld(backupFolder, BACKUP_KEEP) : []
  output.json({ path, bytes, rows, checks, forgotten })
  output.line(`${path}`)
  output.line(
    `${(bytes / 1e6).toFixed(1)} MB, ${rows.jobs} jobs, ${rows.ledgerEntries} ledger entries, ${checks} checks hold`,
  )
  if (forgotten.length > 0) output.line(`${forgotten.length} older one(s) removed`)
  return 0
}

export async function restoreCommand(
  { databasePath }: Config,
  { file, now }: { file: string; now: number },
  output: Output,
): Promise<number> {
  const list = erasureFileOf(databasePath)
  const wasErased = (userId: string) => list.has(userId)
  const order = { backup: file, databasePath, now, wasErased }
  const { from, rows, aside, erased } = await restoreBackup(order)
  const at = new Date(from).toISOString()
  output.json({ databasePath, from: at, rows, erased, aside: aside ?? null })
  output.line(`${databasePath} is as it was at ${at}: ${rows.jobs} jobs, ${rows.users} accounts`)
  if (erased > 0) output.line(`${erased} account(s) that were erased since are erased again`)
  if (aside !== undefined) output.line(`the file that was there: ${aside}`)
  output.line(
    'what was charged after that instant is not in it; clients are told to read their jobs anew; start the service',
  )
  return 0
}
