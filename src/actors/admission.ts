// Who is let in: the rules that a submission must pass before it is charged, each refusing by a `DomainError`
// that says what it found. They read; none of them writes or waits.
import type { Db } from '../db/connection.ts'
import * as jobs from '../db/jobs.queries.ts'
import * as users from '../db/users.queries.ts'
import type { AssessmentDefinition } from '../domain/assessment.ts'
import { accountDisabled, DomainError, noSuchAccount } from '../domain/errors.ts'
import { describeDuration } from '../domain/events.ts'
import type { Job } from '../domain/job.ts'
import type { Assessments } from '../domain/policy.ts'

/** The definition under exactly this name, or `UNSUPPORTED_ASSESSMENT` with the names there are. */
export function requireOffered(assessments: Assessments, name: string): AssessmentDefinition {
  const definition = assessments.get(name)
  if (definition) return definition
  const offered = [...assessments.keys()].map((each) => `"${each}"`).join(', ')
  throw new DomainError('UNSUPPORTED_ASSESSMENT', 'This assessment is not offered', {
    fields: [
      {
        path: 'assessmentName',
        message: 'is not an assessment offered here',
        limit: `one of ${offered}`,
        sent: JSON.stringify(name).slice(0, 100),
      },
    ],
  })
}

/** The account is there, active, and has `required` tokens. */
export function requireAffordable(db: Db, userId: string, required: number): void {
  const standing = users.standing(db, userId)
  if (!standing) throw noSuchAccount()
  const [available, isActive] = standing
  if (isActive === 0) throw accountDisabled()
  if (available >= required) return
  throw new DomainError(
    'INSUFFICIENT_TOKENS',
    `This analysis costs ${required} token(s), the account has ${available}`,
    { required, available },
  )
}

/** One account may have `unfinishedMax` unfinished jobs. */
export function requireRoomFor(db: Db, userId: string, unfinishedMax: number): void {
  if (jobs.countUnfinishedOf(db, userId) < unfinishedMax) return
  throw new DomainError(
    'RATE_LIMITED',
    `An account may have ${unfinishedMax} unfinished jobs; wait for one to end`,
    { retryAfterMs: 10_000 },
  )
}

/** A failed job has one live retry at most. */
export function requireNoOtherRetry(db: Db, jobId: string): void {
  const other = jobs.findRetryOf(db, jobId)
  if (!other) return
  const what = `job ${other.jobId} is its retry already and is ${other.status}`
  throw new DomainError('JOB_NOT_RETRYABLE', `Job ${jobId} cannot be retried: ${what}`, {
    jobId: other.jobId,
    status: other.status,
  })
}

export const notRetryable = (job: Job, why: string): DomainError =>
  new DomainError('JOB_NOT_RETRYABLE', `Job ${job.jobId} cannot be retried: ${why}`, {
    jobId: job.jobId,
    status: job.status,
  })

export const lineTooLong = (retryAfterMs: number): DomainError =>
  new DomainError(
    'QUEUE_FULL',
    `The line is too long to start this in time; try again in ${describeDuration(retryAfterMs)}`,
    { retryAfterMs },
  )
