// The prepared writes that every delivery of a webhook passes through; commit-webhook.ts says when each is run.
import { and, desc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import { compiled, limitBy } from './compiled.ts'
import type { Db } from './connection.ts'
import {
  webhookDeliveries as deliveries,
  webhookEndpoints as endpoints,
} from './outbound.schema.ts'
import { prepared } from './prepared.ts'

const p = sql.placeholder

export const statements = prepared((db: Db) => ({
  insert: compiled(
    db,
    db
      .insert(deliveries)
      .values({
        id: p('id'),
        endpointId: p('endpointId'),
        eventSeq: p('eventSeq'),
        type: p('type'),
        payload: p('payload'),
        nextAttemptAt: p('nextAttemptAt'),
        createdAt: p('createdAt'),
      })
      .onConflictDoNothing(),
  ),
  moveCursor: compiled(
    db,
    db
      .update(endpoints)
      .set({ cursor: sql`${p('cursor')}` })
      .where(eq(endpoints.id, p('id'))),
  ),
  attempted: compiled(
    db,
    db
      .update(deliveries)
      .set({
        status: sql`${p('status')}`,
        attempts: sql`${deliveries.attempts} + 1`,
        nextAttemptAt: sql`${p('nextAttemptAt')}`,
        statusCode: sql`${p('statusCode')}`,
        error: sql`${p('error')}`,
        answer: sql`${p('answer')}`,
        durationMs: sql`${p('durationMs')}`,
        finishedAt: sql`${p('finishedAt')}`,
      })
      .where(and(eq(deliveries.id, p('id')), isNotNull(deliveries.nextAttemptAt))),
  ),
  noteAttempt: compiled(
    db,
    db
      .update(endpoints)
      .set({ failingSince: sql`${p('failingSince')}`, isSlow: sql`${p('isSlow')}` })
      .where(eq(endpoints.id, p('id'))),
  ),
  refreshDue: compiled(
    db,
    db
      .update(endpoints)
      .set({
        dueAt: sql`(select min(d.next_attempt_at) from webhook_deliveries d
          where d.endpoint_id = webhook_endpoints.id and d.next_attempt_at is not null)`,
      })
      .where(eq(endpoints.id, p('id'))),
  ),
  forgetOfUser: compiled(
    db,
    db.delete(deliveries).where(
      inArray(
        deliveries.id,
        db
          .select({ id: deliveries.id })
          .from(endpoints)
          .innerJoin(deliveries, eq(deliveries.endpointId, endpoints.id))
          .where(eq(endpoints.userId, p('userId')))
          .limit(limitBy('max')),
      ),
    ),
  ),
  forgetOfEvent: compiled<[endpointId: string]>(
    db,
    db
      .delete(deliveries)
      .where(eq(deliveries.eventSeq, p('eventSeq')))
      .returning({ endpointId: deliveries.endpointId }),
  ),
  forgetBeyond: compiled(
    db,
    db.delete(deliveries).where(
      inArray(
        deliveries.id,
        db
          .select({ id: deliveries.id })
          .from(deliveries)
          .where(and(eq(deliveries.endpointId, p('endpointId')), isNull(deliveries.nextAttemptAt)))
          .orderBy(desc(deliveries.createdAt))
          .limit(limitBy('max'))
          .offset(limitBy('kept')),
      ),
    ),
  ),
}))
