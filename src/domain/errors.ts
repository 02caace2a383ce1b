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
  'LEASE_LOST',
  'INVALID_RESULT',
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

/** Everything a refusal may carry. */
interface Carried {
  readonly fields: readonly FieldProblem[]
  /** Tokens the request would cost, and tokens the account has. */
  readonly required: number
  readonly available: number
  /** How long to wait before asking again. */
  readonly retryAfterMs: number
  /** The job in the way, and where it stands. */
  readonly jobId: string
  readonly status: string
}

/** Carries these and nothing else; the others can be asked for where the code is not known yet. */
type Carries<Name extends keyof Carried> = { readonly [Each in Name]: Carried[Each] } & {
  readonly [Other in Exclude<keyof Carried, Name>]?: undefined
}

/** What each refusal carries. */
interface DetailsByCode {
  VALIDATION_ERROR: Carries<'fields'>
  UNSUPPORTED_ASSESSMENT: Carries<'fields'>
  UNAUTHORIZED: Carries<never>
  FORBIDDEN: Carries<never>
  INSUFFICIENT_TOKENS: Carries<'required' | 'available'>
  NOT_FOUND: Carries<never>
  IDEMPOTENCY_KEY_REUSED: Carries<'jobId'>
  JOB_NOT_CANCELLABLE: Carries<'jobId' | 'status'>
  JOB_NOT_RETRYABLE: Carries<'jobId' | 'status'>
  JOB_NOT_DELETABLE: Carries<'jobId' | 'status'>
  ACCOUNT_EXISTS: Carries<'fields'>
  LEASE_LOST: Carries<'jobId' | 'status'>
  INVALID_RESULT: Carries<'fields'>
  PAYLOAD_TOO_LARGE: Carries<never>
  RATE_LIMITED: Carries<'retryAfterMs'>
  QUEUE_FULL: Carries<'retryAfterMs'>
  OVERLOADED: Carries<'retryAfterMs'>
  STORE_UNAVAILABLE: Carries<'retryAfterMs'>
  SERVICE_STOPPING: Carries<'retryAfterMs'>
}

/** What the refusal with this code carries; a code that is not in the table above does not compile. */
export type DetailsOf<Code extends DomainErrorCode> = DetailsByCode[Code]

export type DomainErrorDetails = DetailsOf<DomainErrorCode>

/** Details are asked for where the code carries some, and only there. */
type DetailsGiven<Code extends DomainErrorCode> = Code extends DomainErrorCode
  ? Carries<never> extends DetailsOf<Code>
    ? []
    : [details: DetailsOf<Code>]
  : never

/** A rule said no. Safe to show to the caller, message and details included. */
export class DomainError<Code extends DomainErrorCode = DomainErrorCode> extends Error {
  override readonly name = 'DomainError'
  readonly code: Code
  readonly details: DetailsOf<Code>

  constructor(code: Code, message: string, ...[details]: DetailsGiven<Code>) {
    super(message)
    this.code = code
    this.details = (details ?? {}) as DetailsOf<Code>
  }
}

/** What is somebody else's is answered as if it were not there; accounts are only looked up by operators. */
export const notFound = (
  what: 'job' | 'result' | 'user' | 'link' | 'webhook' | 'delivery' | 'selection',
  id: string,
): DomainError => {
  const whose = what === 'user' ? '' : ' of yours'
  return new DomainError('NOT_FOUND', `There is no ${what} ${id.slice(0, 255)}${whose}`)
}

/** An account that was erased is answered as one that never was. */
export const noSuchAccount = (): DomainError =>
  new DomainError('UNAUTHORIZED', 'There is no such account')

export const accountDisabled = (): DomainError =>
  new DomainError('FORBIDDEN', 'This account is disabled')

const describedMaxChars = 1_000

/** Any thrown thing as one bounded line for the log, without its stack; also what throws when it is looked at. */
export function describeError(error: unknown, maxChars = describedMaxChars): string {
  try {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return text.slice(0, maxChars)
  } catch {
    return 'an error that cannot be described'
  }
}
