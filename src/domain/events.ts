// The one envelope every event has, and the wire form that people's front ends know.
// Events are facts that are already committed; nothing here sends them.

export const eventTypes = [
  'analysis.queued',
  'analysis.started',
  'analysis.progress',
  'analysis.completed',
  'analysis.failed',
] as const
export type EventType = (typeof eventTypes)[number]

export interface EventMetadata {
  readonly assessmentName: string
  /** Milliseconds, as known when the event was written. */
  readonly estimatedProcessingTime?: number
  /** Milliseconds from start to end. */
  readonly processingTime?: number
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly refundedTokens?: number
  readonly newBalance?: number
  readonly reason?: string
  /** 0 to 1, with `note`, on progress events. */
  readonly fraction?: number
  readonly note?: string
}

export interface EventEnvelope {
  /** The place in its user's history: 1, 2, 3 … without gaps. The cursor a subscription resumes from. */
  readonly id: number
  readonly eventType: EventType
  /** Epoch milliseconds. */
  readonly timestamp: number
  readonly jobId: string
  readonly userId: string
  readonly userEmail: string | null
  readonly resultId: string
  readonly status: string
  readonly attempt: number
  readonly metadata: EventMetadata
}

export type NotificationName =
  | 'analysis-queued'
  | 'analysis-started'
  | 'analysis-progress'
  | 'analysis-complete'
  | 'analysis-failed'

/** What a user's subscription receives: the prior system's wire form, completed. */
export interface Notification {
  readonly event: NotificationName
  readonly jobId: string
  readonly resultId: string
  /** The same id under the name older front ends read. */
  readonly result_id: string
  readonly status: string
  readonly attempt: number
  readonly assessment_name: string
  readonly message: string
  readonly estimated_time?: string
  readonly progress?: number
  readonly error_code?: string
  readonly error_message?: string
  readonly refunded_tokens?: number
  readonly new_balance?: number
  /** ISO 8601. */
  readonly timestamp: string
}

/** Told instead of a silent gap, when the cursor a client resumes from is not in the history. */
export interface ResetNotice {
  readonly event: 'reset'
  /** The cursor to go on from; what lies before it is to be read with queries. */
  readonly cursor: number
  readonly message: string
}

const names: Record<EventType, NotificationName> = {
  'analysis.queued': 'analysis-queued',
  'analysis.started': 'analysis-started',
  'analysis.progress': 'analysis-progress',
  'analysis.completed': 'analysis-complete',
  'analysis.failed': 'analysis-failed',
}

const messages: Record<EventType, string> = {
  'analysis.queued': 'Your analysis is in line',
  'analysis.started': 'Your analysis has started',
  'analysis.progress': 'Your analysis is making progress',
  'analysis.completed': 'Your analysis is complete',
  'analysis.failed': 'Your analysis failed',
}

export function toNotification(envelope: EventEnvelope): Notification {
  const { metadata } = envelope
  return {
    event: names[envelope.eventType],
    jobId: envelope.jobId,
    resultId: envelope.resultId,
    result_id: envelope.resultId,
    status: envelope.status,
    attempt: envelope.attempt,
    assessment_name: metadata.assessmentName,
    message: metadata.note ?? metadata.errorMessage ?? messages[envelope.eventType],
    ...(metadata.estimatedProcessingTime !== undefined && {
      estimated_time: describeDuration(metadata.estimatedProcessingTime),
    }),
    ...(metadata.fraction !== undefined && { progress: metadata.fraction }),
    ...(metadata.errorCode !== undefined && { error_code: metadata.errorCode }),
    ...(metadata.errorMessage !== undefined && { error_message: metadata.errorMessage }),
    ...(metadata.refundedTokens !== undefined && { refunded_tokens: metadata.refundedTokens }),
    ...(metadata.newBalance !== undefined && { new_balance: metadata.newBalance }),
    timestamp: new Date(envelope.timestamp).toISOString(),
  }
}

/** A duration as a person would say it, rounded up so that nobody is promised too much. */
export function describeDuration(durationMs: number): string {
  const seconds = Math.max(1, Math.ceil(durationMs / 1_000))
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return minutes === 1 ? '1 minute' : `${minutes} minutes`
  const hours = Math.ceil(minutes / 60)
  return hours === 1 ? '1 hour' : `${hours} hours`
}

/** How long something probably takes, in words; undefined while an operator holds back what waits. */
export const describeEstimate = (durationMs: number | undefined): string =>
  durationMs === undefined
    ? 'not known while nothing is started'
    : `about ${describeDuration(durationMs)}`
