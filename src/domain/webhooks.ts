// What webhooks tell, in which form, and what follows from how a delivery went. It sends nothing and knows no address.
import { type EventEnvelope, type EventType, eventTypes } from './events.ts'
import { fractionOf } from './retry.ts'

export const alertEventTypes = ['alert.firing', 'alert.resolved'] as const
export type AlertEventType = (typeof alertEventTypes)[number]

/** What an endpoint of a person may ask for, and what one of the service may ask for as well. */
export const personEventTypes = eventTypes
export const serviceEventTypes = [...eventTypes, ...alertEventTypes] as const

/** What an endpoint is told that names no types: everything but progress, which is told once a second. */
export const usualEventTypes = (isOfService: boolean): WebhookEventType[] =>
  (isOfService ? serviceEventTypes : personEventTypes).filter(
    (type) => type !== 'analysis.progress',
  )

export type WebhookEventType = EventType | AlertEventType

/** Sent when its owner asks for it, whatever types the endpoint has. */
export const testEventType = 'webhook.test'

/** The body of a delivery, in the form that Standard Webhooks recommends. */
export interface WebhookPayload {
  readonly type: WebhookEventType | typeof testEventType
  /** When it happened, ISO 8601; the header says when it was sent. */
  readonly timestamp: string
  readonly data: object
}

/** An event as a receiver gets it: the envelope of a subscriber, without the mail address of its owner. */
export function payloadOf({ userEmail: _, ...data }: EventEnvelope): WebhookPayload {
  return { type: data.eventType, timestamp: new Date(data.timestamp).toISOString(), data }
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** The pause after each failed attempt; after the last of them a delivery is a dead letter. */
export const retryDelaysMs: readonly number[] = [
  5_000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  10 * hourMs,
]
export const attemptsMax = retryDelaysMs.length + 1
/** So much longer a pause may be, so that what failed together is not made again together. */
const jitterShare = 0.2

/** An endpoint that has answered nothing well for so long is switched off. */
export const failingMaxMs = 5 * 24 * hourMs
/** One that takes longer than this to answer shares the slots of the slow. */
export const slowFromMs = 2_000

/** How an attempt ended: an HTTP status, or what went wrong before there was one. */
export interface Attempt {
  readonly statusCode: number | null
  /** In words, where it was no success. */
  readonly error: string | null
  /** The beginning of the answer's body. */
  readonly answer: string | null
  readonly durationMs: number
}

/** What follows from an attempt, as data. */
export interface AttemptOutcome {
  /** `failed`: it is made again at `nextAttemptAt`. */
  readonly outcome: 'delivered' | 'failed' | 'dead'
  readonly nextAttemptAt: number | null
  readonly failingSince: number | null
  readonly isSlow: boolean
  /** Why the endpoint is switched off now, if it is. */
  readonly switchOff: string | undefined
}

export function outcomeOf(
  before: { readonly id: string; readonly attempts: number; readonly failingSince: number | null },
  attempt: Attempt,
  now: number,
): AttemptOutcome {
  if (attempt.error === null) {
    const isSlow = attempt.durationMs > slowFromMs
    const settled = { nextAttemptAt: null, failingSince: null, switchOff: undefined }
    return { outcome: 'delivered', isSlow, ...settled }
  }
  const failingSince = before.failingSince ?? now
  const pauseMs = retryDelaysMs[before.attempts]
  const switchOff = switchOffReason(attempt, now - failingSince)
  const isDead = pauseMs === undefined || switchOff !== undefined
  const jitter = 1 + jitterShare * fractionOf(`${before.id}#${before.attempts}`)
  return {
    outcome: isDead ? 'dead' : 'failed',
    nextAttemptAt: isDead ? null : now + Math.round(pauseMs * jitter),
    failingSince,
    isSlow: true,
    switchOff,
  }
}

function switchOffReason({ statusCode }: Attempt, failingMs: number): string | undefined {
  if (statusCode === 410) return 'the receiver answered 410 Gone'
  if (failingMs < failingMaxMs) return undefined
  return `nothing was delivered for ${Math.floor(failingMs / (24 * hourMs))} days`
}
