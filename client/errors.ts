// What can go wrong, as errors that narrow by code. A refusal of the server keeps its code and details.
import { TRPCClientError } from '@trpc/client'
import type { DetailsOf, DomainErrorCode, DomainErrorDetails } from '../src/domain/errors.ts'

/** A refusal of the server, or why it could not be asked. */
export type UnstuckErrorCode = DomainErrorCode | 'NETWORK' | 'INTERNAL'

/** What an error with this code carries, such as `required` and `available` with INSUFFICIENT_TOKENS. */
export type UnstuckErrorDetails<Code extends UnstuckErrorCode = UnstuckErrorCode> =
  Code extends DomainErrorCode ? DetailsOf<Code> : DetailsOf<'NOT_FOUND'>

export class UnstuckError<Code extends UnstuckErrorCode = UnstuckErrorCode> extends Error {
  override readonly name: string = 'UnstuckError'
  readonly code: Code
  readonly details: UnstuckErrorDetails<Code>

  constructor(code: Code, message: string, details: UnstuckErrorDetails<Code>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }
}

/** The job ended as failed; its tokens came back with it. */
export class JobFailedError extends Error {
  override readonly name = 'JobFailedError'
  readonly jobId: string
  readonly resultId: string
  /** Such as STUCK_PROCESSING or CANCELLED. */
  readonly code: string
  readonly refundedTokens: number
  readonly newBalance: number | undefined

  constructor(failed: {
    jobId: string
    resultId: string
    code: string
    message: string
    refundedTokens: number
    newBalance: number | undefined
  }) {
    super(failed.message)
    this.jobId = failed.jobId
    this.resultId = failed.resultId
    this.code = failed.code
    this.refundedTokens = failed.refundedTokens
    this.newBalance = failed.newBalance
  }
}

/** One class a code, so that comparing the code says what the details are. */
type OneOf<Code extends UnstuckErrorCode> = Code extends UnstuckErrorCode
  ? UnstuckError<Code>
  : never

/**
 * Whether `error` is an `UnstuckError`, of this code where one is named. Its `details` are then those of
 * the code, or of the one that its `code` is compared with.
 */
export function isUnstuckError<Code extends UnstuckErrorCode = UnstuckErrorCode>(
  error: unknown,
  code?: Code,
): error is OneOf<Code> {
  return error instanceof UnstuckError && (code === undefined || error.code === code)
}

/** What a call of the server threw, as this client's error. */
export function toUnstuckError(error: unknown): Error {
  if (error instanceof UnstuckError || !(error instanceof TRPCClientError)) return error as Error
  const domain = domainOf(error.data)
  if (domain) return new UnstuckError(domain.code, error.message, domain.details, error)
  // Without data nobody answered: the connection failed, or what answered is not the service.
  if (!error.data) return new UnstuckError('NETWORK', error.message, {}, error)
  return new UnstuckError('INTERNAL', error.message, {}, error)
}

function domainOf(
  data: unknown,
): { code: DomainErrorCode; details: DomainErrorDetails } | undefined {
  if (typeof data !== 'object' || data === null || !('domain' in data)) return undefined
  const { domain } = data
  if (typeof domain !== 'object' || domain === null || !('code' in domain)) return undefined
  const details = 'details' in domain ? domain.details : {}
  return { code: domain.code as DomainErrorCode, details: (details ?? {}) as DomainErrorDetails }
}
