// Reads webhook endpoints and their deliveries. Every list has a limit and an order.
import { and, asc, count, desc, eq, gt, isNotNull, isNull, min, type SQL, sql } from 'drizzle-orm'
import { compiled, limitBy } from './compiled.ts'
import type { Db } from './connection.ts'
import {
  webhookDeliveries as deliveries,
  webhookEndpoints as endpoints,
} from './outbound.schema.ts'
import { prepared } from './prepared.ts'
import { events, users } from './schema.ts'

export type EndpointRow = typeof endpoints.$inferSelect
export type DeliveryRow = typeof deliveries.$inferSelect

/** Whose endpoint it is: a person's id, or null for the service's own. */
export type Owner = string | null

const p = sql.placeholder

const statements = prepared((db: Db) => ({
  eventsOfUser: eventsAfter(
    db,
    and(eq(events.userId, p('userId')), gt(events.n, p('cursor'))),
    events.n,
  ),
  eventsOfAll: eventsAfter(db, gt(events.seq, p('cursor')), events.seq),
  dueQuick: dueEndpoints(db, sql`${endpoints.dueAt} is not null and ${endpoints.isSlow} = 0`),
  dueSlow: dueEndpoints(db, sql`${endpoints.dueAt} is not null and ${endpoints.isSlow} = 1`),
  find: db
    .select()
    .from(endpoints)
    .where(eq(endpoints.id, p('id')))
    .prepare(),
  ofUser: ofOwner(db, eq(endpoints.userId, p('userId'))),
  ofService: ofOwner(db, isNull(endpoints.userId)),
  nextQuick: nextDue(db, sql`${endpoints.dueAt} is not null and ${endpoints.isSlow} = 0`),
  nextSlow: nextDue(db, sql`${endpoints.dueAt} is not null and ${endpoints.isSlow} = 1`),
  pendingOf: compiled<[n: number]>(
    db,
    db
      .select({ n: count() })
      .from(deliveries)
      .where(and(eq(deliveries.endpointId, p('endpointId')), isNotNull(deliveries.nextAttemptAt))),
  ),
  dueDeliveries: db
    .select()
    .from(deliveries)
    .where(
      and(
        eq(deliveries.endpointId, p('endpointId')),
        isNotNull(deliveries.nextAttemptAt),
        sql`${deliveries.nextAttemptAt} <= ${p('now')}`,
      ),
    )
    .orderBy(asc(deliveries.nextAttemptAt))
    .limit(limitBy('limit'))
    .prepare(),
}))

const eventsAfter = (db: Db, where: SQL | undefined, order: typeof events.n | typeof events.seq) =>
  db
    .select({
      seq: events.seq,
      n: events.n,
      userId: events.userId,
      jobId: events.jobId,
      type: events.type,
      createdAt: events.createdAt,
    })
    .from(events)
    .where(where)
    .orderBy(asc(order))
    .limit(limitBy('limit'))
    .prepare()

const dueEndpoints = (db: Db, lane: SQL) =>
  db
    .select({ id: endpoints.id })
    .from(endpoints)
    .where(and(lane, sql`${endpoints.dueAt} <= ${p('now')}`))
    .orderBy(asc(endpoints.dueAt))
    .limit(limitBy('limit'))
    .prepare()

const nextDue = (db: Db, lane: SQL) =>
  compiled<[at: number | null]>(
    db,
    db
      .select({ at: min(endpoints.dueAt) })
      .from(endpoints)
      .where(and(lane, gt(endpoints.dueAt, p('now')))),
  )

const ofOwner = (db: Db, owner: SQL) =>
  db
    .select()
    .from(endpoints)
    .where(owner)
    .orderBy(asc(endpoints.createdAt), asc(endpoints.id))
    .limit(100)
    .prepare()

export const find = (db: Db, id: string): EndpointRow | undefined => statements(db).find.get({ id })

/** The endpoints of an owner, oldest first; there are few by their bound. */
export function listOf(db: Db, owner: Owner): EndpointRow[] {
  const { ofUser, ofService } = statements(db)
  return owner === null ? ofService.all() : ofUser.all({ userId: owner })
}

/** Owners with an endpoint that is on, from after `owner` on, for a start that takes them page by page. */
export const listOwners = (db: Db, after: string, limit: number): string[] =>
  db
    .selectDistinct({ userId: endpoints.userId })
    .from(endpoints)
    .where(
      and(isNotNull(endpoints.userId), gt(endpoints.userId, after), isNull(endpoints.disabledAt)),
    )
    .orderBy(asc(endpoints.userId))
    .limit(limit)
    .all()
    .flatMap(({ userId }) => (userId === null ? [] : [userId]))

/** What happened after the cursor of an endpoint, in the order in which it happened. */
export function eventsFor(db: Db, { userId, cursor }: EndpointRow, limit: number) {
  const { eventsOfUser, eventsOfAll } = statements(db)
  return userId === null
    ? eventsOfAll.all({ cursor, limit })
    : eventsOfUser.all({ userId, cursor, limit })
}

/** Where an endpoint stands that is told only what happens from now on. */
export function headFor(db: Db, owner: Owner): number {
  if (owner !== null) {
    const user = db.select({ n: users.eventCursor }).from(users).where(eq(users.id, owner)).get()
    return user?.n ?? 0
  }
  const newest = db
    .select({ seq: events.seq })
    .from(events)
    .orderBy(desc(events.seq))
    .limit(1)
    .get()
  return newest?.seq ?? 0
}

/** Endpoints with a delivery that is due, the longest due first: those that answer quickly, or the others. */
export function listDue(db: Db, lane: 'quick' | 'slow', now: number, limit: number): string[] {
  const { dueQuick, dueSlow } = statements(db)
  return (lane === 'quick' ? dueQuick : dueSlow).all({ now, limit }).map(({ id }) => id)
}

export const dueDeliveries = (db: Db, endpointId: string, now: number, limit: number) =>
  statements(db).dueDeliveries.all({ endpointId, now, limit })

/** When the next delivery is due that is not due by `now`. */
export function nextDueAfter(db: Db, now: number): number | undefined {
  const { nextQuick, nextSlow } = statements(db)
  const instants = [nextQuick, nextSlow].map((next) => next.get({ now })?.[0] ?? undefined)
  const known = instants.filter((at) => at !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

export const countPendingOf = (db: Db, endpointId: string): number =>
  statements(db).pendingOf.get({ endpointId })?.[0] ?? 0

/** Deliveries that are not made yet, of all endpoints; counted up to `max`. */
export const countPending = (db: Db, max: number): number =>
  db
    .select({ n: count() })
    .from(
      db
        .select({ id: deliveries.endpointId })
        .from(deliveries)
        .where(isNotNull(deliveries.nextAttemptAt))
        .limit(max)
        .as('pending'),
    )
    .get()?.n ?? 0

/** The deliveries of an endpoint, newest first. */
export const listDeliveries = (
  db: Db,
  endpointId: string,
  status: DeliveryRow['status'] | undefined,
  limit: number,
  offset: number,
): DeliveryRow[] =>
  db
    .select()
    .from(deliveries)
    .where(
      and(
        eq(deliveries.endpointId, endpointId),
        status === undefined ? undefined : eq(deliveries.status, status),
      ),
    )
    .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
    .limit(limit)
    .offset(offset)
    .all()
