// The clock one actor is given: the service's clock, with its timers remembered so that they end with the
// actor, and with each firing handed to the group commit instead of being run at once.
import type { Clock } from '../system/clock.ts'

export class ActorClock {
  readonly #clock: Clock
  readonly #onFire: (fire: () => void) => void
  readonly #armed = new Set<unknown>()

  constructor(clock: Clock, onFire: (fire: () => void) => void) {
    this.#clock = clock
    this.#onFire = onFire
  }

  setTimeout(fire: () => void, delayMs: number): unknown {
    const timer = this.#clock.setTimeout(() => {
      this.#armed.delete(timer)
      this.#onFire(fire)
    }, delayMs)
    this.#armed.add(timer)
    return timer
  }

  clearTimeout(timer: unknown): void {
    this.#armed.delete(timer)
    this.#clock.clearTimeout(timer)
  }

  clear(): void {
    for (const timer of this.#armed) this.#clock.clearTimeout(timer)
    this.#armed.clear()
  }
}
