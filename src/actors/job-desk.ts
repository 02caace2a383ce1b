// What people may do to jobs that exist: cancel, end by force, hide. Each goes through the one door or is
// a small write of its own, with an audit entry where an operator did it. It checks who owns what.
import { jobsOf } from '../db/archive.queries.ts'
import { commitAudit } from '../db/commit-account.ts'
import { commitHiddenJob, commitHiddenResult } from '../db/commit-upkeep.ts'
import type { Db } from '../db/connection.ts'
import * as jobs from '../db/jobs.queries.ts'
import * as results from '../db/results.queries.ts'
import { DomainError, notFound } from '../domain/errors.ts'
import { type Actor, actorName, isTerminal, type Job } from '../domain/job.ts'
import type { Clock } from '../system/clock.ts'
import type { GroupCommit } from './group-commit.ts'
import type { JobSupervisor } from './job-supervisor.ts'

export interface JobDeskOptions {
  readonly db: Db
  readonly clock: Clock
  readonly commits: GroupCommit
  readonly supervisor: JobSupervisor
}

/** What a job became, and what its owner got back. */
export interface Ended {
  readonly jobId: string
  readonly status: string
  readonly refundedTokens: number
}

export class JobDesk {
  readonly #options: JobDeskOptions

  constructor(options: JobDeskOptions) {
    this.#options = options
  }

  /** Cancels the caller's waiting job; an operator's or the internal key's call may cancel anybody's. */
  cancel(jobId: string, by: Actor): Promise<Ended> {
    return this.#options.commits.add(() => {
      this.#requireVisible(jobId, by)
      const ended = this.#end(jobId, { type: 'cancel.requested', by })
      this.#audit(by, 'job.cancel', jobId, '')
      return ended
    })
  }

  /** Ends a waiting or running job at once, with its refund. For operators. */
  fail(jobId: string, by: Actor, reason: string): Promise<Ended> {
    return this.#options.commits.add(() => {
      this.#requireVisible(jobId, by)
      const ended = this.#end(jobId, { type: 'failure.requested', by, reason })
      this.#audit(by, 'job.fail', jobId, reason)
      return ended
    })
  }

  /** Hides a job from its owner's lists. A waiting one is cancelled and refunded, a running one refused. */
  hide(jobId: string, by: Actor): Promise<void> {
    return this.#options.commits.add(() => {
      const job = this.#requireVisible(jobId, by)
      if (job.status === 'queued') this.#end(jobId, { type: 'cancel.requested', by })
      else if (!isTerminal(job.status)) throw running(job, 'JOB_NOT_DELETABLE', 'deleted')
      commitHiddenJob(this.#options.db, jobId, this.#options.clock.now())
      this.#audit(by, 'job.hide', jobId, '')
    })
  }

  /** Hides a result from its owner. */
  hideResult(resultId: string, by: Actor): Promise<void> {
    return this.#options.commits.add(() => {
      const { db, clock } = this.#options
      const result = results.find(db, resultId)
      const isTheirs = by.kind !== 'user' || result?.userId === by.id
      if (!result || !isTheirs || result.deletedAt !== null) throw notFound('result', resultId)
      const job = jobsOf(db, [resultId]).get(resultId)
      if (result.status === 'pending' && job && !isTerminal(job.status)) {
        const { jobId, status } = job
        const message = 'Its analysis has not ended; delete the job instead'
        throw new DomainError('JOB_NOT_DELETABLE', message, { jobId, status })
      }
      commitHiddenResult(db, resultId, clock.now())
      this.#audit(by, 'result.hide', resultId, '')
    })
  }

  #requireVisible(jobId: string, by: Actor): Job {
    const job = jobs.find(this.#options.db, jobId)
    const isTheirs = by.kind !== 'user' || job?.userId === by.id
    if (!job || !isTheirs || job.deletedAt !== null) throw notFound('job', jobId)
    return job
  }

  #end(jobId: string, event: Parameters<JobSupervisor['dispatchNow']>[1]): Ended {
    const result = this.#options.supervisor.dispatchNow(jobId, event)
    if (result.outcome === 'ignored') {
      if (!result.job) throw notFound('job', jobId)
      throw running(result.job, 'JOB_NOT_CANCELLABLE', 'cancelled')
    }
    const { job, settlement } = result
    return { jobId, status: job.status, refundedTokens: settlement.refundedTokens }
  }

  #audit(by: Actor, action: string, subject: string, details: string): void {
    if (by.kind === 'user') return
    const at = this.#options.clock.now()
    commitAudit(this.#options.db, { at, actor: actorName(by), action, subject, details })
  }
}

const running = (
  job: Job,
  code: 'JOB_NOT_CANCELLABLE' | 'JOB_NOT_DELETABLE',
  what: string,
): DomainError =>
  new DomainError(code, `Job ${job.jobId} is ${job.status} and cannot be ${what}`, {
    jobId: job.jobId,
    status: job.status,
  })
