// What one event of a job leads to, as data: before it is committed, nothing of it has happened.
// Pure; the writer in db/ turns a decision into rows, in one transaction.
import type { EventMetadata, EventType } from './events.ts'
import { failureMessages, isTerminal, type Job, type JobEvent, type TryFailure } from './job.ts'

export interface Decision {
  readonly before: Job
  readonly after: Job
  /** The one event that tells the change; none where nobody is told (heartbeat, back-off). */
  readonly event?: { readonly type: EventType; readonly metadata: EventMetadata }
  /** The checked result as JSON text, and who made it. Given exactly when the job is completed. */
  readonly profile?: { readonly json: string; readonly analyzer: string }
  /** Why the token comes back. Given exactly when the job is failed. */
  readonly refundReason?: string
  readonly failedTry?: TryFailure
}

/** What the job's move from `before` to `after` on `event` means beyond its own row. */
export function decisionOf(before: Job, after: Job, event: JobEvent): Decision {
  const failedTry = failedTryIn(before, after, event)
  const base = { before, after, ...(failedTry && { failedTry }) }
  if (after.status !== before.status && isTerminal(after.status)) {
    return { ...base, ...settlementOf(after, event) }
  }
  if (after.status === 'processing' && before.status === 'queued') {
    return { ...base, event: { type: 'analysis.started', metadata: named(after) } }
  }
  if (event.type === 'job.resumed' && after.claimableAt === null) {
    const reason = event.died ? 'restarted after the service was' : 'restarted'
    return { ...base, event: { type: 'analysis.progress', metadata: { ...named(after), reason } } }
  }
  if (event.type === 'analysis.progress') {
    const note = event.note === null ? {} : { note: event.note }
    const metadata = { ...named(after), fraction: event.fraction, ...note }
    return { ...base, event: { type: 'analysis.progress', metadata } }
  }
  return base
}

/** A lease that ran out is a try that failed in passing; past the hard limit no try would have been in time. */
function failedTryIn(before: Job, after: Job, event: JobEvent): TryFailure | undefined {
  if (event.type === 'analysis.failed') return event.failure
  if (before.leasedBy === null || after.leasedBy !== null) return undefined
  if (event.type === 'analysis.succeeded' || event.type === 'failure.requested') return undefined
  if (after.errorCode === 'STUCK_PROCESSING') return undefined
  const reason = `the lease of worker "${before.leasedBy}" ran out`
  return { code: 'ANALYSIS_FAILED', reason, transient: true }
}

/**
 * What is still owed when somebody else moved a row to its end: the refund of a failure, and the telling.
 * Nothing where the end was told before. It happens now, whatever instants the row's writer put down.
 */
export function decisionOfForeignEnd(job: Job, isTold: boolean, now: number): Decision | undefined {
  if (!isTerminal(job.status) || isTold) return undefined
  const after = { ...job, updatedAt: now, revision: job.revision + 1 }
  const metadata = { ...named(job), reason: 'ended from outside the service' }
  if (job.status === 'completed') {
    return { before: job, after, event: { type: 'analysis.completed', metadata } }
  }
  const errorCode = job.errorCode ?? 'FAILED_ELSEWHERE'
  const errorMessage = failureMessages.FAILED_ELSEWHERE
  return {
    before: job,
    after,
    event: { type: 'analysis.failed', metadata: { ...metadata, errorCode, errorMessage } },
    refundReason: errorCode,
  }
}

function settlementOf(after: Job, event: JobEvent): Omit<Decision, 'before' | 'after'> {
  const processingTime = (after.finishedAt ?? 0) - (after.startedAt ?? after.createdAt)
  if (after.status === 'completed' && event.type === 'analysis.succeeded') {
    return {
      event: { type: 'analysis.completed', metadata: { ...named(after), processingTime } },
      profile: { json: event.profile, analyzer: event.analyzer },
    }
  }
  const errorCode = after.errorCode ?? 'ANALYSIS_FAILED'
  return {
    event: {
      type: 'analysis.failed',
      metadata: {
        ...named(after),
        processingTime,
        errorCode,
        errorMessage: after.errorMessage ?? errorCode,
        reason: reasonOf(errorCode, event),
      },
    },
    refundReason: errorCode,
  }
}

/** Stuck repairs are failures with a reason, so that clients who know only failures understand them. */
function reasonOf(errorCode: string, event: JobEvent): string {
  if (errorCode.startsWith('STUCK_') || errorCode === 'UNKNOWN_STATUS') return 'stuck'
  if (event.type === 'failure.requested') return event.reason
  return event.type === 'cancel.requested' ? `cancelled by ${event.by.kind}` : 'failed'
}

const named = (job: Job): { assessmentName: string } => ({ assessmentName: job.assessmentName })
