// Writes webhook endpoints and their deliveries, inside the transaction its caller opened. Secrets reach it sealed.
import { and, asc, eq, inArray, isNotNull, isNull, lt } from 'drizzle-orm'
import type { Attempt, AttemptOutcome } from '../domain/webhooks.ts'
import { statements } from './commit-webhook.statements.ts'
import type { Db } from './connection.ts'
import {
  webhookDeliveries as deliveries,
  webhookEndpoints as endpoints,
} from './outbound.schema.ts'
import { headFor, type Owner } from './webhooks.queries.ts'

export type NewEndpoint = Pick<
  typeof endpoints.$inferInsert,
  'id' | 'url' | 'eventTypes' | 'secret' | 'createdAt'
> & { readonly userId: Owner }

/** A new endpoint is told what happens from now on. */
export const commitEndpoint = (db: Db, endpoint: NewEndpoint): void =>
  void db
    .insert(endpoints)
    .values({
      ...endpoint,
      cursor: headFor(db, endpoint.userId),
      updatedAt: endpoint.createdAt,
    })
    .run()

export const commitRotation = (
  db: Db,
  id: string,
  rotation: { secret: string; previousSecret: string; previousUntil: number },
  now: number,
): void => change(db, id, { ...rotation, updatedAt: now })

/** Switched on again, an endpoint is told what happens from now on, and what was pending before is made. */
export function commitSwitchedOn(db: Db, id: string, owner: Owner, now: number): void {
  const on = { disabledAt: null, disabledReason: null, failingSince: null }
  change(db, id, { ...on, cursor: headFor(db, owner), updatedAt: now })
}

/** Nothing more is planned for it, and what was pending is a dead letter. */
export function commitSwitchedOff(db: Db, id: string, reason: string, now: number): void {
  change(db, id, { disabledAt: now, disabledReason: reason, updatedAt: now })
  db.update(deliveries)
    .set({ status: 'dead', nextAttemptAt: null, finishedAt: now, error: reason })
    .where(and(eq(deliveries.endpointId, id), isNotNull(deliveries.nextAttemptAt)))
    .run()
  refreshDue(db, id)
}

/** All endpoints of a person that are on, for an account that is disabled. */
export function commitSwitchedOffOf(db: Db, userId: string, reason: string, now: number): void {
  const on = db
    .select({ id: endpoints.id })
    .from(endpoints)
    .where(and(eq(endpoints.userId, userId), isNull(endpoints.disabledAt)))
    .all()
  for (const { id } of on) commitSwitchedOff(db, id, reason, now)
}

export function commitEndpointDeleted(db: Db, id: string): void {
  db.delete(deliveries).where(eq(deliveries.endpointId, id)).run()
  db.delete(endpoints).where(eq(endpoints.id, id)).run()
}

/**
 * One step in which a person's endpoints go, their deliveries first; at most `max` rows of these, and the few endpoints.
 * Answers whether there are more.
 */
export function deleteWebhooksOf(db: Db, userId: string, max: number): boolean {
  const isMore = statements(db).forgetOfUser.run({ userId, max }) === max
  const own = db
    .select({ id: endpoints.id })
    .from(endpoints)
    .where(eq(endpoints.userId, userId))
    .all()
  for (const { id } of own) {
    if (isMore) refreshDue(db, id)
    else db.delete(endpoints).where(eq(endpoints.id, id)).run()
  }
  return isMore
}

/**
 * What any endpoint was told, or is to be told, of one event, as many rows as there are endpoints; to be called with the
 * event's own removal. Answers whose due time is to be put right, with `refreshDue`.
 */
export const deleteDeliveriesOf = (db: Db, eventSeq: number): string[] =>
  statements(db)
    .forgetOfEvent.all({ eventSeq })
    .map(([endpointId]) => endpointId)

export type NewDelivery = Pick<
  typeof deliveries.$inferInsert,
  'id' | 'endpointId' | 'eventSeq' | 'type' | 'payload' | 'createdAt'
