// The closed list of refusals: every "no" a caller can hear, with what it must carry.
// It knows no transport; router/trpc.ts and http/envelope.ts each map the whole list once.

export const domainErrorCodes = [
  'VALIDATION_ERROR',
  'UNSUPPORTED_ASSESSMENT',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'INSUFFICIENT_TOKENS',
  'NOT_FOUND',
  'IDEMPOTENCY_KEY_REUSED',
  'JOB_NOT_CANCELLABLE',
  'JOB_NOT_RETRYABLE',
  'JOB_NOT_DELETABLE',
  'ACCOUNT_EXISTS',
  'PAYLOAD_TOO_LARGE',
  'RATE_LIMITED',
  'QUEUE_FULL',
  'OVERLOADED',
  'STORE_UNAVAILABLE',
  'SERVICE_STOPPING',
] as const

export type DomainErrorCode = (typeof domainErrorCodes)[number]

/** One wrong field of a request: where it is, what is wrong, what is allowed and what was sent. */
export interface FieldProblem {
  readonly path: string
  readonly message: string
  readonly limit?: string
  readonly sent?: string
}

export interface DomainErrorDetails {
  readonly fields?: readonly FieldProblem[]
  /** Tokens the request would cost, and tokens the account has. */
  readonly required?: number
  readonly available?: number
  /** How long to wait before asking again. */
  readonly retryAfterMs?: number
  readonly jobId?: string
  readonly status?: string
}

/** A rule said no. Safe to show to the caller, message and details included. */
export class DomainError extends Error {
  override readonly name = 'DomainError'
  readonly code: DomainErrorCode
  readonly details: DomainErrorDetails

  constructor(code: DomainErrorCode, message: string, details: DomainErrorDetails = {}) {
    super(message)
    this.code = code
    this.details = details
  }
}

export const notFound = (what: 'job' | 'result' | 'user', id: string): DomainError =>
  new DomainError('NOT_FOUND', `There is no ${what} ${id.slice(0, 255)} of yours`)

const describedMax = 1_000

/** Any thrown thing as one bounded line for the log, without its stack. */
export const describeError = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(
    0,
    describedMax,
  )
