// What endpoints are owed: every event of their owner from when they were made, delivered at least once or given up for
// a reason that counts. Read from the tables in SQL of its own, and held against what was committed and what arrived.
import type Database from 'better-sqlite3'
import type { Blame } from './blame.ts'
import type { Model } from './model.ts'
import type { EventRow } from './observer.ts'
import type { Probes } from './probes.ts'
import type { Receivers } from './receivers.ts'

export interface OwedParts {
  readonly model: Model
  readonly receivers: Receivers
  readonly probes: Probes
  readonly blame: Blame
}

interface EndpointRow {
  readonly id: string
  readonly user_id: string | null
  readonly url: string
  readonly event_types: string
  readonly cursor: number
  readonly disabled_at: number | null
}

interface DeliveryRow {
  readonly id: string
  readonly endpoint_id: string
  readonly event_seq: number | null
  readonly status: string
  readonly attempts: number
  readonly next_attempt_at: number | null
  readonly error: string | null
}

interface Place {
  from: number
  cursor: number
  isOn: boolean
  /** Was switched off at any time: what was pending then is a dead letter. */
  wasOff: boolean
}

const attemptsMax = 8
const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
/** After each failed attempt, as it is promised; and a fifth. */
const pausesMs = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  10 * hourMs,
]
const jitter = 1.2
/** From when a message was sent until what came of it is in its row, on a bad day. */
const slackMs = 15 * minuteMs
/** Of one endpoint so many that ended are kept. */
const keptMax = 1_000
const notKept = 'the event is no longer kept'

export class Owed {
  readonly #parts: OwedParts
  /** Where each endpoint began to be owed, and how far it has come. */
  readonly #places = new Map<string, Place>()

  constructor(parts: OwedParts) {
    this.#parts = parts
  }

  /** After a commit: endpoints that are new, on again, or read on. */
  seen(sqlite: Database.Database, fresh: number): void {
    for (const { id, user_id: owner, cursor, disabled_at: disabledAt } of endpointsOf(sqlite)) {
      const place = this.#places.get(id)
      const isOn = disabledAt === null
      if (place && place.cursor === cursor && place.isOn === isOn) continue
      if (!place || (isOn && !place.isOn)) {
        this.#begins(id, owner, cursor, fresh)
        this.#places.set(id, { from: cursor, cursor, isOn, wasOff: place !== undefined })
        continue
      }
      if (cursor < place.cursor) this.#parts.blame('H1', `${id} reads from ${cursor} again`)
      Object.assign(place, { cursor, isOn, wasOff: place.wasOff || !isOn })
    }
  }

  /** Everything that is owed, and everything that was promised of each message. */
  audit(sqlite: Database.Database, now: number, isAtRest: boolean): void {
    for (const endpoint of endpointsOf(sqlite)) {
      const deliveries = deliveriesOf(sqlite, endpoint.id)
      for (const row of deliveries) this.#delivery(row, endpoint, now, isAtRest)
      if (deliveries.length < keptMax) this.#owed(endpoint, deliveries, sqlite)
      if (isAtRest) this.#readOn(endpoint)
    }
  }

  #begins(id: string, owner: string | null, cursor: number, fresh: number): void {
    const { model, blame } = this.#parts
    if (this.#beganAnew({ user_id: owner })) return
    const head = owner === null ? model.eventSeq : model.person(owner).events.length
    if (cursor > head || cursor < head - fresh) {
      blame('H1', `${id} is told from ${cursor} on, and ${head} events were there`)
    }
  }

