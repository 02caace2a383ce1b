// How a job's data changes with each move. Pure: (job, now, …) → next job. The machine decides when.
import { type FailureCode, failureMessages, type Job, type JobPolicy, type Lease } from './job.ts'
import { retryDelayMs } from './retry.ts'

const touched = (job: Job, now: number, changes: Partial<Job>): Job => ({
  ...job,
  ...changes,
  updatedAt: now,
  revision: job.revision + 1,
})

export const dispatched = (job: Job, now: number, boot: number, policy: JobPolicy): Job =>
  touched(job, now, {
    status: 'processing',
    attempt: job.attempt + 1,
    tries: 1,
    boot,
    queueSeq: null,
    claimableAt: null,
    startedAt: now,
    deadlineAt: now + Math.min(policy.processingTimeoutMs, policy.hardLimitMs),
    hardDeadlineAt: now + policy.hardLimitMs,
  })

/** A worker takes it: each claim is an attempt and a try of its own. The lease ends at the deadline. */
export const claimed = (
  job: Job,
  now: number,
  boot: number,
  policy: JobPolicy,
  { workerId, tokenHash }: Lease,
): Job => {
  const hardDeadlineAt = job.hardDeadlineAt ?? now + policy.hardLimitMs
  return touched(job, now, {
    status: 'processing',
    attempt: job.attempt + 1,
    tries: job.tries + 1,
    boot,
    queueSeq: null,
    claimableAt: null,
    leasedBy: workerId,
    leaseHash: tokenHash,
    startedAt: job.startedAt ?? now,
    hardDeadlineAt,
    deadlineAt: Math.min(now + leaseOf(policy), hardDeadlineAt),
  })
}

/** A worker's sign of life renews its lease, never past the hard limit and never back. */
export const leaseRenewed = (job: Job, now: number, policy: JobPolicy): Job =>
  touched(job, now, {
    deadlineAt: Math.max(
      job.deadlineAt ?? 0,
      Math.min(now + leaseOf(policy), job.hardDeadlineAt ?? Number.MAX_SAFE_INTEGER),
    ),
  })

/** Waits for workers instead of for a slot, from when it was submitted. */
export const claimable = (job: Job, now: number): Job =>
  touched(job, now, { queueSeq: null, claimableAt: job.createdAt })

/** Put up for claiming again after a failed try, with the pause that a try here would have. */
export const claimableAgain = (job: Job, now: number, policy: JobPolicy): Job =>
  touched(job, now, {
    claimableAt: now + retryDelayMs(job.jobId, job.tries),
    leasedBy: null,
    deadlineAt: extendedDeadline(job, now, policy),
  })

/** Was cut off here, and is analysed by workers by now: the next that asks may have it. */
export const handedOver = (job: Job, now: number, died: boolean): Job =>
  touched(job, now, { claimableAt: now, deaths: job.deaths + (died ? 1 : 0) })

/** Runs again what was cut off; the deadline stays where it was. */
export const resumed = (job: Job, now: number, boot: number, died: boolean): Job =>
  touched(job, now, {
    attempt: job.attempt + 1,
    tries: 1,
    deaths: job.deaths + (died ? 1 : 0),
    boot,
    claimableAt: null,
  })

/** A sign of life moves the deadline on, never past the hard limit and never back. */
export const reported = (job: Job, now: number, policy: JobPolicy): Job =>
  touched(job, now, { deadlineAt: extendedDeadline(job, now, policy) })

export const backedOff = (job: Job, now: number, policy: JobPolicy): Job =>
  reported(job, now, policy)

export const triedAgain = (job: Job, now: number): Job =>
  touched(job, now, { tries: job.tries + 1 })

export const completed = (job: Job, now: number): Job =>
  touched(job, now, { status: 'completed', ...ended(now) })

export const failed = (job: Job, now: number, code: FailureCode): Job =>
  touched(job, now, {
    status: 'failed',
    errorCode: code,
    errorMessage: failureMessages[code],
    deaths: code === 'POISON' ? job.deaths + 1 : job.deaths,
    ...ended(now),
  })

const ended = (now: number) => ({
  deadlineAt: null,
  hardDeadlineAt: null,
  queueSeq: null,
  claimableAt: null,
  leasedBy: null,
  finishedAt: now,
})

/** Without a lease of its own (its assessment is not for workers any more) it keeps the time it has. */
const leaseOf = ({ leaseMs = 0 }: JobPolicy): number => leaseMs

function extendedDeadline(job: Job, now: number, policy: JobPolicy): number | null {
  if (job.deadlineAt === null) return null
  const hard = job.hardDeadlineAt ?? now + policy.processingTimeoutMs
  return Math.max(job.deadlineAt, Math.min(now + policy.processingTimeoutMs, hard))
}
