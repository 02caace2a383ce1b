// Time: one port, and the real clock behind it. Every timer of the service is an entry in one heap with
// a single real timer under it. Nobody else in src calls Date.now or setTimeout.
import { type DueTimer, TimerHeap } from './timer-heap.ts'

export interface Clock {
  /** Service time in epoch milliseconds: never steps back, and follows no step of the wall clock. */
  now(): number
  /** Calls `fn` once, at `now() + delayMs` or later. Throws on NaN, Infinity and non-numbers. */
  setTimeout(fn: () => void, delayMs: number): unknown
  clearTimeout(timer: unknown): void
  /** Calls `fn` when the current tick's work is done; what is deferred together runs together. */
  defer(fn: () => void): void
}

/** Node's own limit: a longer delay would fire after 1 ms. */
const sliceMaxMs = 2 ** 31 - 1

/** Timers fired before the loop gets a turn, so that a storm of deadlines does not stall it. */
const firedAtOnceMax = 500

export class RealClock implements Clock {
  readonly #anchorAt: number
  readonly #anchorMonotonicMs = performance.now()
  readonly #heap = new TimerHeap()
  #timer: NodeJS.Timeout | undefined
  #armedFor = Number.POSITIVE_INFINITY

  /** `notBefore`: the latest instant already written; a wall clock behind it does not pull time back. */
  constructor(options: { notBefore?: number } = {}) {
    this.#anchorAt = Math.max(Date.now(), options.notBefore ?? 0)
  }

  now(): number {
    return Math.floor(this.#anchorAt + (performance.now() - this.#anchorMonotonicMs))
  }

  setTimeout(fn: () => void, delayMs: number): unknown {
    const timer = this.#heap.add(fn, this.now(), delayMs)
    if (timer.dueAt < this.#armedFor) this.#arm()
    return timer
  }

  clearTimeout(timer: unknown): void {
    this.#heap.cancel(timer as DueTimer)
    if (this.#heap.size === 0) this.stop()
  }

  defer(fn: () => void): void {
    setImmediate(fn)
  }

  /** Ends the real timer under the heap, so that the process may exit. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#armedFor = Number.POSITIVE_INFINITY
  }

  #arm(): void {
    clearTimeout(this.#timer)
    const next = this.#heap.peek()
    if (!next) {
      this.stop()
      return
    }
    this.#armedFor = next.dueAt
    const waitMs = Math.min(Math.max(0, next.dueAt - this.now()), sliceMaxMs)
    this.#timer = setTimeout(() => this.#fire(), waitMs)
  }

  #fire(): void {
    this.#armedFor = Number.POSITIVE_INFINITY
    const now = this.now()
    try {
      for (let fired = 0; fired < firedAtOnceMax; fired++) {
        const due = this.#heap.takeDue(now)
        if (!due) break
        due.fn()
      }
    } finally {
      this.#arm()
    }
  }
}

/** Resolves after `durationMs`. */
export const pause = (clock: Pick<Clock, 'setTimeout'>, durationMs: number): Promise<void> =>
  new Promise((resolve) => clock.setTimeout(resolve, durationMs))