  #delivery(row: DeliveryRow, endpoint: EndpointRow, now: number, isAtRest: boolean): void {
    const { receivers, blame, probes } = this.#parts
    const { id, status, attempts, error, next_attempt_at: nextAt } = row
    const message = receivers.message(id)
    if (status === 'delivered' && !message?.wasWell) blame('H1', `${id} never arrived`)
    if (attempts > attemptsMax) blame('H1', `${id} was tried ${attempts} times`)
    if (status === 'dead' && attempts === attemptsMax)
      probes.hit('a dead letter after eight attempts')
    if (status === 'dead' && attempts < attemptsMax && !this.#mayEnd(endpoint, error)) {
      blame('H1', `${id} was given up after ${attempts} attempts: ${error}`)
    }
    if (status !== 'pending' || nextAt === null) return
    if (attempts >= attemptsMax) blame('H1', `${id} is pending after ${attempts} attempts`)
    const pauseMs = (pausesMs[attempts - 1] ?? 0) * jitter
    if (attempts > 0 && message && nextAt > message.sentAt + pauseMs + slackMs) {
      blame('H1', `${id} waits until ${nextAt}, was sent at ${message.sentAt}`)
    }
    if (isAtRest && nextAt < now - minuteMs && receivers.isWell(endpoint.url)) {
      blame('H1', `${id} is due since ${now - nextAt} ms, and its receiver is well`)
    }
  }

  /** Its endpoint was switched off by somebody, or its event is gone. */
  #mayEnd({ id }: EndpointRow, error: string | null): boolean {
    return error === notKept || (this.#places.get(id)?.wasOff ?? false)
  }

  /** Each event that was read past has its message, unless it is not kept any more. */
  #owed(
    endpoint: EndpointRow,
    deliveries: readonly DeliveryRow[],
    sqlite: Database.Database,
  ): void {
    const { blame } = this.#parts
    const place = this.#places.get(endpoint.id)
    if (!place || endpoint.disabled_at !== null || this.#beganAnew(endpoint)) return
    const there = new Set(deliveries.map((row) => row.event_seq))
    const types = new Set(JSON.parse(endpoint.event_types) as string[])
    const { model } = this.#parts
    for (const event of this.#between(endpoint.user_id, place.from, endpoint.cursor)) {
      const { seq, type, user_id: userId } = event
      if (there.has(seq) || !types.has(type) || model.person(userId).isErased) continue
      if (isKept(sqlite, seq)) blame('H1', `${endpoint.id} is owed event ${seq}, and was not told`)
    }
  }

  /**
   * Somebody removed the owner's account by hand, and it may have come back: known when something is written of them, and
   * where retention has removed their events as well, their numbers begin again.
   */
  #beganAnew({ user_id: owner }: Pick<EndpointRow, 'user_id'>): boolean {
    if (owner === null) return false
    const { isGone, hasBegunAnew } = this.#parts.model.person(owner)
    return isGone || hasBegunAnew
  }

  #between(owner: string | null, from: number, to: number): readonly EventRow[] {
    const { model } = this.#parts
    if (owner !== null) return model.person(owner).events.slice(from, to)
    const isBetween = ({ seq }: EventRow) => seq > from && seq <= to
    return [...model.people.values()].flatMap(({ events }) => events.filter(isBetween))
  }

  #readOn({ id, user_id: owner, cursor, disabled_at: disabledAt }: EndpointRow): void {
    const { model, blame } = this.#parts
    if (disabledAt !== null) return
    const head = owner === null ? model.eventSeq : model.person(owner).events.length
    if (this.#beganAnew({ user_id: owner })) return
    if (cursor < head) blame('H1', `${id} has read ${cursor} of ${head} events`)
  }
}

const endpointsOf = (sqlite: Database.Database): EndpointRow[] =>
  sqlite
    .prepare(
      `select id, user_id, url, event_types, cursor, disabled_at from webhook_endpoints order by id`,
    )
    .all() as EndpointRow[]

const deliveriesOf = (sqlite: Database.Database, endpointId: string): DeliveryRow[] =>
  sqlite
    .prepare(
      `select id, endpoint_id, event_seq, status, attempts, next_attempt_at, error
       from webhook_deliveries where endpoint_id = ?`,
    )
    .all(endpointId) as DeliveryRow[]

const isKept = (sqlite: Database.Database, seq: number): boolean =>
  sqlite.prepare('select 1 from events where seq = ?').get(seq) !== undefined
