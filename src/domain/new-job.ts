// A job at its beginning, as data.
import type { Job } from './job.ts'
import type { PolicyDefaults } from './policy.ts'

interface NewJob {
  readonly jobId: string
  readonly userId: string
  readonly resultId: string
  readonly retryOf: string | null
  readonly now: number
  readonly assessmentName: string
}

/** A job as it is submitted: waiting, charged its present price, with its deadline. */
export const newJob = ({ now, ...ids }: NewJob, policy: PolicyDefaults): Job => ({
  ...ids,
  status: 'queued',
  attempt: 0,
  tries: 0,
  deaths: 0,
  boot: 0,
  tokenCost: policy.tokenCost,
  queueSeq: null,
  deadlineAt: now + policy.queuedTimeoutMs,
  hardDeadlineAt: null,
  errorCode: null,
  errorMessage: null,
  origin: 'service',
  createdAt: now,
  updatedAt: now,
  startedAt: null,
  finishedAt: null,
  revision: 0,
})
