// One timer for the earliest deadline in the table: enough for every row without a live actor, and a
// second net for those with one. It finds; what happens to the job is decided by its machine.
import type { Db } from '../db/connection.ts'
import * as jobs from '../db/jobs.queries.ts'
import type { Clock } from '../system/clock.ts'

export interface DeadlineAlarmOptions {
  readonly db: Db
  readonly clock: Clock
  /** Repairs what is overdue now; resolves with how many rows it looked at. */
  readonly repairOverdue: () => Promise<number>
  readonly onTrouble: (error: unknown) => void
}

/** When the store cannot be read or written, it is looked at again after this pause. */
const troubleMs = 1_000
/** No timer is armed further ahead than this; the table is read again then. */
const horizonMs = 3_600_000

export class DeadlineAlarm {
  readonly #options: DeadlineAlarmOptions
  #timer: unknown
  #armedFor = Number.POSITIVE_INFINITY
  #isStopped = true
  #isLooking = false

  constructor(options: DeadlineAlarmOptions) {
    this.#options = options
  }

  start(): void {
    this.#isStopped = false
    this.rearm()
  }

  stop(): void {
    this.#isStopped = true
    this.#clear()
  }

  /** A deadline was written that may be earlier than all others. */
  note(deadlineAt: number): void {
    if (!this.#isStopped && !this.#isLooking && deadlineAt < this.#armedFor) this.#arm(deadlineAt)
  }

  /** Reads the earliest deadline and sets the timer to it. */
  rearm(): void {
    if (this.#isStopped || this.#isLooking) return
    const { db, clock, onTrouble } = this.#options
    try {
      const soonest = jobs.earliestDeadline(db) ?? Number.POSITIVE_INFINITY
      this.#arm(Math.min(soonest, clock.now() + horizonMs))
    } catch (error) {
      onTrouble(error)
      this.#arm(clock.now() + troubleMs)
    }
  }

  #arm(at: number): void {
    this.#clear()
    this.#armedFor = at
    const { clock } = this.#options
    this.#timer = clock.setTimeout(() => void this.#look(), Math.max(0, at - clock.now()))
  }

  #clear(): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimeout(this.#timer)
    this.#timer = undefined
    this.#armedFor = Number.POSITIVE_INFINITY
  }

  async #look(): Promise<void> {
    this.#clear()
    this.#isLooking = true
    try {
      await this.#options.repairOverdue()
      this.#isLooking = false
      this.rearm()
    } catch (error) {
      this.#isLooking = false
      if (this.#isStopped) return
      this.#options.onTrouble(error)
      this.#arm(this.#options.clock.now() + troubleMs)
    }
  }
}
