// Which moves of a job are legal, and whether what is given as the reason of an end can have happened. It
// knows what was offered so far, and changes in a job only what an event says about it.
import type { Blame } from './blame.ts'
import type { Known, Offer } from './known.ts'
import type { EventRow } from './observer.ts'

export interface MovesOptions {
  readonly blame: Blame
  readonly isGone: (userId: string) => boolean
  /** Somebody asked for this job to end. */
  readonly isUnwanted: (jobId: string) => boolean
}

export class Moves {
  readonly #options: MovesOptions
  /** The shortest any offer ever allowed. */
  readonly #shortestMs = { queued: Number.POSITIVE_INFINITY, processing: Number.POSITIVE_INFINITY }
  #wasWithdrawn = false

  constructor(options: MovesOptions) {
    this.#options = options
  }

  /** A start of the service offers this. */
  released(offers: readonly Offer[]): void {
    this.#wasWithdrawn ||= offers.length === 1
    const { queued, processing } = this.#shortestMs
    this.#shortestMs.queued = Math.min(queued, ...offers.map((offer) => offer.queuedMs))
    this.#shortestMs.processing = Math.min(processing, ...offers.map((o) => o.processingMs))
  }

  isLegal(job: Known, event: EventRow): boolean {
    const metadata = JSON.parse(event.metadata)
    const resumed = String(metadata.reason ?? '').startsWith('restarted') ? 1 : 0
    switch (event.type) {
      case 'analysis.queued': {
        const isFirst = !job.isAnnounced && metadata.newBalance === job.balanceThen
        job.isAnnounced = true
        return isFirst && event.status === 'queued' && event.attempt === 0
      }
      case 'analysis.started':
        job.startedAt = event.created_at
        return job.status === 'queued' && event.attempt === job.attempt + 1
      case 'analysis.progress':
        job.reports += 1 - resumed
        return job.status === 'processing' && event.attempt === job.attempt + resumed
      case 'analysis.completed':
        return isOneOf(job.status, 'processing', 'completed') && event.attempt === job.attempt
      default:
        return event.attempt === job.attempt && this.#mayFail(job, event, metadata)
    }
  }

  #mayFail(job: Known, event: EventRow, metadata: Record<string, unknown>): boolean {
    if (job.status === 'completed' || metadata['refundedTokens'] !== (job.refunded ?? 0))
      return false
    const { refunded, balanceThen, jobId, userId } = job
    if (refunded === undefined && !this.#options.isGone(userId)) {
      this.#options.blame('M6', `${jobId} failed without its refund`)
    }
    if (refunded !== undefined && metadata['newBalance'] !== balanceThen) return false
    return job.isMeddled || this.#hasCause(job, event.created_at, String(metadata['errorCode']))
  }

  /** Whether what is given as the reason can have happened. */
  #hasCause(job: Known, at: number, code: string): boolean {
    const { status, isForeign } = job
    const ranMs = at - job.startedAt
    const waitedMs = at - job.createdAt
    const isUnwanted = this.#options.isUnwanted(job.jobId)
    const isWaiting = status === 'queued'
    const isRunning = status === 'processing'
    const causes: Record<string, boolean> = {
      STUCK_QUEUED: isWaiting && waitedMs >= this.#shortestMs.queued,
      STUCK_PROCESSING: isRunning && (isForeign || ranMs >= this.#shortestMs.processing),
      CANCELLED: isWaiting && isUnwanted,
      FAILED_BY_OPERATOR: isUnwanted,
      POISON: isRunning && job.deaths >= 2,
      ANALYSIS_FAILED: isRunning,
      INVALID_RESULT: isRunning,
      UNSUPPORTED_ASSESSMENT: isWaiting && this.#wasWithdrawn,
      NO_ASSESSMENT_DATA: isRunning && isForeign,
      UNKNOWN_STATUS: isForeign,
      FAILED_ELSEWHERE: isForeign,
    }
    return causes[code] ?? false
  }
}

const isOneOf = (text: string, ...all: readonly string[]): boolean => all.includes(text)
