// The way in: a submission is validated, limited and, in one transaction, charged and put in line; or it is
// refused and nothing of it is kept. It starts nothing; the dispatcher does.
import { hash } from 'node:crypto'
import { commitKey, commitSubmission } from '../db/commit.ts'
import type { Db } from '../db/connection.ts'
import * as jobs from '../db/jobs.queries.ts'
import * as results from '../db/results.queries.ts'
import type { AssessmentDefinition } from '../domain/assessment.ts'
import { DomainError, notFound } from '../domain/errors.ts'
import type { Job } from '../domain/job.ts'
import { newJob } from '../domain/new-job.ts'
import type { Origin } from '../domain/origin.ts'
import { type Assessments, type PolicyDefaults, policyOf } from '../domain/policy.ts'
import {
  answerTo,
  canonicalJson,
  type Place,
  type SubmitAnswer,
  type SubmitRequest,
} from '../domain/submission.ts'
import { readSubmission } from '../domain/validation.ts'
import type { Clock } from '../system/clock.ts'
import type { NewId } from '../system/ids.ts'
import {
  lineTooLong,
  notRetryable,
  requireAffordable,
  requireNoOtherRetry,
  requireOffered,
  requireRoomFor,
} from './admission.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Outlook } from './outlook.ts'
import type { RateLimiter } from './rate-limiter.ts'

export interface IntakeOptions {
  readonly db: Db
  readonly clock: Clock
  readonly newId: NewId
  readonly commits: GroupCommit
  readonly assessments: Assessments
  readonly defaults: PolicyDefaults
  readonly outlook: Pick<Outlook, 'ofNext'>
  readonly limiter: RateLimiter
  /** What a submission that names no assessment is for. */
  readonly defaultAssessment: string
  /** Unfinished jobs one user may have. */
  readonly unfinishedMax: number
  /** Told inside the transaction that puts a job in line. */
  readonly onQueued: (job: Job) => void
  /** Told when it is committed, with the request that brought it. */
  readonly onSubmitted: (job: Job, origin: Origin | undefined) => void
  /** Told when an earlier answer was given again. */
  readonly onReplayed: (jobId: string, userId: string, origin: Origin | undefined) => void
}

export interface Submitted extends SubmitAnswer {
  /** The answer to an earlier submission under the same key. */
  readonly replayed: boolean
  /** Where the job stands now; differs from `status` in a replay. */
  readonly currentStatus: string
}

interface Order {
  readonly userId: string
  readonly definition: AssessmentDefinition
  readonly assessmentData: string
  readonly rawResponses: string | null
  /** The caller's name for this request, and what tells the request from another under that name. */
  readonly keyed: { readonly key: string; readonly bodyHash: string } | undefined
  readonly retryOf: string | null
  readonly origin: Origin | undefined
}

export class Intake {
  readonly #options: IntakeOptions
  #isOpen = true

  constructor(options: IntakeOptions) {
    this.#options = options
  }

  close(): void {
    this.#isOpen = false
  }

