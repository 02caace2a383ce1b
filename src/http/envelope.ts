// The envelope of every REST answer, `{success, data | error, timestamp}`, and the HTTP status of every
// refusal. Pure: it writes to no response.
import type { DomainError, DomainErrorCode } from '../domain/errors.ts'

export interface Failure {
  readonly success: false
  readonly error: { readonly code: string; readonly message: string; readonly details?: object }
  /** ISO 8601. */
  readonly timestamp: string
}

export interface Success<Data> {
  readonly success: true
  readonly message?: string
  readonly data: Data
  readonly timestamp: string
}

export const httpStatusOf: Record<DomainErrorCode, number> = {
  VALIDATION_ERROR: 400,
  UNSUPPORTED_ASSESSMENT: 400,
  UNAUTHORIZED: 401,
  INSUFFICIENT_TOKENS: 402,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  IDEMPOTENCY_KEY_REUSED: 409,
  JOB_NOT_CANCELLABLE: 409,
  JOB_NOT_RETRYABLE: 409,
  JOB_NOT_DELETABLE: 409,
  ACCOUNT_EXISTS: 409,
  LEASE_LOST: 409,
  INVALID_RESULT: 422,
  PAYLOAD_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  QUEUE_FULL: 429,
  OVERLOADED: 503,
  STORE_UNAVAILABLE: 503,
  SERVICE_STOPPING: 503,
}

export const success = <Data>(data: Data, now: number, message?: string): Success<Data> => ({
  success: true,
  ...(message !== undefined && { message }),
  data,
  timestamp: new Date(now).toISOString(),
})

export const failure = (code: string, message: string, now: number, details?: object): Failure => ({
  success: false,
  error: { code, message, ...(details !== undefined && { details }) },
  timestamp: new Date(now).toISOString(),
})

/** Whole seconds for a `Retry-After` header, where the refusal says when to come back. */
export const retryAfterOf = (error: DomainError): string | undefined =>
  error.details.retryAfterMs === undefined
    ? undefined
    : String(Math.max(1, Math.ceil(error.details.retryAfterMs / 1_000)))
