// Turns committed events into deliveries: each endpoint reads the event table on from its own cursor, and the cursor
// moves in the same commit. Where nobody has an endpoint it does nothing, and a job's own commit never knows of it.
import { createHash } from 'node:crypto'
import {
  commitPlan,
  deleteWebhooksOf,
  forgetBeyond,
  type NewDelivery,
} from '../db/commit-webhook.ts'
import type { Db } from '../db/connection.ts'
import * as users from '../db/users.queries.ts'
import * as webhooks from '../db/webhooks.queries.ts'
import type { Clock } from '../system/clock.ts'
import type { GroupCommit } from './group-commit.ts'

export interface WebhookPlannerOptions {
  readonly db: Db
  readonly clock: Clock
  readonly commits: GroupCommit
  /** Deliveries are there to be made. */
  readonly onPlanned: () => void
  readonly onTrouble: (error: unknown) => void
}

/** Events of a rush become deliveries together. */
const gatherMs = 100
const troubleMs = 5_000
/** Events one endpoint reads in a transaction. */
const eventsMax = 100
/** Owners whose endpoints are looked at in one transaction. */
const ownersMax = 20
/** An endpoint with so many pending deliveries reads no further; what it has not read stays in the event table. */
export const pendingMax = 1_000
/** Ended deliveries of an endpoint that are kept to look at. */
export const endedKept = 1_000
const forgottenAtOnceMax = 2 * eventsMax

export class WebhookPlanner {
  readonly #options: WebhookPlannerOptions
  /** Who has an endpoint that may be on; null stands for the service. */
  readonly #owners = new Set<webhooks.Owner>()
  /** Whose events may have gone past a cursor. */
  #woken = new Set<webhooks.Owner>()
  /** Whose endpoints read no further, because too much is pending. */
  readonly #held = new Set<webhooks.Owner>()
  #timer: unknown
  #isPlanning = false
  #isStopped = true

  constructor(options: WebhookPlannerOptions) {
    this.#options = options
  }

  /** Looks at every endpoint once: what was committed before the process died is planned now. */
  start(): void {
    this.#isStopped = false
    const { db } = this.#options
    if (webhooks.listOf(db, null).length > 0) this.noteOwner(null)
    const pageMax = 1_000
    let page = webhooks.listOwners(db, '', pageMax)
    while (page.length > 0) {
      for (const owner of page) this.noteOwner(owner)
      page = webhooks.listOwners(db, page.at(-1) ?? '', pageMax)
    }
  }

  stop(): void {
    this.#isStopped = true
    this.#options.clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** This owner has an endpoint that is on, from now on. */
  noteOwner(owner: webhooks.Owner): void {
    this.#owners.add(owner)
    this.#wakeOwner(owner)
  }

  /** Called after a commit that wrote events of this user. */
  wake(userId: string): void {
    if (this.#owners.size === 0) return
    if (this.#owners.has(userId)) this.#wakeOwner(userId)
    if (this.#owners.has(null)) this.#wakeOwner(null)
  }

  /** A delivery of this owner has ended: an endpoint that was held may read on. */
  noteEnded(owner: webhooks.Owner): void {
    if (this.#held.delete(owner)) this.#wakeOwner(owner)
  }

  #wakeOwner(owner: webhooks.Owner): void {
    this.#woken.add(owner)
    this.#arm(gatherMs)
  }

  #arm(delayMs: number): void {
    if (this.#isStopped || this.#isPlanning || this.#timer !== undefined) return
    this.#timer = this.#options.clock.setTimeout(() => void this.#plan(), delayMs)
  }

  async #plan(): Promise<void> {
    const { commits, onPlanned, onTrouble } = this.#options
    this.#timer = undefined
    this.#isPlanning = true
    let pauseMs = gatherMs
    const owners = [...this.#woken].slice(0, ownersMax)
    for (const owner of owners) this.#woken.delete(owner)
    try {
      const behind = await commits.addUpkeep(() => owners.filter((owner) => this.#planFor(owner)))
      for (const owner of behind) this.#woken.add(owner)
    } catch (error) {
      for (const owner of owners) this.#woken.add(owner)
      pauseMs = troubleMs
      if (!this.#isStopped) onTrouble(error)
    }
    this.#isPlanning = false
    if (this.#isStopped) return
    onPlanned()
    if (this.#woken.size > 0) this.#arm(pauseMs)
  }

  /** Answers whether there is more to plan at once. */
  #planFor(owner: webhooks.Owner): boolean {
    const { db } = this.#options
    if (owner !== null && !users.find(db, owner)) {
      // The account was removed by hand; nobody is left to tell.
      const isMore = deleteWebhooksOf(db, owner, forgottenAtOnceMax)
      if (!isMore) this.#owners.delete(owner)
      return isMore
    }
    const isOn = webhooks.listOf(db, owner).filter(({ disabledAt }) => disabledAt === null)
    if (isOn.length === 0) this.#owners.delete(owner)
    return isOn.map((endpoint) => this.#planOne(endpoint)).includes(true)
  }

  #planOne(endpoint: webhooks.EndpointRow): boolean {
    const { db, clock } = this.#options
    const room = pendingMax - webhooks.countPendingOf(db, endpoint.id)
    if (room <= 0) {
      this.#held.add(endpoint.userId)
      return false
    }
    const found = webhooks.eventsFor(db, endpoint, Math.min(room, eventsMax))
    const last = found.at(-1)
    if (!last) return false
    const types: string[] = JSON.parse(endpoint.eventTypes)
    const now = clock.now()
    const deliveries = found
      // The newest event of the file keeps its row when its person is erased; nobody is told it any more.
      .filter(({ type, userId }) => types.includes(type) && !users.isErased(db, userId))
      .map((event) => deliveryOf(endpoint.id, event, now))
    const cursor = endpoint.userId === null ? last.seq : last.n
    commitPlan(db, endpoint.id, { deliveries, cursor }, now)
    forgetBeyond(db, endpoint.id, endedKept, forgottenAtOnceMax)
    return found.length === Math.min(room, eventsMax)
  }
}

type Told = ReturnType<typeof webhooks.eventsFor>[number]

/**
 * The id is made of what the event is, so that planned anew, after a crash or from a backup, it is the same delivery to
 * its receiver; and a number that a restored file gives to another event is another delivery.
 */
function deliveryOf(endpointId: string, event: Told, createdAt: number): NewDelivery {
  const { seq, jobId, type, createdAt: at } = event
  const digest = createHash('sha256').update(JSON.stringify([endpointId, seq, jobId, type, at]))
  const id = `msg_${digest.digest('base64url').slice(0, 27)}`
  return { id, endpointId, eventSeq: seq, type, payload: null, createdAt }
}
