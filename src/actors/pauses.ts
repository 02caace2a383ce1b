// The pauses of work that goes on in the background: each ends after its time, and all of them when the work is stopped.
import type { Clock } from '../system/clock.ts'

export class Pauses {
  readonly #clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>
  readonly #wakes = new Set<() => void>()
  #isOver = false

  constructor({ clock }: { clock: Pick<Clock, 'setTimeout' | 'clearTimeout'> }) {
    this.#clock = clock
  }

  pause(durationMs: number): Promise<void> {
    if (this.#isOver) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = () => {
        this.#clock.clearTimeout(timer)
        this.#wakes.delete(wake)
        resolve()
      }
      const timer = this.#clock.setTimeout(wake, durationMs)
      this.#wakes.add(wake)
    })
  }

  /** Ends those that are, and every later one at once. */
  end(): void {
    this.#isOver = true
    for (const wake of this.#wakes) wake()
  }
}
