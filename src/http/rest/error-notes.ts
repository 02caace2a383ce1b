// Every refusal of the API as its documents tell it: what it means to the caller, and how it looks. It decides nothing;
// codes and statuses are in wire-codes.ts and envelope.ts.
import type { DetailsOf, DomainErrorCode } from '../../domain/errors.ts'
import { refusals } from '../refusal.ts'

interface ErrorNote<Code extends DomainErrorCode> {
  readonly meaning: string
  readonly message: string
  readonly details: DetailsOf<Code>
}

const jobId = '019abc10-0000-7000-8000-000000000001'
const soon = { retryAfterMs: 5_000 }

/** A new refusal does not compile until it is here. */
export const errorNotes: { readonly [Code in DomainErrorCode]: ErrorNote<Code> } = {
  VALIDATION_ERROR: {
    meaning:
      'Fields are wrong; each is named with its limit and what was sent. Nothing was charged',
    message: 'assessment_data.riasec.realistic must be at most 100',
    details: {
      fields: [
        {
          path: 'assessment_data.riasec.realistic',
          message: 'must be at most 100',
          limit: '100',
          sent: '101',
        },
      ],
    },
  },
  UNSUPPORTED_ASSESSMENT: {
    meaning: 'There is no assessment of this name; the offers are named',
    message: 'assessment_name is not an assessment that is offered here',
    details: {
      fields: [{ path: 'assessment_name', message: 'is not an assessment that is offered here' }],
    },
  },
  UNAUTHORIZED: {
    meaning: 'No token, one that has ended, or wrong credentials: sign in',
    message: 'Sign in first',
    details: {},
  },
  FORBIDDEN: {
    meaning: 'Signed in, but this is for others: operators, or people with an account',
    message: 'This is for operators',
    details: {},
  },
  INSUFFICIENT_TOKENS: {
    meaning: 'The account has fewer tokens than it costs; how many is told',
    message: 'This costs 1 token and the account has 0',
    details: { required: 1, available: 0 },
  },
  NOT_FOUND: {
    meaning: 'It is not there, or it is somebody else’s: both are answered alike',
    message: `There is no job ${jobId} of yours`,
    details: {},
  },
  IDEMPOTENCY_KEY_REUSED: {
    meaning: 'The key named another submission before; the job it made is named. Use a new key',
    message: 'The idempotency key "order-7" was used for another submission; use a new one',
    details: { jobId },
  },
  JOB_NOT_CANCELLABLE: {
    meaning: 'Only a waiting job can be cancelled',
    message: `Job ${jobId} is processing and cannot be cancelled`,
    details: { jobId, status: 'processing' },
  },
  JOB_NOT_RETRYABLE: {
    meaning: 'Only a failed job can be tried again, and only once at a time',
    message: `Job ${jobId} cannot be retried: it is completed, not failed`,
    details: { jobId, status: 'completed' },
  },
  JOB_NOT_DELETABLE: {
    meaning: 'A running job cannot be deleted; wait for its end',
    message: `Job ${jobId} is processing and cannot be deleted`,
    details: { jobId, status: 'processing' },
  },
  LEASE_LOST: {
    meaning:
      'The report came under a lease that has ended, or of a job that has; drop the work and claim anew',
    message: `The lease of job ${jobId} has ended: report nothing more of it, and claim the next`,
    details: { jobId, status: 'failed' },
  },
  INVALID_RESULT: {
    meaning: 'The result does not fit the assessment; it counts as a failed try',
    message: 'The result does not fit the assessment: archetype: is required',
    details: { fields: [{ path: 'archetype', message: 'is required' }] },
  },
  ACCOUNT_EXISTS: {
    meaning: 'The e-mail address or the username has an account',
    message: 'This e-mail is already registered; sign in with it',
    details: {
      fields: [{ path: 'email', message: 'is already registered; sign in with it' }],
    },
  },
  PAYLOAD_TOO_LARGE: {
    meaning: 'The body is larger than the limit',
    message: 'The body may have 262144 bytes at most',
    details: {},
  },
  RATE_LIMITED: {
    meaning: 'Too often for one account or one address; when to come back is told',
    message: 'Too many submissions; try again later',
    details: soon,
  },
  QUEUE_FULL: {
    meaning: 'The job could not start before its queued timeout; nothing was charged',
    message: 'The line is too long at the moment; nothing was charged',
    details: soon,
  },
  OVERLOADED: {
    meaning: 'The service takes no new work at the moment; nothing was charged',
    message: 'New work is not taken for now; nothing was charged',
    details: soon,
  },
  STORE_UNAVAILABLE: {
    meaning: 'The database cannot be written, such as on a full disk; nothing was charged',
    message: 'The service cannot store anything now; try again soon',
    details: soon,
  },
  SERVICE_STOPPING: {
    meaning: 'The service is restarting; the same request succeeds in a moment',
    message: 'The service is stopping; try again in a moment',
    details: soon,
  },
}

/** What the transport refuses before anything is asked, each code once. */
export const transportRefusals = [
  refusals.badTarget,
  refusals.origin,
  refusals.mediaType,
  refusals.failed,
]
