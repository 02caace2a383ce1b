// Workers that wait for a job, first come first served, each for as long as it asked for or until it is gone.
// It gives nothing away; whoever does says who gets what.
import { DomainError } from '../domain/errors.ts'
import type { Clock } from '../system/clock.ts'
import { deferred } from './deferred.ts'

/** One worker that waits; `Given` is what it waits for. */
export interface Waiter<Given> {
  readonly workerId: string
  /** The assessments it asks for. */
  readonly names: readonly string[]
  /** Something is being given to it. */
  isServed: boolean
  settle(given: Given | null): void
  fail(error: unknown): void
}

export interface WaitWish {
  readonly workerId: string
  readonly names: readonly string[]
  readonly waitMs: number
  readonly gone?: AbortSignal | undefined
}

/** Workers that wait at the same time. */
export const waitingMax = 1_000

export class WaitingWorkers<Given> {
  readonly #clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>
  readonly #waiters = new Set<Waiter<Given>>()

  constructor({ clock }: { clock: Pick<Clock, 'setTimeout' | 'clearTimeout'> }) {
    this.#clock = clock
  }

  get size(): number {
    return this.#waiters.size
  }

  has(waiter: Waiter<Given>): boolean {
    return this.#waiters.has(waiter)
  }

  /** Who waits and is not being served, by what they ask for, each group oldest first. */
  groups(): Waiter<Given>[][] {
    const groups = new Map<string, Waiter<Given>[]>()
    for (const waiter of this.#waiters) {
      if (waiter.isServed) continue
      const key = JSON.stringify(waiter.names)
      const group = groups.get(key) ?? []
      group.push(waiter)
      groups.set(key, group)
    }
    return [...groups.values()]
  }

  /** Begins to wait; `answer` is null when the time is over, or nobody waits for it any more. */
  add(wish: WaitWish): { readonly waiter: Waiter<Given>; readonly answer: Promise<Given | null> } {
    if (this.#waiters.size >= waitingMax) {
      const message = `${waitingMax} workers wait for jobs already; ask again later`
      throw new DomainError('RATE_LIMITED', message, { retryAfterMs: 1_000 })
    }
    const { workerId, names, waitMs, gone } = wish
    const { promise: answer, resolve, reject } = deferred<Given | null>()
    const leave = () => waiter.settle(null)
    const end = () => {
      this.#waiters.delete(waiter)
      this.#clock.clearTimeout(timer)
      gone?.removeEventListener('abort', leave)
    }
    const waiter: Waiter<Given> = {
      workerId,
      names,
      isServed: false,
      settle: (given) => {
        end()
        resolve(given)
      },
      fail: (error) => {
        end()
        reject(error)
      },
    }
    const timer = this.#clock.setTimeout(leave, waitMs)
    gone?.addEventListener('abort', leave)
    this.#waiters.add(waiter)
    return { waiter, answer }
  }

  /** Everybody is told that there is nothing. */
  dismiss(): void {
    for (const waiter of [...this.#waiters]) waiter.settle(null)
  }
}
