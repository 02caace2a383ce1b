// Forgets what has been kept for as long as the configuration says: in steps of bounded size, with pauses, so that
// calls get their turn. A run that is cut off loses nothing; the next goes on.
import { commitAudit } from '../db/commit-account.ts'
import {
  commitRetention,
  countedMax,
  countRetention,
  type Retained,
  retained,
  retentionRowsMax,
} from '../db/commit-retention.ts'
import { type Db, truncateLog } from '../db/connection.ts'
import type { Clock } from '../system/clock.ts'
import type { GroupCommit } from './group-commit.ts'
import { Pauses } from './pauses.ts'

/** How long each thing is kept, in milliseconds; for ever where it is not named. */
export type RetentionRules = Readonly<Partial<Record<Retained, number>>>

export interface RetentionReport {
  readonly dryRun: boolean
  /** Rows that went, or would go. */
  readonly removed: Readonly<Record<Retained, number>>
  /** There is more than one run may remove; the next goes on. */
  readonly more: boolean
}

export interface RetentionOptions {
  readonly db: Db
  readonly clock: Clock
  readonly commits: GroupCommit
  readonly rules: RetentionRules
  readonly onRun: (report: RetentionReport) => void
  readonly onTrouble: (error: unknown) => void
}

const stepPauseMs = 10
/** Steps of one run: a first one over years of rows does not go on into the day. */
export const runStepsMax = 20_000

export class Retention {
  readonly #options: RetentionOptions
  #running: Promise<RetentionReport> | undefined
  readonly #pauses: Pauses
  #isStopped = false
  #state: {
    lastAt: number | undefined
    runs: number
    failed: number
    removed: Record<Retained, number>
  } = {
    ...{ lastAt: undefined, runs: 0, failed: 0 },
    removed: nothing(),
  }
  #trouble: string | undefined

  constructor(options: RetentionOptions) {
    this.#options = options
    this.#pauses = new Pauses(options)
  }

  /** Of this process: when the last run that ended well began, and what all of them removed. */
  get state(): {
    readonly lastAt: number | undefined
    readonly runs: number
    readonly failed: number
    readonly removed: Readonly<Record<Retained, number>>
  } {
    return this.#state
  }

  /** Why the last run broke off, in words. */
  get trouble(): string | undefined {
    return this.#trouble
  }

  /** What a run would remove now, each counted to ten thousand; `more` where there is more than that. */
  async plan(): Promise<RetentionReport> {
    const { db } = this.#options
    const removed = nothing()
    for (const [what, before] of this.#cutoffs()) {
      removed[what] = countRetention(db, what, before)
      await this.#pauses.pause(stepPauseMs)
    }
    return { dryRun: true, removed, more: Object.values(removed).includes(countedMax) }
  }

  /** One that is under way is the answer to all who ask meanwhile. */
  run(): Promise<RetentionReport> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  stop(): void {
    this.#isStopped = true
    this.#pauses.end()
  }

  async #run(): Promise<RetentionReport> {
    const { db, clock, commits, onRun, onTrouble } = this.#options
    const at = clock.now()
    try {
      const report = await this.#removeAll()
      const details = JSON.stringify({ ...report.removed, more: report.more })
      const entry = { at, actor: 'system:retention', action: 'retention.run', subject: 'database' }
      await commits.addUpkeep(() => commitAudit(db, { ...entry, details }))
      // What was removed is to be gone from the log, too; where somebody reads it, the next checkpoint does that.
      truncateLog(db)
      this.#state = { ...this.#state, lastAt: at, runs: this.#state.runs + 1 }
      this.#trouble = undefined
      onRun(report)
      return report
    } catch (error) {
      this.#state = { ...this.#state, failed: this.#state.failed + 1 }
      this.#trouble = 'the last removal of old rows broke off'
      if (!this.#isStopped) onTrouble(error)
      throw error
    }
  }

  async #removeAll(): Promise<RetentionReport> {
    const removed = nothing()
    let steps = 0
    for (const [what, before] of this.#cutoffs()) {
      for (;;) {
        if (this.#isStopped) throw new Error('The service is stopping')
        if (steps++ >= runStepsMax) return { dryRun: false, removed, more: true }
        const count = await this.#step(what, before)
        removed[what] += count
        this.#state.removed[what] += count
        if (count < retentionRowsMax[what]) break
        await this.#pauses.pause(stepPauseMs)
      }
    }
    return { dryRun: false, removed, more: false }
  }

  #step(what: Retained, before: number): Promise<number> {
    const { db, clock, commits } = this.#options
    return commits.addUpkeep(() => commitRetention(db, what, before, clock.now()))
  }

  #cutoffs(): (readonly [Retained, number])[] {
    const { clock, rules } = this.#options
    const now = clock.now()
    return retained.flatMap((what) => {
      const keptMs = rules[what]
      return keptMs === undefined ? [] : [[what, now - keptMs] as const]
    })
  }
}

const nothing = (): Record<Retained, number> => ({
  ...{ events: 0, keys: 0, tries: 0 },
  ...{ results: 0, deleted: 0, sessions: 0 },
})
