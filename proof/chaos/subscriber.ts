// A client that follows one person's events over whatever happens to its connection, and checks each as it
// comes: the one after the last it saw, and no other.
import type { TRPCClient } from '@trpc/client'
import type { AppRouter } from '../../src/index.ts'
import type { Random } from '../sim/random.ts'
import type { Person } from './book.ts'
import { codeOf } from './calls.ts'
import type { Record } from './record.ts'

export interface SubscriberOptions {
  readonly name: string
  readonly person: Person
  readonly trpc: TRPCClient<AppRouter>
  readonly record: Record
  readonly random: Random
  readonly onFinding: (kind: 'cursor gap' | 'cursor duplicate' | 'unforeseen', what: string) => void
}

/** Refusals after which a subscriber comes back by itself. */
const passing = ['SERVICE_STOPPING', 'STORE_UNAVAILABLE', 'OVERLOADED', 'RATE_LIMITED']

export class Subscriber {
  /** The last event it saw. */
  seen = 0
  /** How often it began anew. */
  subscriptions = 0
  readonly #options: SubscriberOptions
  #subscription: { unsubscribe(): void } | undefined
  #timer: NodeJS.Timeout | undefined
  #isStopped = true

  constructor(options: SubscriberOptions) {
    this.#options = options
  }

  get name(): string {
    return this.#options.name
  }

  get userId(): string {
    return this.#options.person.userId
  }

  start(): void {
    this.#isStopped = false
    this.#subscribe()
    this.#wander()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
    this.#leave()
  }

  /** Goes on where it was, on a new subscription. */
  #subscribe(): void {
    if (this.#isStopped) return
    this.subscriptions++
    const place = this.seen > 0 ? { lastEventId: String(this.seen) } : { from: 'start' as const }
    // What a subscription says after it was left is no longer listened to.
    let isCurrent = true
    const subscription = this.#options.trpc.notifications.onEvent.subscribe(place, {
      onData: ({ id, data }) => {
        if (isCurrent) this.#see(Number(id), data)
      },
      onError: (error) => {
        if (isCurrent) this.#failed(error)
      },
      onComplete: () => {
        if (isCurrent) this.#completed()
      },
    })
    this.#subscription = {
      unsubscribe: () => {
        isCurrent = false
        subscription.unsubscribe()
      },
    }
  }

  #see(id: number, data: { event: string; jobId?: string }): void {
    const { name, person, record, onFinding } = this.#options
    const { userId } = person
    if (data.event === 'reset') onFinding('cursor gap', `${name} was told to reset to ${id}`)
    else if (id <= this.seen) {
      onFinding('cursor duplicate', `${name} got event ${id} after ${this.seen}`)
    } else if (id > this.seen + 1) {
      onFinding('cursor gap', `${name} got event ${id} after ${this.seen}`)
    }
    this.seen = Math.max(this.seen, id)
    const { event, jobId = '' } = data
    record.write({ what: 'told', client: name, userId, id, event, jobId })
  }

  #failed(error: unknown): void {
    const { name, onFinding } = this.#options
    const code = codeOf(error)
    if (code !== undefined && !passing.includes(code)) {
      onFinding('unforeseen', `${name}: the subscription was ended with ${code}`)
    }
    this.#comeBack(50, 300)
  }

  /** The service never says that there is nothing more to come. */
  #completed(): void {
    const { name, onFinding } = this.#options
    onFinding('unforeseen', `${name}: the subscription was ended as complete after ${this.seen}`)
    this.#comeBack(50, 300)
  }

  /** Now and then it goes away by itself, and comes back later. */
  #wander(): void {
    const { random } = this.#options
    this.#timer = setTimeout(
      () => {
        if (random.chance(0.4)) this.#comeBack(10, 400)
        this.#wander()
      },
      random.whole(300, 2_500),
    )
  }

  #comeBack(min: number, max: number): void {
    this.#leave()
    setTimeout(() => this.#backAgain(), this.#options.random.whole(min, max))
  }

  #backAgain(): void {
    if (!this.#subscription) this.#subscribe()
  }

  #leave(): void {
    this.#subscription?.unsubscribe()
    this.#subscription = undefined
  }
}
