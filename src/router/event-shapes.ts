// What clients see of events, on demand and live. The words are the domain's; here they are schemas.
import { isTrackedEnvelope, TRPCError, type TrackedEnvelope, tracked } from '@trpc/server'
import { z } from 'zod'
import { type EventEnvelope, eventTypes, type Notification } from '../domain/events.ts'
import { instant } from './job-shapes.ts'
import { mapped } from './mapped.ts'

export const eventEnvelope = z.object({
  id: z.int(),
  eventType: z.enum(eventTypes),
  timestamp: instant,
  jobId: z.string(),
  userId: z.string(),
  userEmail: z.string().nullable(),
  resultId: z.string(),
  status: z.string(),
  attempt: z.int(),
  metadata: z.object({
    assessmentName: z.string(),
    estimatedProcessingTime: z.exactOptional(z.number()),
    processingTime: z.exactOptional(z.number()),
    errorCode: z.exactOptional(z.string()),
    errorMessage: z.exactOptional(z.string()),
    refundedTokens: z.exactOptional(z.number()),
    newBalance: z.exactOptional(z.number()),
    reason: z.exactOptional(z.string()),
    fraction: z.exactOptional(z.number()),
    note: z.exactOptional(z.string()),
  }),
}) satisfies z.ZodType<EventEnvelope>

export const notification = z.object({
  event: z.enum([
    'analysis-queued',
    'analysis-started',
    'analysis-progress',
    'analysis-complete',
    'analysis-failed',
  ]),
  jobId: z.string(),
  resultId: z.string(),
  result_id: z.string(),
  status: z.string(),
  attempt: z.int(),
  assessment_name: z.string(),
  message: z.string(),
  estimated_time: z.exactOptional(z.string()),
  progress: z.exactOptional(z.number()),
  error_code: z.exactOptional(z.string()),
  error_message: z.exactOptional(z.string()),
  refunded_tokens: z.exactOptional(z.number()),
  new_balance: z.exactOptional(z.number()),
  timestamp: z.string(),
}) satisfies z.ZodType<Notification>

export const resetNotice = z.object({
  event: z.literal('reset'),
  cursor: z.int(),
  message: z.string(),
})

/** A parser for tRPC: what a subscription yields, each with the cursor a client resumes from. */
export interface EventStream<Schema extends z.ZodType> {
  readonly _input: AsyncIterable<TrackedEnvelope<z.input<Schema>>>
  readonly _output: AsyncIterable<TrackedEnvelope<z.output<Schema>>>
  readonly schema: Schema
  parse(source: unknown): AsyncIterable<TrackedEnvelope<z.output<Schema>>>
}

/** The output of a subscription whose events pass `schema`; one that does not ends it. */
export function eventStream<Schema extends z.ZodType>(schema: Schema): EventStream<Schema> {
  // One event goes to many subscribers; it is checked once, and all get the same object.
  const checked = new WeakMap<object, z.output<Schema>>()
  const checkedOnce = (data: object): z.output<Schema> => {
    const known = checked.get(data)
    if (known !== undefined) return known
    const parsed = schema.safeParse(data)
    if (!parsed.success) throw unfit('an event of another shape', parsed.error)
    checked.set(data, parsed.data)
    return parsed.data
  }
  const value = (each: unknown) => {
    if (!isTrackedEnvelope(each)) throw unfit('an event without a cursor')
    const [cursor, data] = each
    return tracked(cursor, checkedOnce(data as object))
  }
  const parse = (source: unknown) => mapped(source as AsyncIterable<unknown>, { value })
  return { schema, parse } as unknown as EventStream<Schema>
}

const unfit = (what: string, cause?: unknown): TRPCError =>
  new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: `The subscription gave ${what}`, cause })
