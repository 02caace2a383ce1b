// What workers say of the jobs they have: signs of life, results, failures. A report counts only from the worker
// that has the lease, while it has it; every other is refused and changes nothing. It decides nothing else.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Db } from '../db/connection.ts'
import * as jobs from '../db/jobs.queries.ts'
import type { AssessmentDefinition } from '../domain/assessment.ts'
import { DomainError, type FieldProblem, notFound } from '../domain/errors.ts'
import { isTerminal, type Job, type JobEvent } from '../domain/job.ts'
import type { Assessments } from '../domain/policy.ts'
import { problemsOf } from '../domain/validation.ts'
import type { Clock } from '../system/clock.ts'
import { failureOf, outcomeOfResult } from './analysis-checks.ts'
import { reportIntervalMs } from './analysis-runner.ts'
import type { GroupCommit } from './group-commit.ts'
import type { JobSupervisor } from './job-supervisor.ts'
import type { WorkerWatch } from './worker-watch.ts'

export interface LeaseDeskOptions {
  readonly db: Db
  readonly clock: Clock
  readonly commits: GroupCommit
  readonly supervisor: JobSupervisor
  readonly assessments: Assessments
  readonly watch: WorkerWatch
  /** A report was refused: its lease had ended, or was never its. */
  readonly onLost: (jobId: string, reason: string) => void
}

/** Which attempt a report is about, and the proof that its worker was given it. */
export interface LeaseRef {
  readonly jobId: string
  readonly attempt: number
  readonly leaseToken: string
}

export interface Heartbeat extends LeaseRef {
  /** 0 to 1, with a note or without: what the owner of the job is shown. */
  readonly fraction?: number | undefined
  readonly note?: string | undefined
}

export interface Completion extends LeaseRef {
  readonly result: unknown
  /** Who made it, as `name@version`; the definition's where not given. */
  readonly analyzer?: string | undefined
}

export interface Failure extends LeaseRef {
  readonly reason: string
  /** Trying again may help. */
  readonly transient: boolean
}

/** What became of the job. */
export interface Reported {
  readonly jobId: string
  readonly status: string
  /** It is put up for claiming again, after a pause. */
  readonly willBeTriedAgain: boolean
}

export class LeaseDesk {
  readonly #options: LeaseDeskOptions

  constructor(options: LeaseDeskOptions) {
    this.#options = options
  }

