// Notices that somebody else wrote to the file: SQLite's data_version changes with other connections'
// commits and never with our own. It only asks for a look; the check decides what to do.
import type { Db } from '../db/connection.ts'
import { dataVersion } from '../db/connection.ts'
import type { Clock } from '../system/clock.ts'

export interface ForeignWriteWatchOptions {
  readonly db: Db
  readonly clock: Clock
  /** Between two looks; `watchIntervalMs` where not given. */
  readonly intervalMs?: number | undefined
  readonly onForeignWrite: () => Promise<unknown>
  readonly onTrouble: (error: unknown) => void
}

/** How often the file is asked; one question takes microseconds. */
export const watchIntervalMs = 3_000

export class ForeignWriteWatch {
  readonly #options: ForeignWriteWatchOptions
  #timer: unknown
  #seen: number | undefined

  constructor(options: ForeignWriteWatchOptions) {
    this.#options = options
  }

  start(): void {
    this.#seen = dataVersion(this.#options.db)
    this.#arm()
  }

  stop(): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #arm(): void {
    const { clock, intervalMs = watchIntervalMs } = this.#options
    this.#timer = clock.setTimeout(() => this.#look(), intervalMs)
  }

  #look(): void {
    const { db, onForeignWrite, onTrouble } = this.#options
    this.#arm()
    try {
      const version = dataVersion(db)
      if (version === this.#seen) return
      this.#seen = version
    } catch (error) {
      onTrouble(error)
      return
    }
    onForeignWrite().catch((error: unknown) => {
      // Nobody has looked yet: the next turn asks again.
      this.#seen = undefined
      onTrouble(error)
    })
  }
}
