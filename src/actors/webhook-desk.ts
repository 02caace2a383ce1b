// What owners do with their webhooks: make them, change their secret, switch them, try them, send again what was lost.
// A person has their own; those of the service belong to its operators, and what is done with them is kept in the audit.
import { commitAudit } from '../db/commit-account.ts'
import * as rows from '../db/commit-webhook.ts'
import type { Db } from '../db/connection.ts'
import * as users from '../db/users.queries.ts'
import * as webhooks from '../db/webhooks.queries.ts'
import { accountDisabled, DomainError, noSuchAccount, notFound } from '../domain/errors.ts'
import { type Actor, actorName } from '../domain/job.ts'
import {
  type AlertEventType,
  testEventType,
  usualEventTypes,
  type WebhookEventType,
  type WebhookPayload,
} from '../domain/webhooks.ts'
import type { Clock } from '../system/clock.ts'
import type { NewId } from '../system/ids.ts'
import type { GroupCommit } from './group-commit.ts'
import type { RateLimiter } from './rate-limiter.ts'
import type { WebhookMeans } from './webhook-courier.ts'
import { makeSigningSecret, type SecretBox } from './webhook-secrets.ts'

export interface WebhookDeskOptions {
  readonly db: Db
  readonly clock: Clock
  readonly newId: NewId
  readonly newSecret: () => string
  readonly commits: GroupCommit
  readonly secrets: SecretBox
  readonly means: Pick<WebhookMeans, 'check'>
  /** How often one owner may have names looked up and messages sent. */
  readonly limiter: RateLimiter
  /** An endpoint of this owner is on. */
  readonly onSwitchedOn: (owner: webhooks.Owner) => void
  /** Deliveries are there to be made. */
  readonly onPlanned: () => void
}

/** Whose endpoints are meant, and who acts. */
export interface OwnerActs {
  readonly owner: webhooks.Owner
  readonly by: Actor
}

export interface WebhookWish {
  readonly url: string
  /** Absent: all but progress. */
  readonly eventTypes?: readonly WebhookEventType[] | undefined
}

export const endpointsMaxOfPerson = 10
export const endpointsMaxOfService = 20
/** After a rotation the secret before signs as well, so long. */
export const overlapMs = 24 * 3_600_000

export class WebhookDesk {
  readonly #options: WebhookDeskOptions

  constructor(options: WebhookDeskOptions) {
    this.#options = options
  }

