// Webhooks: endpoints that are told events over HTTP, signed. A person has those for their own events; operators have
// those of the service, which are told everybody's and its alerts. Both are the same procedures for another owner.
import { z } from 'zod'
import * as webhooks from '../db/webhooks.queries.ts'
import { notFound } from '../domain/errors.ts'
import type { Actor } from '../domain/job.ts'
import { personEventTypes, serviceEventTypes, type WebhookEventType } from '../domain/webhooks.ts'
import { operatorOf } from './caller.ts'
import { checked, fields, id, nothing, pageFields } from './input.ts'
import { operatorProcedure, router, userProcedure } from './trpc.ts'
import { delivery, endpoint, endpointOf, madeEndpoint } from './webhook-shapes.ts'

const ofWebhook = checked(fields({ webhookId: id }))

interface Acts {
  readonly owner: webhooks.Owner
  readonly by: Actor
}

const forPerson = userProcedure.use(({ ctx: { caller }, next }) => {
  const { userId } = caller
  const acts: Acts = { owner: userId, by: { kind: 'user', id: userId } }
  return next({ ctx: { acts, caller: acts.by } })
})

const forService = operatorProcedure.use(({ ctx: { caller }, next }) => {
  const acts: Acts = { owner: null, by: operatorOf(caller) }
  return next({ ctx: { acts, caller: acts.by } })
})

type Procedure = typeof forPerson | typeof forService

function makingOf<Type extends WebhookEventType>(
  procedure: Procedure,
  types: readonly [Type, ...Type[]],
) {
  const eventTypes = z.array(z.enum(types)).min(1).max(types.length)
  return {
    /** The secret that signs is in this answer and can be read nowhere afterwards. */
    create: procedure
      .input(
        checked(fields({ url: z.string().min(1).max(2_048), eventTypes: eventTypes.optional() })),
      )
      .output(madeEndpoint)
      .mutation(async ({ ctx: { service, acts }, input }) => {
        const { id: webhookId, ...made } = await service.webhooks.desk.create(acts, input)
        return { webhookId, ...made }
      }),

    list: procedure
      .input(nothing)
      .output(z.object({ webhooks: z.array(endpoint) }))
      .query(({ ctx: { service, acts } }) => ({
        webhooks: webhooks
          .listOf(service.db, acts.owner)
          .map((row) => endpointOf(row, webhooks.countPendingOf(service.db, row.id))),
      })),
  }
}

const changingOf = (procedure: Procedure) => ({
  /** The secret before signs as well until `previousUntil`. */
  rotate: procedure
    .input(ofWebhook)
    .output(z.object({ webhookId: z.string(), secret: z.string(), previousUntil: z.int() }))
    .mutation(async ({ ctx: { service, acts }, input: { webhookId } }) => ({
      webhookId,
      ...(await service.webhooks.desk.rotate(acts, webhookId)),
    })),

  setActive: procedure
    .input(checked(fields({ webhookId: id, isActive: z.boolean() })))
    .output(z.object({ webhookId: z.string(), isActive: z.boolean() }))
    .mutation(async ({ ctx: { service, acts }, input }) => {
      await service.webhooks.desk.setActive(acts, input.webhookId, input.isActive)
      return input
    }),

  delete: procedure
    .input(ofWebhook)
    .output(z.object({ webhookId: z.string() }))
    .mutation(async ({ ctx: { service, acts }, input }) => {
      await service.webhooks.desk.remove(acts, input.webhookId)
      return input
    }),
})

const usingOf = (procedure: Procedure) => ({
  /** Sends a test event; what became of it is found among the deliveries. */
  test: procedure
    .input(ofWebhook)
    .output(z.object({ webhookId: z.string(), deliveryId: z.string() }))
    .mutation(async ({ ctx: { service, acts }, input: { webhookId } }) => ({
      webhookId,
      ...(await service.webhooks.desk.test(acts, webhookId)),
    })),

  /** What was sent or is to be, newest first; `status: dead` lists the dead letters. */
  deliveries: procedure
    .input(
      checked(
        fields({
          webhookId: id,
          status: z.enum(['pending', 'delivered', 'dead']).optional(),
          ...pageFields(),
        }),
      ),
    )
    .output(z.object({ deliveries: z.array(delivery), hasMore: z.boolean() }))
    .query(({ ctx: { service, acts }, input: { webhookId, status, limit, offset } }) => {
      const { db } = service
      if (webhooks.find(db, webhookId)?.userId !== acts.owner) {
        throw notFound('webhook', webhookId)
      }
      const rows = webhooks.listDeliveries(db, webhookId, status, limit + 1, offset)
      const found = rows.slice(0, limit).map((row) => ({ ...row, deliveryId: row.id }))
      return { deliveries: found, hasMore: rows.length > limit }
    }),

  /** Makes one delivery anew, or without `deliveryId` all dead letters. */
  redeliver: procedure
    .input(checked(fields({ webhookId: id, deliveryId: id.optional() })))
    .output(z.object({ webhookId: z.string(), count: z.int() }))
    .mutation(async ({ ctx: { service, acts }, input: { webhookId, deliveryId } }) => ({
      webhookId,
      count: await service.webhooks.desk.redeliver(acts, webhookId, deliveryId),
    })),
})

const proceduresOf = <Type extends WebhookEventType>(
  procedure: Procedure,
  types: readonly [Type, ...Type[]],
) => ({ ...makingOf(procedure, types), ...changingOf(procedure), ...usingOf(procedure) })

export const webhooksRouter = router(proceduresOf(forPerson, personEventTypes))

export const serviceWebhooksRouter = router(proceduresOf(forService, serviceEventTypes))
