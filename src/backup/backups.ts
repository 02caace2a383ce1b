// The backups of a running service: made on schedule in a thread of their own, the oldest removed after each that
// succeeded. One at a time; what became of the last one is kept for health and figures.
import { join } from 'node:path'
import type { Clock } from '../system/clock.ts'
import type { Log } from '../system/log.ts'
import { backupName, forgetOld, listBackups } from './kept-backups.ts'
import type { BackupOrder, BackupReport } from './make-backup.ts'

export interface BackupsOptions {
  readonly databasePath: string
  readonly folder: string
  /** Backups kept; at least 1. */
  readonly keep: number
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  readonly make: (order: BackupOrder) => Promise<BackupReport>
  readonly describeError: (error: unknown) => string
}

export class Backups {
  readonly #options: BackupsOptions
  #running: Promise<BackupReport> | undefined
  #trouble: string | undefined
  #failures = 0
  #made = 0

  constructor(options: BackupsOptions) {
    this.#options = options
  }

  /** The newest one in the folder, whoever made it; and how those of this process ended. */
  get state(): { at: number | undefined; bytes: number; made: number; failed: number } {
    const newest = listBackups(this.#options.folder)[0]
    return { at: newest?.at, bytes: newest?.bytes ?? 0, made: this.#made, failed: this.#failures }
  }

  /** Why the last one failed, in words. */
  get trouble(): string | undefined {
    return this.#trouble
  }

  /** One that is under way is the answer to all who ask meanwhile. */
  run(): Promise<BackupReport> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #run(): Promise<BackupReport> {
    const { databasePath, folder, keep, clock, log, make, describeError } = this.#options
    const now = clock.now()
    try {
      const report = await make({ databasePath, target: join(folder, backupName(now)), now })
      const gone = forgetOld(folder, keep)
      this.#made++
      this.#trouble = undefined
      log.info('backup.made', { durationMs: clock.now() - now, count: report.bytes })
      if (gone.length > 0) log.info('backup.forgotten', { count: gone.length })
      return report
    } catch (error) {
      this.#failures++
      this.#trouble = 'the last backup failed'
      log.error('backup.failed', { error: describeError(error) })
      throw error
    }
  }
}
