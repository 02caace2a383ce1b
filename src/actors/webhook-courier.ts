// Makes the deliveries that are due, within bounds: so many at once in all, few to one endpoint, and half of them at
// most to endpoints that fail or are slow. What is under way lives here alone; the rows say pending until it has ended,
// so that a process that dies makes it again.
import { setMaxListeners } from 'node:events'
import { type AuditEntry, commitAudit } from '../db/commit-account.ts'
import { commitAttempt, commitUndeliverable, forgetEndedBefore } from '../db/commit-webhook.ts'
import type { Db } from '../db/connection.ts'
import * as events from '../db/events.queries.ts'
import * as users from '../db/users.queries.ts'
import * as webhooks from '../db/webhooks.queries.ts'
import { type Attempt, type AttemptOutcome, outcomeOf, payloadOf } from '../domain/webhooks.ts'
import type { Clock } from '../system/clock.ts'
import type { GroupCommit } from './group-commit.ts'
import { Pauses } from './pauses.ts'
import type { SecretBox } from './webhook-secrets.ts'

/** Whoever reaches the network. */
export interface WebhookMeans {
  /** Never rejects. */
  send(
    delivery: {
      readonly id: string
      readonly url: string
      readonly body: string
      readonly secrets: readonly string[]
    },
    stop: AbortSignal,
  ): Promise<Attempt>
  /** The URL in its one form. Rejects with an error that completes "url …". */
  check(url: string): Promise<string>
}

export interface WebhookCourierOptions {
  readonly db: Db
  readonly clock: Clock
  readonly commits: GroupCommit
  readonly secrets: SecretBox
  readonly means: WebhookMeans
  /** Told after the commit. */
  readonly onAttempt: (endpoint: webhooks.EndpointRow, outcome: AttemptOutcome) => void
  /** A delivery ended without an attempt, or was removed during one: its endpoint has room for others. */
  readonly onGone: (endpoint: webhooks.EndpointRow) => void
  readonly onTrouble: (error: unknown) => void
}

/** Deliveries under way at once. */
export const inFlightMax = 16
/** Of these, to endpoints that failed or took long when they were last called. */
export const slowInFlightMax = 8
/** Of these, to one endpoint; to one that is slow a single one. */
export const perEndpointMax = 2
/** Endpoints looked at for something to do; more than could be busy with what is under way. */
const lookedAtMax = 2 * inFlightMax
/** After trouble with the store nothing is sent again before this pause. */
const troubleMs = 5_000
/** Ended deliveries are kept so long to look at. */
export const keptMs = 30 * 24 * 3_600_000
const forgottenAtOnceMax = 200

interface UnderWay {
  readonly endpointId: string
  readonly lane: 'quick' | 'slow'
}

export class WebhookCourier {
  readonly #options: WebhookCourierOptions
  readonly #underWay = new Map<string, UnderWay>()
  readonly #stop = new AbortController()
  readonly #pauses: Pauses
  #timer: unknown
  #isStarted = false

