// The clock of one process of the service. Its time starts where its start anchors it and never steps; what
// it armed dies with it. It can be frozen for a while, as by SIGSTOP, and fires late then, in one go.

import type { Clock } from '../../src/system/clock.ts'
import type { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Config } from './plan.ts'

/** Thrown at a crash point; nothing of the service runs after it. */
export class CrashSignal extends Error {
  override readonly name = 'CrashSignal'
}

interface Entry {
  readonly fn: () => void
  handle: unknown
  isCancelled: boolean
}

export interface ProcessClockOptions {
  readonly time: SimulatedClock
  readonly config: Pick<Config, 'defer' | 'timers'>
  /** Service time at this moment. */
  readonly startsAt: number
  /** Before a timer of the service fires. */
  readonly onWake: () => void
  /** The stack has unwound after the process died in it. */
  readonly onUnwound: () => void
  /** Something nobody caught: a real process would have died of it. */
  readonly onUncaught: (error: unknown) => void
  /** The process does nothing but arm timers that are due at once; it is ended. */
  readonly onStandstill: () => void
}

/** More timers than this are not due in one instant of a service that gets on. */
const firedAtOnceMax = 5_000

export class ProcessClock implements Clock {
  readonly #options: ProcessClockOptions
  readonly #offsetMs: number
  readonly #armed = new Set<Entry>()
  #ready: Entry[] = []
  #held: (() => void)[] = []
  #isFrozen = false
  #isAlive = true
  #firedAt = 0
  #firedThen = 0

  constructor(options: ProcessClockOptions) {
    this.#options = options
    this.#offsetMs = options.startsAt - options.time.now()
  }

  /** Timers of the service that have not fired. */
  get armed(): number {
    return this.#armed.size
  }

  get isFrozen(): boolean {
    return this.#isFrozen
  }

  now(): number {
    return this.#options.time.now() + this.#offsetMs
  }

  setTimeout(fn: () => void, delayMs: number): unknown {
    if (!this.#isAlive) return undefined
    const entry: Entry = { fn, handle: undefined, isCancelled: false }
    entry.handle = this.#options.time.setTimeout(() => this.#due(entry), delayMs)
    this.#armed.add(entry)
    return entry
  }

  clearTimeout(timer: unknown): void {
    const entry = timer as Entry | undefined
    if (!entry || entry.isCancelled) return
    entry.isCancelled = true
    this.#armed.delete(entry)
    this.#options.time.clearTimeout(entry.handle)
  }

  defer(fn: () => void): void {
    if (!this.#isAlive) return
    const run = () => this.whenThawed(() => this.#run(fn))
    if (this.#options.config.defer === 'promises') queueMicrotask(run)
    else this.#options.time.setTimeout(run, 0)
  }

  /** Runs `fn` now, or at the end of the freeze the process is in. */
  whenThawed(fn: () => void): void {
    if (this.#isFrozen) this.#held.push(fn)
    else fn()
  }

  freeze(): void {
    this.#isFrozen = true
  }

  /** What became due meanwhile runs back to back, timers first. */
  thaw(): void {
    if (!this.#isAlive || !this.#isFrozen) return
    this.#isFrozen = false
    this.#fireReady()
    for (const fn of this.#held.splice(0)) fn()
  }

  kill(): void {
    this.#isAlive = false
    for (const { handle } of this.#armed) this.#options.time.clearTimeout(handle)
    this.#armed.clear()
    this.#ready = []
    this.#held = []
  }

  #due(entry: Entry): void {
    if (!this.#isAlive) return
    this.#ready.push(entry)
    if (this.#isFrozen || this.#ready.length > 1) return
    // A timer for now comes after all that are due now already.
    if (this.#options.config.timers === 'together') {
      this.#options.time.setTimeout(() => this.#isFrozen || this.#fireReady(), 0)
    } else this.#fireReady()
  }

  #fireReady(): void {
    if (!this.#isAlive) return
    this.#options.onWake()
    for (let entry = this.#ready.shift(); entry; entry = this.#ready.shift()) {
      if (entry.isCancelled) continue
      this.#armed.delete(entry)
      entry.isCancelled = true
      if (this.#standsStill()) return
      this.#run(entry.fn)
    }
  }

  #standsStill(): boolean {
    const now = this.#options.time.now()
    this.#firedThen = now === this.#firedAt ? this.#firedThen + 1 : 0
    this.#firedAt = now
    if (this.#firedThen <= firedAtOnceMax) return false
    this.#options.onStandstill()
    this.kill()
    return true
  }

  #run(fn: () => void): void {
    if (!this.#isAlive) return
    try {
      fn()
    } catch (error) {
      if (!(error instanceof CrashSignal)) this.#options.onUncaught(error)
    }
    // Also without the signal: a group commit catches what is thrown before its commit.
    if (!this.#isAlive) this.#options.onUnwound()
  }
}