  /** Renews the lease, never past the job's hard limit. Closer than a second together, they change nothing. */
  heartbeat(report: Heartbeat): Promise<{ leaseUntil: number; leaseMs: number }> {
    const { commits, clock, supervisor } = this.#options
    return commits.add(() => {
      const job = this.#requireLease(report)
      const { jobId, attempt, fraction, note } = report
      const now = clock.now()
      const event: JobEvent =
        fraction === undefined
          ? { type: 'analysis.heartbeat', attempt }
          : { type: 'analysis.progress', attempt, fraction, note: note ?? null }
      if (now - job.updatedAt >= reportIntervalMs) supervisor.dispatchNow(jobId, event)
      const leaseUntil = jobs.find(this.#options.db, jobId)?.deadlineAt ?? now
      return { leaseUntil, leaseMs: leaseUntil - now }
    })
  }

  /**
   * Stores the result and completes the job; the same lease may say so again, with whatever result, and is told the
   * same: the first one stays. A result that does not fit is a failed try, as from any analyzer, and is refused with
   * INVALID_RESULT.
   */
  async complete(report: Completion): Promise<Reported> {
    const { commits, db } = this.#options
    const { ended, problems } = await commits.add(() => {
      const row = jobs.find(db, report.jobId)
      // Not where somebody else ended it under the lease: then it was never said under it.
      if (row?.status === 'completed' && row.adoptedAt !== null && isItsLease(row, report)) {
        return { ended: reportedOf(row), problems: [] }
      }
      const job = this.#requireLease(report)
      const { event, problems } = this.#outcomeOf(job, report)
      return { ended: reportedOf(this.#end(job, event)), problems }
    })
    if (problems.length === 0) return ended
    const [first] = problems
    const what = first ? `: ${first.path} ${first.message}` : ''
    const message = `The result does not fit the assessment and counts as a failed try${what}`
    throw new DomainError('INVALID_RESULT', message, { fields: problems })
  }

  /**
   * The try has failed: the job is put up for claiming again, or failed with its refund, as for any analyzer. The same
   * lease may say so again and is told what became of the job, until the next claim takes its lease's place.
   */
  fail(report: Failure): Promise<Reported> {
    return this.#options.commits.add(() => {
      const row = jobs.find(this.#options.db, report.jobId)
      if (row && this.#wasFailedBy(row, report)) return reportedOf(row)
      const job = this.#requireLease(report)
      const { attempt, transient } = report
      const failure = { code: 'ANALYSIS_FAILED', reason: report.reason, transient } as const
      return reportedOf(this.#end(job, { type: 'analysis.failed', attempt, failure }))
    })
  }

  /** Not where the lease ran out, or somebody else ended the job under it: then it was never said. */
  #wasFailedBy(row: Job, report: Failure): boolean {
    if (row.leasedBy !== null || !isItsLease(row, report)) return false
    const lastTry = jobs.lastTryOf(this.#options.db, row.jobId)
    return lastTry?.attempt === report.attempt && lastTry.reason === report.reason
  }

  #end(job: Job, event: JobEvent): Job {
    const { outcome, job: after } = this.#options.supervisor.dispatchNow(job.jobId, event)
    if (outcome === 'applied') return after
    throw this.#lost(after ?? job, 'its state has no answer to the report')
  }

  #outcomeOf(job: Job, { result, attempt, analyzer }: Completion) {
    const definition = this.#options.assessments.get(job.assessmentName)
    if (!definition) throw this.#lost(job, 'its assessment is no longer offered')
    const event = checked(definition, result, attempt)
    if (event.type === 'analysis.failed') {
      return { event, problems: problemsIn(definition, result, event.failure.reason) }
    }
    return { event: { ...event, analyzer: analyzer ?? event.analyzer }, problems: [] }
  }

  /** The job, if this worker has it now. */
  #requireLease(report: LeaseRef): Job {
    const { db, clock, watch } = this.#options
    const job = jobs.find(db, report.jobId)
    if (!job) throw notFound('job', report.jobId)
    const why = whyLost(job, report, clock.now())
    if (why !== undefined) throw this.#lost(job, why)
    if (job.leasedBy !== null) watch.heard(job.leasedBy)
    return job
  }

  #lost({ jobId, status }: Job, why: string): DomainError {
    this.#options.onLost(jobId, why)
    return new DomainError('LEASE_LOST', `Job ${jobId} is not yours any more: ${why}`, {
      jobId,
      status,
    })
  }
}

function whyLost(job: Job, report: LeaseRef, now: number): string | undefined {
  if (isTerminal(job.status)) return `it is ${job.status}`
  if (job.attempt !== report.attempt) return `its attempt is ${job.attempt}`
  if (job.leasedBy === null) return 'its lease has ended'
  if (!isItsLease(job, report)) return 'the token is not that of its lease'
  return (job.deadlineAt ?? 0) <= now ? 'its lease has ended' : undefined
}

/** Whether the token is that of the job's latest lease. */
function isItsLease({ attempt, leaseHash }: Job, report: LeaseRef): boolean {
  if (leaseHash === null || attempt !== report.attempt) return false
  const given = createHash('sha256').update(report.leaseToken).digest()
  const kept = Buffer.from(leaseHash, 'hex')
  return kept.length === given.length && timingSafeEqual(kept, given)
}

const reportedOf = (job: Job): Reported => ({
  jobId: job.jobId,
  status: job.status,
  willBeTriedAgain: job.claimableAt !== null,
})

/** A schema may hold code of its own, which may throw. */
function checked(definition: AssessmentDefinition, result: unknown, attempt: number) {
  try {
    return outcomeOfResult(definition, result, attempt)
  } catch (error) {
    return { type: 'analysis.failed', attempt, failure: failureOf(error) } as const
  }
}

/** Field by field where the schema says it, else as a whole. */
function problemsIn(
  { result: schema }: AssessmentDefinition,
  result: unknown,
  reason: string,
): readonly FieldProblem[] {
  try {
    const fields = problemsOf(schema, result, 'result')
    if (fields.length > 0) return fields
  } catch {
    // The schema itself throws: its reason is all there is to say.
  }
  return [{ path: 'result', message: reason }]
}