  constructor(options: WebhookCourierOptions) {
    this.#options = options
    this.#pauses = new Pauses(options)
    // Everything under way listens; Node takes more than ten for a leak.
    setMaxListeners(2 * inFlightMax, this.#stop.signal)
  }

  start(): void {
    this.#isStarted = true
    this.look()
  }

  /** What is under way is broken off, and made again by the next process. */
  stop(): void {
    this.#isStarted = false
    this.#clear()
    this.#stop.abort()
    this.#pauses.end()
  }

  /** Starts what is due, as far as there is room, and sets the timer for the rest. */
  look(): void {
    if (!this.#isStarted) return
    const { clock, db, onTrouble } = this.#options
    try {
      for (const lane of ['quick', 'slow'] as const) this.#startDue(lane)
      const next = webhooks.nextDueAfter(db, clock.now())
      if (next === undefined) this.#clear()
      else this.#arm(next - clock.now())
    } catch (error) {
      onTrouble(error)
      this.#arm(troubleMs)
    }
  }

  /** Forgets deliveries that ended long ago, step by step. */
  async prune(): Promise<void> {
    const { clock, commits, db } = this.#options
    const before = clock.now() - keptMs
    const step = () => forgetEndedBefore(db, before, forgottenAtOnceMax)
    while ((await commits.addUpkeep(step)) === forgottenAtOnceMax);
  }

  #startDue(lane: UnderWay['lane']): void {
    const { clock, db } = this.#options
    if (this.#room(lane) <= 0) return
    const now = clock.now()
    for (const endpointId of webhooks.listDue(db, lane, now, lookedAtMax)) {
      const busy = [...this.#underWay.values()].filter((each) => each.endpointId === endpointId)
      const most = lane === 'slow' ? 1 : perEndpointMax
      const free = Math.min(most - busy.length, this.#room(lane))
      if (free <= 0) continue
      const due = webhooks.dueDeliveries(db, endpointId, now, free + busy.length)
      for (const delivery of due.filter(({ id }) => !this.#underWay.has(id)).slice(0, free)) {
        this.#underWay.set(delivery.id, { endpointId, lane })
        void this.#deliver(delivery)
      }
    }
  }

  #room(lane: UnderWay['lane']): number {
    const free = inFlightMax - this.#underWay.size
    if (lane === 'quick') return free
    const slow = [...this.#underWay.values()].filter((each) => each.lane === 'slow').length
    return Math.min(free, slowInFlightMax - slow)
  }

  async #deliver(delivery: webhooks.DeliveryRow): Promise<void> {
    try {
      await this.#attempt(delivery)
    } catch (error) {
      if (!this.#isStarted) return
      this.#options.onTrouble(error)
      // The row says pending and due: left under way for a while, it is not sent again at once.
      await this.#pauses.pause(troubleMs)
    }
    this.#underWay.delete(delivery.id)
    this.look()
  }

  async #attempt(delivery: webhooks.DeliveryRow): Promise<void> {
    const { db, clock, commits, onAttempt, onGone } = this.#options
    const endpoint = webhooks.find(db, delivery.endpointId)
    if (!endpoint) return
    const body = this.#bodyOf(delivery)
    if (body === undefined) {
      const why = 'the event is no longer kept'
      await commits.addUpkeep(() => commitUndeliverable(db, delivery, why, clock.now()))
      return onGone(endpoint)
    }
    const attempt = await this.#send(endpoint, delivery, body)
    if (!this.#isStarted) return
    const outcome = await commits.addUpkeep(() => {
      // How often it failed and since when may have changed meanwhile.
      const failingSince = webhooks.find(db, endpoint.id)?.failingSince ?? null
      const { id, attempts } = delivery
      const now = clock.now()
      const after = outcomeOf({ id, attempts, failingSince }, attempt, now)
      if (!commitAttempt(db, delivery, attempt, after, now)) return undefined
      if (after.switchOff !== undefined)
        commitAudit(db, switchedOff(endpoint, after.switchOff, now))
      return after
    })
    if (outcome) onAttempt(endpoint, outcome)
    else onGone(endpoint)
  }

  /** JSON; undefined where its event was removed since, or its person erased. */
  #bodyOf({ payload, eventSeq }: webhooks.DeliveryRow): string | undefined {
    if (payload !== null || eventSeq === null) return payload ?? undefined
    const { db } = this.#options
    const event = events.findBySeq(db, eventSeq)
    // What was planned before goes with the event; in a file that was put back, nobody is told it meanwhile.
    return event && !users.isErased(db, event.userId) ? JSON.stringify(payloadOf(event)) : undefined
  }

  async #send(
    endpoint: webhooks.EndpointRow,
    { id }: webhooks.DeliveryRow,
    body: string,
  ): Promise<Attempt> {
    const secrets = this.#secretsOf(endpoint)
    if (!secrets) {
      const error = 'its secret cannot be read with the service’s own; rotate it'
      return { statusCode: null, error, answer: null, durationMs: 0 }
    }
    return this.#options.means.send({ id, url: endpoint.url, body, secrets }, this.#stop.signal)
  }

  #secretsOf(endpoint: webhooks.EndpointRow): string[] | undefined {
    const { secrets, clock } = this.#options
    const { id, secret, previousSecret, previousUntil } = endpoint
    try {
      const isRotating = previousSecret !== null && (previousUntil ?? 0) > clock.now()
      const sealed = isRotating ? [secret, previousSecret] : [secret]
      return sealed.map((each) => secrets.open(each, id))
    } catch {
      // What the reason is stands in the deliveries, where the owner looks.
      return undefined
    }
  }

  #arm(delayMs: number): void {
    this.#clear()
    this.#timer = this.#options.clock.setTimeout(() => this.look(), Math.max(0, delayMs))
  }

  #clear(): void {
    this.#options.clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }
}

const switchedOff = ({ id }: webhooks.EndpointRow, details: string, at: number): AuditEntry => ({
  at,
  actor: 'system:webhooks',
  action: 'webhook.disable',
  subject: id,
  details,
})