  /** Makes an endpoint. Its secret is in the answer and nowhere else. */
  async create(
    acts: OwnerActs,
    wish: WebhookWish,
  ): Promise<{ id: string; secret: string; url: string }> {
    const { db, clock, newId, newSecret, secrets, onSwitchedOn } = this.#options
    const { owner } = acts
    this.#take(owner)
    this.#requireRoom(owner)
    const url = await this.#checked(wish.url)
    const eventTypes = JSON.stringify([
      ...new Set(wish.eventTypes ?? usualEventTypes(owner === null)),
    ])
    const id = newId()
    const secret = makeSigningSecret(newSecret)
    await this.#act(acts, 'webhook.create', id, () => {
      this.#requireWelcome(owner)
      this.#requireRoom(owner)
      const sealed = secrets.seal(secret, id)
      const createdAt = clock.now()
      rows.commitEndpoint(db, { id, userId: owner, url, eventTypes, secret: sealed, createdAt })
    })
    onSwitchedOn(owner)
    return { id, secret, url }
  }

  /** A new secret, told once; the one before signs as well for a while. */
  rotate(acts: OwnerActs, id: string): Promise<{ secret: string; previousUntil: number }> {
    const { db, clock, newSecret, secrets } = this.#options
    return this.#act(acts, 'webhook.rotate', id, () => {
      const { secret: previousSecret } = this.#require(acts, id)
      const secret = makeSigningSecret(newSecret)
      const previousUntil = clock.now() + overlapMs
      const rotation = { secret: secrets.seal(secret, id), previousSecret, previousUntil }
      rows.commitRotation(db, id, rotation, clock.now())
      return { secret, previousUntil }
    })
  }

  /** Off: nothing more is sent, and what was pending is a dead letter. On: what happens from now on is told. */
  async setActive(acts: OwnerActs, id: string, isActive: boolean): Promise<void> {
    const { db, clock, onSwitchedOn } = this.#options
    await this.#act(acts, isActive ? 'webhook.enable' : 'webhook.disable', id, () => {
      const { disabledAt } = this.#require(acts, id)
      if (isActive === (disabledAt === null)) return
      if (isActive) rows.commitSwitchedOn(db, id, acts.owner, clock.now())
      else rows.commitSwitchedOff(db, id, 'switched off by its owner', clock.now())
    })
    if (isActive) onSwitchedOn(acts.owner)
  }

  /** Removes an endpoint with all it was told; what is under way comes to nothing. */
  remove(acts: OwnerActs, id: string): Promise<void> {
    return this.#act(acts, 'webhook.delete', id, () => {
      this.#require(acts, id)
      rows.commitEndpointDeleted(this.#options.db, id)
    })
  }

  /** Sends a test event; what became of it is found among the deliveries, under the id that is answered. */
  async test(acts: OwnerActs, id: string): Promise<{ deliveryId: string }> {
    const { db, clock, commits, newId, onPlanned } = this.#options
    this.#take(acts.owner)
    const deliveryId = `msg_${newId()}`
    await commits.add(() => {
      this.#requireOn(acts, id)
      const now = clock.now()
      const data = { webhookId: id, message: 'This is a test; nothing has happened' }
      const planned = deliveryOf(deliveryId, id, payloadAt(testEventType, now, data), now)
      rows.commitPlan(db, id, { deliveries: [planned] }, now)
    })
    onPlanned()
    return { deliveryId }
  }

  /** Makes one delivery that has ended anew, or all dead letters of the endpoint. Answers how many. */
  async redeliver(acts: OwnerActs, id: string, deliveryId?: string): Promise<number> {
    const { db, clock, onPlanned } = this.#options
    this.#take(acts.owner)
    const count = await this.#act(acts, 'webhook.redeliver', id, () => {
      this.#requireOn(acts, id)
      const made = rows.commitRedelivery(db, id, deliveryId, clock.now())
      if (deliveryId !== undefined && made === 0) throw notFound('delivery', deliveryId)
      return made
    })
    onPlanned()
    return count
  }

  /** Tells the endpoints of the service that ask for it, in the commit its caller has opened. Answers how many. */
  announceNow(type: AlertEventType, data: object): number {
    const { db, clock, commits, newId, onPlanned } = this.#options
    const now = clock.now()
    const asking = webhooks
      .listOf(db, null)
      .filter((each) => each.disabledAt === null)
      .filter(({ eventTypes }) => (JSON.parse(eventTypes) as string[]).includes(type))
    for (const { id } of asking) {
      const planned = deliveryOf(`msg_${newId()}`, id, payloadAt(type, now, data), now)
      rows.commitPlan(db, id, { deliveries: [planned] }, now)
    }
    commits.onOutcome({ committed: onPlanned })
    return asking.length
  }

  #take(owner: webhooks.Owner): void {
    const waitMs = this.#options.limiter.take(owner ?? '')
    if (waitMs === 0) return
    throw new DomainError('RATE_LIMITED', 'Too many webhooks were tried; wait a moment', {
      retryAfterMs: waitMs,
    })
  }

  async #checked(url: string): Promise<string> {
    try {
      return await this.#options.means.check(url)
    } catch (error) {
      const message = error instanceof Error ? error.message : 'cannot be used'
      throw invalid(`The webhook cannot be made: its url ${message}`, { path: 'url', message })
    }
  }

  /** Its address took a while to look up: meanwhile the person may have been disabled, or erased for good. */
  #requireWelcome(owner: webhooks.Owner): void {
    const user = owner === null ? undefined : users.find(this.#options.db, owner)
    if (user?.erasedAt) throw noSuchAccount()
    if (user?.isActive === 0) throw accountDisabled()
  }

  #requireRoom(owner: webhooks.Owner): void {
    const max = owner === null ? endpointsMaxOfService : endpointsMaxOfPerson
    if (webhooks.listOf(this.#options.db, owner).length < max) return
    const limit = `${max} webhooks`
    throw invalid('There are too many webhooks; delete one first', {
      path: 'url',
      message: 'is one too many',
      limit,
    })
  }

  #require({ owner }: OwnerActs, id: string): webhooks.EndpointRow {
    const found = webhooks.find(this.#options.db, id)
    if (!found || found.userId !== owner) throw notFound('webhook', id)
    return found
  }

  #requireOn(acts: OwnerActs, id: string): void {
    if (this.#require(acts, id).disabledAt === null) return
    throw invalid('The webhook is switched off; switch it on first', {
      path: 'webhookId',
      message: 'is switched off',
    })
  }

  /** For the service's own, what was done is kept with who did it. */
  #act<T>({ owner, by }: OwnerActs, action: string, subject: string, work: () => T): Promise<T> {
    const { db, clock, commits } = this.#options
    return commits.add(() => {
      const value = work()
      const entry = { at: clock.now(), actor: actorName(by), action, subject, details: '' }
      if (owner === null) commitAudit(db, entry)
      return value
    })
  }
}

const payloadAt = (type: WebhookPayload['type'], now: number, data: object): WebhookPayload => ({
  type,
  timestamp: new Date(now).toISOString(),
  data,
})

const deliveryOf = (
  id: string,
  endpointId: string,
  payload: WebhookPayload,
  createdAt: number,
): rows.NewDelivery => {
  const { type } = payload
  return { id, endpointId, eventSeq: null, type, payload: JSON.stringify(payload), createdAt }
}

const invalid = (
  message: string,
  field: { path: string; message: string; limit?: string },
): DomainError => new DomainError('VALIDATION_ERROR', message, { fields: [field] })
