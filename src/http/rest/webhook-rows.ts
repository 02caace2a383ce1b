// Webhooks and deliveries as REST clients know them: snake_case, instants as ISO 8601.
import type { inferRouterOutputs } from '@trpc/server'
import { z } from 'zod'
import type { AppRouter } from '../../router/index.ts'
import { exampleId, isoOf, isoOrNull } from './wire-rows.ts'

type Outputs = inferRouterOutputs<AppRouter>['webhooks']
type Webhook = Outputs['list']['webhooks'][number]
type Delivery = Outputs['deliveries']['deliveries'][number]

const instant = z.iso.datetime()
const never = instant.nullable().meta({ examples: [null] })

export const webhookId = z.string().meta({ examples: [exampleId(8)] })
export const deliveryId = z.string().meta({ examples: [`msg_${exampleId(9)}`] })
export const url = z.string().meta({ examples: ['https://example.com/told'] })
export const secret = z
  .string()
  .meta({ examples: ['whsec_q1Jt0Zk9mD3v7s5b2Xy8wLr4Ue6Ci0Oa1Hn7Gf5Ps3Q='] })

export const webhookRow = z.object({
  webhook_id: webhookId,
  url,
  event_types: z.array(z.string()).meta({ examples: [['analysis.completed', 'analysis.failed']] }),
  is_active: z.boolean(),
  disabled_at: never,
  disabled_reason: z
    .string()
    .nullable()
    .meta({ examples: [null] }),
  failing_since: never.describe('Since when every attempt failed'),
  previous_until: never.describe('Until when the secret before signs as well'),
  pending: z.int().describe('Deliveries that are not made yet'),
  created_at: instant,
})

export const webhookRowOf = (webhook: Webhook): z.input<typeof webhookRow> => ({
  webhook_id: webhook.webhookId,
  url: webhook.url,
  event_types: webhook.eventTypes,
  is_active: webhook.isActive,
  disabled_at: isoOrNull(webhook.disabledAt),
  disabled_reason: webhook.disabledReason,
  failing_since: isoOrNull(webhook.failingSince),
  previous_until: isoOrNull(webhook.previousUntil),
  pending: webhook.pending,
  created_at: isoOf(webhook.createdAt),
})

export const deliveryRow = z.object({
  delivery_id: deliveryId.describe('Sent as webhook-id'),
  type: z.string().meta({ examples: ['analysis.completed'] }),
  status: z.enum(['pending', 'delivered', 'dead']).meta({ examples: ['delivered'] }),
  attempts: z.int(),
  next_attempt_at: never,
  status_code: z
    .int()
    .nullable()
    .meta({ examples: [200] }),
  error: z
    .string()
    .nullable()
    .meta({ examples: [null] }),
  answer: z
    .string()
    .nullable()
    .meta({ examples: ['ok'], description: 'How the answer to the latest attempt began' }),
  duration_ms: z.int().nullable(),
  created_at: instant,
  finished_at: instant.nullable(),
})

export const deliveryRowOf = (delivery: Delivery): z.input<typeof deliveryRow> => ({
  delivery_id: delivery.deliveryId,
  type: delivery.type,
  status: delivery.status,
  attempts: delivery.attempts,
  next_attempt_at: isoOrNull(delivery.nextAttemptAt),
  status_code: delivery.statusCode,
  error: delivery.error,
  answer: delivery.answer,
  duration_ms: delivery.durationMs,
  created_at: isoOf(delivery.createdAt),
  finished_at: isoOrNull(delivery.finishedAt),
})
