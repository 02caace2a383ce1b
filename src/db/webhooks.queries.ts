// Reads webhook endpoints and their deliveries. Every list has a limit and an order.
import { and, asc, count, desc, eq, gt, isNotNull, isNull, min, type SQL, sql } from 'drizzle-orm'
import { limitBy } from './compiled.ts'
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

const ofOwner = (owner: Owner): SQL =>
  owner === null ? isNull(endpoints.userId) : eq(endpoints.userId, owner)

export const find = (db: Db, id: string): EndpointRow | undefined =>
  db.select().from(endpoints).where(eq(endpoints.id, id)).get()

/** The endpoints of an owner, oldest first; there are few by their bound. */
export const listOf = (db: Db, owner: Owner): EndpointRow[] =>
  db
    .select()
    .from(endpoints)
    .where(ofOwner(owner))
    .orderBy(asc(endpoints.createdAt), asc(endpoints.id))
    .limit(100)
    .all()

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
  const instants = [0, 1].map(
    (isSlow) =>
      db
        .select({ at: min(endpoints.dueAt) })
        .from(endpoints)
        .where(
          and(
            isSlow === 0
              ? sql`${endpoints.dueAt} is not null and ${endpoints.isSlow} = 0`
              : sql`${endpoints.dueAt} is not null and ${endpoints.isSlow} = 1`,
            gt(endpoints.dueAt, now),
          ),
        )
        .get()?.at ?? Number.POSITIVE_INFINITY,
  )
  const soonest = Math.min(...instants)
  return Number.isFinite(soonest) ? soonest : undefined
}

export const countPendingOf = (db: Db, endpointId: string): number =>
  db
    .select({ n: count() })
    .from(deliveries)
    .where(and(eq(deliveries.endpointId, endpointId), isNotNull(deliveries.nextAttemptAt)))
    .get()?.n ?? 0

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
