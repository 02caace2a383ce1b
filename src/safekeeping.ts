// What keeps a service's data safe beside the service itself, made by its configuration: backups, proofs, and the
// reserve of its disk. Nothing runs before it is started.

import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { Backups } from './backup/backups.ts'
import type { BackupReport } from './backup/make-backup.ts'
import type { Config } from './config.ts'
import { DiskWatch } from './disk-watch.ts'
import { describeError } from './domain/errors.ts'
import { runInThread } from './run-in-thread.ts'
import type { Clock } from './system/clock.ts'
import type { Log } from './system/log.ts'
import { Verification } from './verification.ts'
import { verifyInThread } from './verify-in-thread.ts'

interface Made {
  readonly clock: Clock
  readonly log: Log
}

export const backupsOf = (config: Config, { clock, log }: Made): Backups =>
  new Backups({
    databasePath: config.databasePath,
    folder: config.backupFolder,
    keep: config.BACKUP_KEEP,
    clock,
    log,
    describeError,
    make: (order) =>
      runInThread<BackupReport>(new URL('./backup-thread.ts', import.meta.url), order),
  })

export const diskWatchOf = (config: Config, { clock, log }: Made): DiskWatch =>
  new DiskWatch({
    path: join(dirname(config.databasePath), 'disk-reserve'),
    reserveBytes: config.diskReserveBytes,
    randomBytes,
    clock,
    log,
  })

export const verificationOf = (
  { verifyIntervalMs }: Config,
  { clock, log, path }: Made & { readonly path: string },
): Verification =>
  new Verification({
    ...{ clock, log, intervalMs: verifyIntervalMs },
    verify: (stop) => verifyInThread(path, clock.now(), stop),
  })
