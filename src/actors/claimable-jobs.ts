// The jobs that wait for workers outside: which are due, and giving one of them away, in the transaction of its
// caller and through the one door. It waits for nobody.
import { hash } from 'node:crypto'
import * as claimable from '../db/claimable.queries.ts'
import type { Db } from '../db/connection.ts'
import type { AssessmentDefinition } from '../domain/assessment.ts'
import type { Job } from '../domain/job.ts'
import { type Assessments, isForWorkers } from '../domain/policy.ts'
import type { Clock } from '../system/clock.ts'
import { inputOf } from './analysis-checks.ts'
import type { JobSupervisor } from './job-supervisor.ts'

export interface ClaimableJobsOptions {
  readonly db: Db
  readonly clock: Pick<Clock, 'now'>
  readonly newSecret: () => string
  readonly supervisor: JobSupervisor
  readonly assessments: Assessments
  /** Jobs that workers may have at the same time. */
  readonly leasesMax: number
  /** The number of this process's start. */
  readonly boot: number
}

/** What a worker is told of a job: what it needs for the analysis, and nothing of whose it is. */
export interface Claim {
  readonly jobId: string
  readonly attempt: number
  /** Goes with every report; told here and nowhere else. */
  readonly leaseToken: string
  /** Epoch milliseconds of service time. */
  readonly leaseUntil: number
  /** The same as a duration from now, for clocks that differ. */
  readonly leaseMs: number
  readonly assessmentName: string
  readonly input: unknown
}

export interface Taker {
  readonly workerId: string
  /** The assessments it asks for. */
  readonly names: readonly string[]
}

/** A job that could not be given away is left alone this long. */
const blockedMs = 5_000
/** Jobs that turn out to be no work (no scores) are looked past, so many at a time. */
const looksMax = 10

export class ClaimableJobs {
  readonly #options: ClaimableJobsOptions
  readonly #blockedUntil = new Map<string, number>()

  constructor(options: ClaimableJobsOptions) {
    this.#options = options
  }

  /** How many more jobs workers may have. */
  get freeLeases(): number {
    const { db, leasesMax } = this.#options
    return leasesMax - claimable.countLeases(db, leasesMax)
  }

  /** Ids of jobs that may be given away now, those first that go first. */
  due(names: readonly string[], limit: number): string[] {
    const { db, clock } = this.#options
    const now = clock.now()
    for (const [jobId, until] of this.#blockedUntil) {
      if (until <= now) this.#blockedUntil.delete(jobId)
    }
    return claimable
      .listDue(db, names, now, limit + this.#blockedUntil.size)
      .filter((jobId) => !this.#blockedUntil.has(jobId))
      .slice(0, limit)
  }

  /** When a job comes due that is not now; undefined where none will by itself. */
  nextDueAt(names: readonly string[]): number | undefined {
    const { db, clock } = this.#options
    const paused = claimable.nextDueAt(db, names, clock.now())
    const soonest = Math.min(paused ?? Number.POSITIVE_INFINITY, ...this.#blockedUntil.values())
    return soonest === Number.POSITIVE_INFINITY ? undefined : soonest
  }

  /** Inside the work of a group commit: gives the first of them away, if there is one and a lease is free. */
  take({ workerId, names }: Taker): Claim | undefined {
    for (let look = 0; look < looksMax && this.freeLeases > 0; look++) {
      const [jobId] = this.due(names, 1)
      if (jobId === undefined) return undefined
      const claim = this.#give(jobId, workerId)
      if (claim) return claim
    }
    return undefined
  }

  /** Nothing where it was no work after all. */
  #give(jobId: string, workerId: string): Claim | undefined {
    const { supervisor, boot, assessments, clock, newSecret } = this.#options
    const leaseToken = newSecret()
    const lease = { workerId, tokenHash: hash('sha256', leaseToken) }
    // Until it is known that it worked: what cannot be given away must not hold up the rest.
    this.#blockedUntil.set(jobId, clock.now() + blockedMs)
    const result = supervisor.dispatchNow(jobId, { type: 'job.dispatched', boot, lease })
    if (result.outcome === 'ignored') return undefined
    this.#blockedUntil.delete(jobId)
    const definition = assessments.get(result.job.assessmentName)
    return isForWorkers(definition) ? this.#claimOf(result.job, definition, leaseToken) : undefined
  }

  #claimOf(job: Job, definition: AssessmentDefinition, leaseToken: string): Claim | undefined {
    const { db, clock, supervisor } = this.#options
    const { jobId, attempt, assessmentName } = job
    const input = inputOf(db, job, definition)
    if (!input.ok) {
      supervisor.dispatchNow(jobId, { type: 'analysis.failed', attempt, failure: input.failure })
      return undefined
    }
    const leaseUntil = job.deadlineAt ?? clock.now()
    const leaseMs = leaseUntil - clock.now()
    const told = { jobId, attempt, leaseToken, leaseUntil, leaseMs, assessmentName }
    return { ...told, input: input.value }
  }
}