>

/** Deliveries to be made from now on, and where the endpoint's cursor stands after them. */
export function commitPlan(
  db: Db,
  endpointId: string,
  plan: { readonly deliveries: readonly NewDelivery[]; readonly cursor?: number },
  now: number,
): void {
  const { insert, moveCursor } = statements(db)
  for (const delivery of plan.deliveries) {
    const { eventSeq = null, payload = null } = delivery
    insert.run({ ...delivery, eventSeq, payload, nextAttemptAt: now })
  }
  if (plan.cursor !== undefined) moveCursor.run({ id: endpointId, cursor: plan.cursor })
  refreshDue(db, endpointId)
}

/** Writes what became of an attempt. Answers false where the delivery is not there any more, or not pending. */
export function commitAttempt(
  db: Db,
  delivery: { readonly id: string; readonly endpointId: string },
  attempt: Attempt,
  after: AttemptOutcome,
  now: number,
): boolean {
  const { attempted, noteAttempt } = statements(db)
  const { outcome, nextAttemptAt, failingSince, isSlow, switchOff } = after
  const changes = attempted.run({
    ...attempt,
    id: delivery.id,
    status: outcome === 'failed' ? 'pending' : outcome,
    nextAttemptAt,
    finishedAt: nextAttemptAt === null ? now : null,
  })
  if (changes === 0) return false
  noteAttempt.run({ id: delivery.endpointId, failingSince, isSlow: isSlow ? 1 : 0 })
  if (switchOff === undefined) refreshDue(db, delivery.endpointId)
  else commitSwitchedOff(db, delivery.endpointId, switchOff, now)
  return true
}

/** A delivery whose event is not kept any more: there is nothing to send. */
export function commitUndeliverable(
  db: Db,
  delivery: { readonly id: string; readonly endpointId: string },
  error: string,
  now: number,
): void {
  db.update(deliveries)
    .set({ status: 'dead', nextAttemptAt: null, finishedAt: now, error })
    .where(eq(deliveries.id, delivery.id))
    .run()
  refreshDue(db, delivery.endpointId)
}

/** Makes deliveries that have ended anew: one, or all dead letters. Answers how many. */
export function commitRedelivery(
  db: Db,
  endpointId: string,
  deliveryId: string | undefined,
  now: number,
): number {
  const { changes } = db
    .update(deliveries)
    .set({ status: 'pending', attempts: 0, nextAttemptAt: now, finishedAt: null })
    .where(
      and(
        eq(deliveries.endpointId, endpointId),
        isNull(deliveries.nextAttemptAt),
        deliveryId === undefined ? eq(deliveries.status, 'dead') : eq(deliveries.id, deliveryId),
      ),
    )
    .run()
  refreshDue(db, endpointId)
  return changes
}

/** Ended deliveries of one endpoint beyond its newest `kept`; at most `max` of them a call. */
export const forgetBeyond = (db: Db, endpointId: string, kept: number, max: number): void =>
  void statements(db).forgetBeyond.run({ endpointId, kept, max })

/** Deliveries that ended before `before`; at most `max` of them. Answers how many. */
export const forgetEndedBefore = (db: Db, before: number, max: number): number =>
  db
    .delete(deliveries)
    .where(
      inArray(
        deliveries.id,
        db
          .select({ id: deliveries.id })
          .from(deliveries)
          .where(and(isNotNull(deliveries.finishedAt), lt(deliveries.finishedAt, before)))
          .orderBy(asc(deliveries.finishedAt))
          .limit(max),
      ),
    )
    .run().changes

const change = (db: Db, id: string, values: Partial<typeof endpoints.$inferInsert>): void =>
  void db.update(endpoints).set(values).where(eq(endpoints.id, id)).run()

/** Says again when the earliest of an endpoint's deliveries is due. */
export const refreshDue = (db: Db, id: string): void => void statements(db).refreshDue.run({ id })
