// Subscribers read the event table, each by its own cursor; a commit only wakes them. Replay and live are
// the same read, so nothing is buffered here and nothing can be missed or sent twice.
import type { Db } from '../db/connection.ts'
import * as events from '../db/events.queries.ts'
import type { EventEnvelope } from '../domain/events.ts'

/** Events read at once for one subscriber. */
const pageMax = 100

export class EventFeed {
  readonly #db: Db
  readonly #onTold: ((event: EventEnvelope, isLive: boolean) => void) | undefined
  readonly #waiting = new Map<string, Set<() => void>>()
  /** What was read last: an event is read once, however many subscribers wait for it. */
  #latest: { userId: string; cursor: number; page: readonly EventEnvelope[] } | undefined

  constructor(options: { db: Db; onTold?: (event: EventEnvelope, isLive: boolean) => void }) {
    this.#db = options.db
    this.#onTold = options.onTold
  }

  /** How many subscribers wait for their next event. */
  get waiting(): number {
    let total = 0
    for (const wakers of this.#waiting.values()) total += wakers.size
    return total
  }

  /** Called after a commit that wrote events of this user. */
  wake(userId: string): void {
    if (this.#latest?.userId === userId) this.#latest = undefined
    const wakers = this.#waiting.get(userId)
    if (!wakers) return
    this.#waiting.delete(userId)
    for (const waker of wakers) waker()
  }

  /** The user's events after `cursor`, in order, then each as it is committed, until `signal` aborts. */
  async *after(userId: string, cursor: number, signal: AbortSignal): AsyncGenerator<EventEnvelope> {
    let seen = cursor
    let isLive = false
    while (!signal.aborted) {
      const page = this.#read(userId, seen)
      for (const event of page) {
        this.#onTold?.(event, isLive)
        yield event
        seen = event.id
        if (signal.aborted) return
      }
      // An empty read and the start of waiting are one tick: no commit can fall between them.
      isLive = page.length === 0
      if (page.length === 0) await this.#nextCommit(userId, signal)
    }
  }

  #read(userId: string, cursor: number): readonly EventEnvelope[] {
    const latest = this.#latest
    if (latest?.userId === userId && latest.cursor === cursor) return latest.page
    const page = events.readAfter(this.#db, userId, cursor, pageMax)
    this.#latest = { userId, cursor, page }
    return page
  }

  #nextCommit(userId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wakers = this.#waiting.get(userId) ?? new Set()
      this.#waiting.set(userId, wakers)
      const done = () => {
        signal.removeEventListener('abort', done)
        wakers.delete(done)
        if (wakers.size === 0 && this.#waiting.get(userId) === wakers) this.#waiting.delete(userId)
        resolve()
      }
      wakers.add(done)
      signal.addEventListener('abort', done, { once: true })
    })
  }
}
