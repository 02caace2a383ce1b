// What owners see of their webhooks and of what was sent to them. Never a secret, but in the answer that makes it.
import { z } from 'zod'
import type { EndpointRow } from '../db/webhooks.queries.ts'
import { instant } from './job-shapes.ts'

export const madeEndpoint = z.object({
  webhookId: z.string(),
  url: z.string(),
  secret: z.string(),
})

export const endpoint = z.object({
  webhookId: z.string(),
  url: z.string(),
  eventTypes: z.array(z.string()),
  isActive: z.boolean(),
  /** Why and since when it is off. */
  disabledAt: instant.nullable(),
  disabledReason: z.string().nullable(),
  /** Since when every attempt failed. */
  failingSince: instant.nullable(),
  /** Until when the secret before signs as well. */
  previousUntil: instant.nullable(),
  pending: z.int(),
  createdAt: instant,
})

export const delivery = z.object({
  /** Sent as `webhook-id`. */
  deliveryId: z.string(),
  type: z.string(),
  status: z.enum(['pending', 'delivered', 'dead']),
  attempts: z.int(),
  nextAttemptAt: instant.nullable(),
  /** Of the latest attempt: its HTTP status, what went wrong, how the answer began, how long it took. */
  statusCode: z.int().nullable(),
  error: z.string().nullable(),
  answer: z.string().nullable(),
  durationMs: z.int().nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
})

export const endpointOf = (row: EndpointRow, pending: number): z.input<typeof endpoint> => ({
  ...row,
  webhookId: row.id,
  eventTypes: JSON.parse(row.eventTypes),
  isActive: row.disabledAt === null,
  pending,
})
