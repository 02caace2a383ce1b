// One live subscription for all jobs of a client: opened for the first listener, closed after the last.
// It resumes by cursor through tRPC, keeps nothing but the cursor, and says when it is not connected.
import type { Notification, ResetNotice } from '../src/domain/events.ts'

export interface LiveEvent {
  /** The place in the user's history. */
  readonly id: number
  readonly notification: Notification
}

/** A new event, or `look`: something may have been missed or changed, read the history. */
export type HubListener = (change: LiveEvent | 'look') => void

export interface Subscription {
  unsubscribe(): void
}

export interface SubscribeHandlers {
  onStarted(): void
  onData(event: { id: string; data: Notification | ResetNotice }): void
  onStopped(): void
}

export class EventHub {
  readonly #subscribe: (handlers: SubscribeHandlers) => Subscription
  readonly #listeners = new Set<HubListener>()
  #subscription: Subscription | undefined

  constructor(subscribe: (handlers: SubscribeHandlers) => Subscription) {
    this.#subscribe = subscribe
  }

  /** Calls `listener` with each live event until the returned function is called. */
  listen(listener: HubListener): () => void {
    this.#listeners.add(listener)
    this.#subscription ??= this.#open()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.close()
    }
  }

  close(): void {
    this.#subscription?.unsubscribe()
    this.#subscription = undefined
  }

  #open(): Subscription {
    return this.#subscribe({
      // What happened before the subscription stood is in the history.
      onStarted: () => this.#tell('look'),
      onData: ({ id, data }) => {
        if (data.event === 'reset') this.#tell('look')
        else this.#tell({ id: Number(id), notification: data })
      },
      onStopped: () => {
        this.#subscription = undefined
        this.#tell('look')
      },
    })
  }

  #tell(change: LiveEvent | 'look'): void {
    for (const listener of [...this.#listeners]) listener(change)
  }
}
