// Virtual time: it passes only when told, and stops at every due timer on the way, so that a timer armed
// by a timer fires in its turn. Shares its heap with the real clock.
import type { Clock } from '../system/clock.ts'
import { type DueTimer, TimerHeap } from '../system/timer-heap.ts'

export class SimulatedClock implements Clock {
  #nowMs: number
  readonly #heap = new TimerHeap()

  /** Starts at 2026-01-01T00:00:00Z unless told otherwise. */
  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs
  }

  /** Timers armed and neither fired nor cancelled. */
  get armed(): number {
    return this.#heap.size
  }

  now(): number {
    return this.#nowMs
  }

  setTimeout(fn: () => void, delayMs: number): DueTimer {
    return this.#heap.add(fn, this.#nowMs, delayMs)
  }

  clearTimeout(timer: unknown): void {
    this.#heap.cancel(timer as DueTimer | undefined)
  }

  defer(fn: () => void): void {
    queueMicrotask(fn)
  }

  /** When the next timer is due; nothing if none is armed. */
  get nextDueAt(): number | undefined {
    return this.#heap.peek()?.dueAt
  }

  /** Lets `durationMs` pass, firing each timer at its instant and letting what follows from it settle. */
  async advance(durationMs: number): Promise<void> {
    const endsAt = this.#nowMs + durationMs
    await settled()
    for (let due = this.#takeUntil(endsAt); due; due = this.#takeUntil(endsAt)) {
      this.#nowMs = Math.max(this.#nowMs, due.dueAt)
      due.fn()
      await settled()
    }
    this.#nowMs = endsAt
    await settled()
  }

  #takeUntil(endsAt: number): DueTimer | undefined {
    return this.#heap.takeDue(endsAt)
  }
}

/** Resolves when no promise is left to settle: the event loop has come round. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
