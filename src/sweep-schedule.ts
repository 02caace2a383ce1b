// The schedule of the sweep while the service lives: when the next check is due. What a check does is the monitor's.
import { type IntervalTick, startCron } from './system/cron.ts'

export class SweepSchedule {
  readonly #intervalMs: number
  readonly #check: () => Promise<unknown>
  #cron: IntervalTick | undefined

  /** `check` never rejects: what became of it is noted by whoever checks. */
  constructor(options: { intervalMs: number; check: () => Promise<unknown> }) {
    this.#intervalMs = options.intervalMs
    this.#check = options.check
  }

  /** Epoch milliseconds; undefined before the start and after the stop. */
  get nextAt(): number | undefined {
    return this.#cron?.nextAt()
  }

  start(): void {
    this.#cron ??= startCron(this.#intervalMs, this.#check)
  }

  stop(): void {
    this.#cron?.stop()
    this.#cron = undefined
  }
}
