// Refuses new work while the event loop is behind: whoever asks how a job stands is still answered, and what
// was accepted gets the time. A burst is no overload; only a delay that stays is one.
import { guarded, type NetworkIntake } from './actors/guarded-intake.ts'
import { DomainError } from './domain/errors.ts'
import type { Clock } from './system/clock.ts'

/** A timer that is later than this shows a loop that is behind. */
export const delayMaxMs = 200
const sampleEveryMs = 100
/** So many late samples in a row are no burst any more. */
const samplesMin = 3
const retryAfterMs = 2_000

export class LoopWatch {
  readonly #clock: Clock
  #timer: unknown
  #latest: readonly number[] = []

  constructor(options: { clock: Clock }) {
    this.#clock = options.clock
  }

  start(): void {
    const dueAt = this.#clock.now() + sampleEveryMs
    this.#timer = this.#clock.setTimeout(() => {
      this.#latest = [this.#clock.now() - dueAt, ...this.#latest].slice(0, samplesMin)
      this.start()
    }, sampleEveryMs)
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer)
  }

  /** The least delay of the last samples: one turn in time, and it is over. */
  get isBehind(): boolean {
    return this.#latest.length === samplesMin && Math.min(...this.#latest) > delayMaxMs
  }
}

/** The intake as callers over the network find it: closed while the loop is behind, charging nothing. */
export function shedding(intake: NetworkIntake, loop: Pick<LoopWatch, 'isBehind'>): NetworkIntake {
  return guarded(intake, () => {
    if (!loop.isBehind) return
    const message = 'The service is too busy to take new work; try again in a moment'
    throw new DomainError('OVERLOADED', message, { retryAfterMs })
  })
}
