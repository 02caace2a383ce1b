// The error codes on the wire: those that clients of the prior system switch on, else the domain's own.
// Statuses are in envelope.ts.
import type { DomainErrorCode } from '../../domain/errors.ts'

/** A new refusal does not compile until it is here. */
export const wireCodeOf: Record<DomainErrorCode, string> = {
  VALIDATION_ERROR: 'VALIDATION_ERROR',
  // A name outside the list was a wrong field there, and is described as one here.
  UNSUPPORTED_ASSESSMENT: 'VALIDATION_ERROR',
  UNAUTHORIZED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  INSUFFICIENT_TOKENS: 'INSUFFICIENT_TOKENS',
  NOT_FOUND: 'NOT_FOUND',
  IDEMPOTENCY_KEY_REUSED: 'IDEMPOTENCY_KEY_REUSED',
  JOB_NOT_CANCELLABLE: 'JOB_NOT_CANCELLABLE',
  JOB_NOT_RETRYABLE: 'JOB_NOT_RETRYABLE',
  JOB_NOT_DELETABLE: 'JOB_NOT_DELETABLE',
  ACCOUNT_EXISTS: 'ACCOUNT_EXISTS',
  LEASE_LOST: 'LEASE_LOST',
  INVALID_RESULT: 'INVALID_RESULT',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  RATE_LIMITED: 'RATE_LIMITED',
  QUEUE_FULL: 'QUEUE_FULL',
  OVERLOADED: 'OVERLOADED',
  STORE_UNAVAILABLE: 'ARCHIVE_SERVICE_ERROR',
  SERVICE_STOPPING: 'SERVICE_STOPPING',
}

/** What the two refusals of a caller are called on routes for operators, where a service key is expected. */
export const internalCodeOf: Partial<Record<DomainErrorCode, string>> = {
  UNAUTHORIZED: 'INVALID_SERVICE_KEY',
  FORBIDDEN: 'INTERNAL_ENDPOINT',
}
