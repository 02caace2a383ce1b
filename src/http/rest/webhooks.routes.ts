// Webhooks over REST: a person's under /webhooks, those of the service under /admin/webhooks, both alike.
import { z } from 'zod'
import { personEventTypes, serviceEventTypes } from '../../domain/webhooks.ts'
import { fields } from '../../router/input.ts'
import { type Enveloped, type Route, type RouteRequest, route } from './route.ts'
import {
  deliveryId,
  deliveryRow,
  deliveryRowOf,
  secret,
  url,
  webhookId,
  webhookRow,
  webhookRowOf,
} from './webhook-rows.ts'

type Api = RouteRequest<unknown, unknown>['api']
type Kind = 'webhooks' | 'serviceWebhooks'

interface Those {
  readonly kind: Kind
  readonly path: string
  readonly role: 'user' | 'operator'
  readonly whose: string
  readonly types: readonly [string, ...string[]]
}

const person: Those = {
  kind: 'webhooks',
  path: '/webhooks',
  role: 'user',
  whose: 'the caller’s',
  types: personEventTypes,
}

const service: Those = {
  kind: 'serviceWebhooks',
  path: '/admin/webhooks',
  role: 'operator',
  whose: 'the service’s',
  types: serviceEventTypes,
}

const redelivered = z.object({ webhook_id: webhookId, count: z.int() })

const deliveriesQuery = z.object({
  status: z.enum(['pending', 'delivered', 'dead']).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
})

/** Both routers take and give the same; those of the service know more types of events. */
const asked = (api: Api, { kind }: Those): Api['serviceWebhooks'] =>
  api[kind] as Api['serviceWebhooks']

const idOf = (params: Readonly<Record<string, string>>): string => params['id'] ?? ''

const makingOf = (those: Those): Route[] => [
  route({
    method: 'get',
    path: those.path,
    summary: `All of ${those.whose} webhooks`,
    role: those.role,
    data: z.object({ webhooks: z.array(webhookRow) }),
    async run({ api }) {
      const { webhooks } = await asked(api, those).list()
      return { data: { webhooks: webhooks.map(webhookRowOf) } }
    },
  }),
  route({
    method: 'post',
    path: those.path,
    summary: `Make one of ${those.whose} webhooks; its secret is told in this answer only`,
    role: those.role,
    status: 201,
    body: fields({
      url: url.min(1).max(2_048),
      event_types: z
        .array(z.enum(those.types))
        .min(1)
        .max(those.types.length)
        .meta({
          examples: [['analysis.completed', 'analysis.failed']],
          description: 'All but progress where not given',
        })
        .optional(),
    }),
    data: z.object({ webhook_id: webhookId, url, secret }),
    refusals: ['RATE_LIMITED'],
    async run({ api, body: { url, event_types } }) {
      const eventTypes = event_types as (typeof serviceEventTypes)[number][] | undefined
      const wish = eventTypes === undefined ? { url } : { url, eventTypes }
      const { webhookId: webhook_id, ...made } = await asked(api, those).create(wish)
      return { data: { webhook_id, ...made }, message: 'Webhook created' }
    },
  }),
  route({
    method: 'put',
    path: `${those.path}/:id`,
    summary: 'Switch it on or off; switched on it is told what happens from then on',
    role: those.role,
    body: fields({ is_active: z.boolean() }),
    data: z.object({ webhook_id: webhookId, is_active: z.boolean() }),
    refusals: ['NOT_FOUND'],
    async run({ api, params, body: { is_active: isActive } }) {
      const changed = await asked(api, those).setActive({ webhookId: idOf(params), isActive })
      return { data: { webhook_id: changed.webhookId, is_active: changed.isActive } }
    },
  }),
]

const usingOf = (those: Those): Route[] => [
  route({
    method: 'delete',
    path: `${those.path}/:id`,
    summary: 'Remove it with everything it was told',
    role: those.role,
    data: z.object({ webhook_id: webhookId, deleted: z.literal(true) }),
    refusals: ['NOT_FOUND'],
    async run({ api, params }) {
      const { webhookId: webhook_id } = await asked(api, those).delete({ webhookId: idOf(params) })
      return { data: { webhook_id, deleted: true }, message: 'Webhook deleted' }
    },
  }),
  route({
    method: 'post',
    path: `${those.path}/:id/rotate`,
    summary: 'A new secret, told in this answer only; the one before signs as well for 24 hours',
    role: those.role,
    data: z.object({
      webhook_id: webhookId,
      secret,
      previous_until: z.iso.datetime(),
    }),
    refusals: ['NOT_FOUND'],
    async run({ api, params }) {
      const made = await asked(api, those).rotate({ webhookId: idOf(params) })
      const previous_until = new Date(made.previousUntil).toISOString()
      return { data: { webhook_id: made.webhookId, secret: made.secret, previous_until } }
    },
  }),
  route({
    method: 'post',
    path: `${those.path}/:id/test`,
    summary: 'Send a test event; what became of it is among the deliveries',
    role: those.role,
    status: 202,
    data: z.object({ webhook_id: webhookId, delivery_id: deliveryId }),
    refusals: ['NOT_FOUND', 'RATE_LIMITED', 'VALIDATION_ERROR'],
    async run({ api, params }) {
      const made = await asked(api, those).test({ webhookId: idOf(params) })
      return { data: { webhook_id: made.webhookId, delivery_id: made.deliveryId } }
    },
  }),
]

const deliveriesOf = (those: Those): Route[] => [
  route({
    method: 'get',
    path: `${those.path}/:id/deliveries`,
    summary: 'What was sent or is to be, newest first; status=dead lists the dead letters',
    role: those.role,
    query: deliveriesQuery,
    data: z.object({ deliveries: z.array(deliveryRow), hasMore: z.boolean() }),
    refusals: ['NOT_FOUND'],
    async run({ api, params, query: { status, ...page } }) {
      const of = { webhookId: idOf(params), ...page, ...(status && { status }) }
      const { deliveries, hasMore } = await asked(api, those).deliveries(of)
      return { data: { deliveries: deliveries.map(deliveryRowOf), hasMore } }
    },
  }),
  route({
    method: 'post',
    path: `${those.path}/:id/redeliver`,
    summary: 'Make all its dead letters anew',
    role: those.role,
    status: 202,
    data: redelivered,
    refusals: ['NOT_FOUND', 'RATE_LIMITED', 'VALIDATION_ERROR'],
    run: ({ api, params }) => redeliver(asked(api, those), { webhookId: idOf(params) }),
  }),
  route({
    method: 'post',
    path: `${those.path}/:id/deliveries/:deliveryId/redeliver`,
    summary: 'Make one delivery anew that has ended',
    role: those.role,
    status: 202,
    data: redelivered,
    refusals: ['NOT_FOUND', 'RATE_LIMITED', 'VALIDATION_ERROR'],
    run: ({ api, params }) =>
      redeliver(asked(api, those), {
        webhookId: idOf(params),
        deliveryId: params['deliveryId'] ?? '',
      }),
  }),
]

async function redeliver(
  api: Api['serviceWebhooks'],
  which: { webhookId: string; deliveryId?: string },
): Promise<Enveloped> {
  const { webhookId: webhook_id, count } = await api.redeliver(which)
  return { data: { webhook_id, count } }
}

export const webhookRoutes: readonly Route[] = [person, service].flatMap((those) => [
  ...makingOf(those),
  ...usingOf(those),
  ...deliveriesOf(those),
])
