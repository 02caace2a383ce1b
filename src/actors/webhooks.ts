// The parts of webhooks, joined: who plans deliveries, who makes them, and what their owners do. It adds nothing else.
import type { Db } from '../db/connection.ts'
import { describeError } from '../domain/errors.ts'
import type { AttemptOutcome } from '../domain/webhooks.ts'
import type { Clock } from '../system/clock.ts'
import type { NewId } from '../system/ids.ts'
import type { Log } from '../system/log.ts'
import type { GroupCommit } from './group-commit.ts'
import { RateLimiter } from './rate-limiter.ts'
import { WebhookCourier, type WebhookMeans } from './webhook-courier.ts'
import { WebhookDesk } from './webhook-desk.ts'
import { WebhookPlanner } from './webhook-planner.ts'
import { SecretBox } from './webhook-secrets.ts'

/** What webhooks need of the outside. */
export interface WebhookPort extends WebhookMeans {
  /** The service's own secret, under which those of endpoints are stored. */
  readonly secret: string
}

export interface WebhooksOptions {
  readonly db: Db
  readonly clock: Clock
  readonly newId: NewId
  readonly newSecret: () => string
  readonly commits: GroupCommit
  readonly port: WebhookPort
  readonly log: Log
  /** Told after each attempt, once it is committed. */
  readonly onAttempt?: (outcome: AttemptOutcome['outcome']) => void
}

/** Looking a name up and sending a message is something an owner makes the service do. */
const actsLimit = { perMinute: 30, burst: 30 }

/** For a service that is given no network: nothing can be made, and nothing is sent. */
export const closedPort: WebhookPort = {
  secret: '',
  check: () => Promise.reject(new Error('cannot be used: this service sends no webhooks')),
  send: () => Promise.resolve({ statusCode: null, error: 'not sent', answer: null, durationMs: 0 }),
}

export class Webhooks {
  readonly desk: WebhookDesk
  readonly #planner: WebhookPlanner
  readonly #courier: WebhookCourier
  readonly #onTrouble: (error: unknown) => void

  constructor(options: WebhooksOptions) {
    const { db, clock, newId, newSecret, commits, port, log, onAttempt } = options
    const onTrouble = (error: unknown) =>
      log.error('webhooks.failed', { error: describeError(error) })
    this.#onTrouble = onTrouble
    const secrets = new SecretBox(port.secret)
    const shared = { db, clock, commits, secrets, means: port, onTrouble }
    const onPlanned = () => this.#courier.look()
    this.#planner = new WebhookPlanner({ db, clock, commits, onPlanned, onTrouble })
    this.#courier = new WebhookCourier({
      ...shared,
      onGone: ({ userId }) => this.#planner.noteEnded(userId),
      onAttempt: ({ id: webhookId, userId }, { outcome, switchOff }) => {
        onAttempt?.(outcome)
        if (outcome !== 'failed') this.#planner.noteEnded(userId)
        if (outcome === 'dead') log.warn('webhook.dead-letter', { webhookId })
        if (switchOff !== undefined) log.warn('webhook.disabled', { webhookId, reason: switchOff })
      },
    })
    const limiter = new RateLimiter({ clock, limit: actsLimit })
    const onSwitchedOn = (owner: string | null) => this.#planner.noteOwner(owner)
    this.desk = new WebhookDesk({ ...shared, newId, newSecret, limiter, onSwitchedOn, onPlanned })
  }

  /** Takes up what an earlier process left. */
  start(): void {
    this.#planner.start()
    this.#courier.start()
  }

  /** What is under way is broken off, and made again by the next process. */
  stop(): void {
    this.#planner.stop()
    this.#courier.stop()
  }

  /** Called after a commit that wrote events of this user. */
  wake(userId: string): void {
    this.#planner.wake(userId)
  }

  /** Forgets deliveries that ended long ago. Never rejects. */
  prune(): Promise<void> {
    return this.#courier.prune().catch(this.#onTrouble)
  }
}
