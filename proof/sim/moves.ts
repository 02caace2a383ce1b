// Which moves of a job are legal, and whether what is given as the reason of an end can have happened. It
// knows what was offered so far, and changes in a job only what an event says about it.
import type { Blame } from './blame.ts'
import type { Known, Offer } from './known.ts'
import type { Leases, ReportKind } from './leases.ts'
import type { EventRow } from './observer.ts'

export interface MovesOptions {
  readonly blame: Blame
  readonly isGone: (userId: string) => boolean
  /** Somebody asked for this job to end. */
  readonly isUnwanted: (jobId: string) => boolean
  readonly leases: Pick<Leases, 'hasSaid' | 'mayFail'>
}

export class Moves {
  readonly #options: MovesOptions
  /** The shortest any offer ever allowed. */
  readonly #shortestMs = { queued: Number.POSITIVE_INFINITY, processing: Number.POSITIVE_INFINITY }
  #wasWithdrawn = false
  #offersMost = 0
  /** Operators hold back what waits. */
  isHeldBack = false

  constructor(options: MovesOptions) {
    this.#options = options
  }

  /** A start of the service offers this. */
  released(offers: readonly Offer[]): void {
    this.#wasWithdrawn ||= offers.length < this.#offersMost
    this.#offersMost = Math.max(offers.length, this.#offersMost)
    for (const { queuedMs, processingMs } of offers) this.allowed(queuedMs, processingMs)
  }

  /** An operator lets jobs take no longer than this, or the release says so. */
  allowed(queuedMs: number, processingMs: number): void {
    const { queued, processing } = this.#shortestMs
    this.#shortestMs.queued = Math.min(queued, queuedMs)
    this.#shortestMs.processing = Math.min(processing, processingMs)
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
        if (this.isHeldBack && !job.isMeddled) return false
        return job.status === 'queued' && event.attempt === job.attempt + 1
      case 'analysis.progress':
        job.reports += 1 - resumed
        if (!this.#isSaid(job, 'beat')) return false
        return job.status === 'processing' && event.attempt === job.attempt + resumed
      case 'analysis.completed':
        if (!this.#isSaid(job, 'end')) return false
        return isOneOf(job.status, 'processing', 'completed') && event.attempt === job.attempt
      default:
        return event.attempt === job.attempt && this.#mayFail(job, event, metadata)
    }
  }

  /** What a worker is said to have reported, it did report. */
  #isSaid(job: Known, kind: ReportKind): boolean {
    return !job.isOutside || job.isMeddled || this.#options.leases.hasSaid(job.jobId, kind)
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
      // What a worker has is not cut off by a death of the service.
      POISON: isRunning && job.deaths >= 2 && !job.isOutside,
      ANALYSIS_FAILED: isRunning && this.#mayTryFail(job, at),
      INVALID_RESULT: isRunning && this.#isSaid(job, 'end'),
      UNSUPPORTED_ASSESSMENT: isWaiting && this.#wasWithdrawn,
      // What is personal goes even where a job could not be settled before.
      NO_ASSESSMENT_DATA: isRunning && (isForeign || isUnwanted),
      UNKNOWN_STATUS: isForeign,
      FAILED_ELSEWHERE: isForeign,
    }
    return causes[code] ?? false
  }

  /** A worker said so, or was silent. */
  #mayTryFail({ isOutside, jobId }: Known, at: number): boolean {
    return !isOutside || this.#options.leases.mayFail(jobId, at)
  }
}

const isOneOf = (text: string, ...all: readonly string[]): boolean => all.includes(text)