  /** Takes a submission, or throws a `DomainError`; resolves when it is durable. */
  async submit(userId: string, request: SubmitRequest, origin?: Origin): Promise<Submitted> {
    this.#requireOpen()
    const definition = this.#definitionOf(request.assessmentName)
    const { assessmentData, rawResponses, idempotencyKey } = readSubmission(definition, request)
    return this.#order({
      userId,
      definition,
      assessmentData: JSON.stringify(assessmentData),
      rawResponses: rawResponses === undefined ? null : JSON.stringify(rawResponses),
      keyed: keyedBy(idempotencyKey, [definition.name, assessmentData, rawResponses ?? null]),
      retryOf: null,
      origin,
    })
  }

  /** Submits a failed job's scores again, as a new job with a new charge. */
  async retry(
    userId: string,
    jobId: string,
    idempotencyKey?: string,
    origin?: Origin,
  ): Promise<Submitted> {
    this.#requireOpen()
    const { db } = this.#options
    const job = jobs.find(db, jobId)
    if (!job || job.userId !== userId || job.deletedAt !== null) throw notFound('job', jobId)
    if (job.status !== 'failed') throw notRetryable(job, `it is ${job.status}, not failed`)
    const stored = job.resultId === null ? undefined : results.find(db, job.resultId)
    if (!stored || stored.assessmentData === '{}')
      throw notRetryable(job, 'its scores are not stored')
    return this.#order({
      userId,
      definition: this.#definitionOf(job.assessmentName),
      assessmentData: stored.assessmentData,
      rawResponses: stored.rawResponses,
      keyed: keyedBy(idempotencyKey, ['retry', jobId]),
      retryOf: jobId,
      origin,
    })
  }

  #order(order: Order): Promise<Submitted> {
    const known = this.#replay(order)
    if (known) return Promise.resolve(known)
    const waitMs = this.#options.limiter.take(order.userId)
    if (waitMs > 0) {
      throw new DomainError('RATE_LIMITED', 'Too many submissions; try again later', {
        retryAfterMs: waitMs,
      })
    }
    return this.#options.commits.add(() => this.#orderNow(order))
  }

  #orderNow(order: Order): Submitted {
    const replay = this.#replay(order)
    if (replay) return replay
    const { db, clock, newId, defaults, commits, unfinishedMax, onQueued, onSubmitted } =
      this.#options
    const { userId, definition, retryOf, keyed } = order
    const policy = policyOf(definition, defaults)
    requireAffordable(db, userId, policy.tokenCost)
    requireRoomFor(db, userId, unfinishedMax)
    if (retryOf !== null) requireNoOtherRetry(db, retryOf)
    const place = this.#place(definition.name, policy.queuedTimeoutMs)
    const now = clock.now()
    const resultId = newId()
    const job = newJob(
      { jobId: newId(), userId, resultId, retryOf, now, assessmentName: definition.name },
      policy,
    )
    const { job: inLine, remainingTokens } = commitSubmission(db, {
      job,
      resultId,
      assessmentData: order.assessmentData,
      rawResponses: order.rawResponses,
      metadata: {
        assessmentName: definition.name,
        ...(place.totalMs !== undefined && { estimatedProcessingTime: place.totalMs }),
      },
    })
    const answer = answerTo(job, place, remainingTokens)
    if (keyed) {
      const kept = { ...keyed, userId, jobId: job.jobId, createdAt: now }
      commitKey(db, { ...kept, answer: JSON.stringify(answer) })
    }
    commits.onOutcome({ committed: () => onSubmitted(inLine, order.origin) })
    onQueued(inLine)
    return { ...answer, replayed: false, currentStatus: 'queued' }
  }

  #replay({ userId, keyed, origin }: Order): Submitted | undefined {
    if (!keyed) return undefined
    const { db } = this.#options
    const { key, bodyHash } = keyed
    const known = results.findKey(db, userId, key)
    if (!known) return undefined
    if (known.bodyHash !== bodyHash) {
      throw new DomainError(
        'IDEMPOTENCY_KEY_REUSED',
        `The idempotency key "${key}" was used for another submission; use a new one`,
        { jobId: known.jobId },
      )
    }
    const answer: SubmitAnswer = JSON.parse(known.answer)
    const status = jobs.find(db, known.jobId)?.status ?? answer.status
    this.#options.onReplayed(known.jobId, userId, origin)
    return { ...answer, replayed: true, currentStatus: status }
  }

  #requireOpen(): void {
    if (this.#isOpen) return
    throw new DomainError('SERVICE_STOPPING', 'The service is stopping; try again in a moment', {
      retryAfterMs: 5_000,
    })
  }

  #definitionOf(name: string | undefined): AssessmentDefinition {
    const { assessments, defaultAssessment } = this.#options
    return requireOffered(assessments, name ?? defaultAssessment)
  }

  /** Its place in line, or a refusal when it could not be started in time: backlog is not stuck. */
  #place(assessmentName: string, queuedTimeoutMs: number): Place {
    const prospect = this.#options.outlook.ofNext(assessmentName)
    const { leastWaitMs } = prospect
    if (leastWaitMs < queuedTimeoutMs) return prospect
    throw lineTooLong(Math.max(1_000, leastWaitMs - queuedTimeoutMs))
  }
}

/** The same content gives the same hash, whatever order its keys came in. */
const keyedBy = (key: string | undefined, content: readonly unknown[]): Order['keyed'] =>
  key === undefined ? undefined : { key, bodyHash: hash('sha256', canonicalJson(content)) }
