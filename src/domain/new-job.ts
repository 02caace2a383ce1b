// A job at its beginning, as data.
import type { Job } from './job.ts'
import type { Policy } from './policy.ts'

interface NewJob {
  readonly jobId: string
  readonly userId: string
  readonly resultId: string
  readonly retryOf: string | null
  readonly now: number
  readonly assessmentName: string
}

/** A job as it is submitted: waiting, charged its present price, with its deadline. */
export const newJob = (
  // Each by its name: to gather the rest of an object costs more than all that is done with it.
  { jobId, userId, resultId, assessmentName, retryOf, now }: NewJob,
  policy: Policy,
): Job => ({
  jobId,
  userId,
  resultId,
  assessmentName,
  status: 'queued',
  attempt: 0,
  tries: 0,
  deaths: 0,
  boot: 0,
  tokenCost: policy.tokenCost,
  queueSeq: null,
  deadlineAt: now + policy.queuedTimeoutMs,
  hardDeadlineAt: null,
  claimableAt: policy.leaseMs === undefined ? null : now,
  leasedBy: null,
  leaseHash: null,
  retryOf,
  errorCode: null,
  errorMessage: null,
  origin: 'service',
  createdAt: now,
  updatedAt: now,
  startedAt: null,
  finishedAt: null,
  revision: 0,
})
