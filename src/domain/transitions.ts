// How a job's data changes with each move. Pure: (job, now, …) → next job. The machine decides when.
import { type FailureCode, failureMessages, type Job, type JobPolicy } from './job.ts'

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
    startedAt: now,
    deadlineAt: now + Math.min(policy.processingTimeoutMs, policy.hardLimitMs),
    hardDeadlineAt: now + policy.hardLimitMs,
  })

/** Runs again what was cut off; the deadline stays where it was. */
export const resumed = (job: Job, now: number, boot: number, died: boolean): Job =>
  touched(job, now, {
    attempt: job.attempt + 1,
    tries: 1,
    deaths: job.deaths + (died ? 1 : 0),
    boot,
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
  finishedAt: now,
})

function extendedDeadline(job: Job, now: number, policy: JobPolicy): number | null {
  if (job.deadlineAt === null) return null
  const hard = job.hardDeadlineAt ?? now + policy.processingTimeoutMs
  return Math.max(job.deadlineAt, Math.min(now + policy.processingTimeoutMs, hard))
}
