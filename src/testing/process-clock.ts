// The clock as one process sees it: when the process dies, its timers and what it deferred die with it,
// while the world's time goes on. It keeps no time of its own.
import type { Clock } from '../system/clock.ts'
import type { SimulatedClock } from './simulated-clock.ts'

/** Thrown where a simulated process dies; nothing of the service handles it. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied'
}

export class ProcessClock implements Clock {
  readonly #world: SimulatedClock
  readonly #armed = new Set<unknown>()
  #isDead = false

  constructor(world: SimulatedClock) {
    this.#world = world
  }

  /** Timers of this process that neither fired nor were cancelled. */
  get armed(): number {
    return this.#armed.size
  }

  get isDead(): boolean {
    return this.#isDead
  }

  now(): number {
    return this.#world.now()
  }

  setTimeout(fn: () => void, delayMs: number): unknown {
    if (this.#isDead) return undefined
    const timer = this.#world.setTimeout(() => {
      this.#armed.delete(timer)
      this.#run(fn)
    }, delayMs)
    this.#armed.add(timer)
    return timer
  }

  clearTimeout(timer: unknown): void {
    this.#armed.delete(timer)
    this.#world.clearTimeout(timer)
  }

  defer(fn: () => void): void {
    this.#world.defer(() => this.#run(fn))
  }

  /** Nothing that was armed or deferred before happens any more. */
  die(): void {
    this.#isDead = true
    for (const timer of this.#armed) this.#world.clearTimeout(timer)
    this.#armed.clear()
  }

  #run(fn: () => void): void {
    if (this.#isDead) return
    try {
      fn()
    } catch (error) {
      // A process that dies at this very point throws at nobody.
      if (!this.#isDead) throw error
    }
  }
}
