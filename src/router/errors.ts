// Translates what went wrong for clients, once: a refusal of the domain keeps its code and details, trouble
// with the store becomes one, and nothing of anything else is told. It logs nothing.
import { TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import { DomainError, type DomainErrorCode, type DomainErrorDetails } from '../domain/errors.ts'

/** The tRPC code of every refusal; a new one does not compile until it is here. */
export const trpcCodeOf: Record<DomainErrorCode, TRPC_ERROR_CODE_KEY> = {
  VALIDATION_ERROR: 'BAD_REQUEST',
  UNSUPPORTED_ASSESSMENT: 'BAD_REQUEST',
  UNAUTHORIZED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  INSUFFICIENT_TOKENS: 'PAYMENT_REQUIRED',
  NOT_FOUND: 'NOT_FOUND',
  IDEMPOTENCY_KEY_REUSED: 'CONFLICT',
  JOB_NOT_CANCELLABLE: 'CONFLICT',
  JOB_NOT_RETRYABLE: 'CONFLICT',
  JOB_NOT_DELETABLE: 'CONFLICT',
  ACCOUNT_EXISTS: 'CONFLICT',
  LEASE_LOST: 'CONFLICT',
  INVALID_RESULT: 'UNPROCESSABLE_CONTENT',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
  QUEUE_FULL: 'TOO_MANY_REQUESTS',
  OVERLOADED: 'SERVICE_UNAVAILABLE',
  STORE_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  SERVICE_STOPPING: 'SERVICE_UNAVAILABLE',
}

/** What a client is told of an error beside its message; `domain` is there when a rule said no. */
export interface ErrorData {
  readonly code: TRPC_ERROR_CODE_KEY
  readonly httpStatus: number
  readonly path: string | undefined
  readonly domain: { readonly code: DomainErrorCode; readonly details: DomainErrorDetails } | null
  /** To quote when reporting the error. */
  readonly requestId: string | null
}

const unexpected = 'The request failed; quote the request id when you report it'

/** The refusal in an error or among its causes; undefined where nobody foresaw it. */
export function refusalIn(error: unknown): DomainError | undefined {
  for (const cause of causesOf(error)) if (cause instanceof DomainError) return cause
  return storeTroubleIn(error) ? storeUnavailable() : undefined
}

/** Why the database could not do its work now, where it may be able to later. */
export const storeTroubleIn = (error: unknown): Error | undefined =>
  causesOf(error).find((cause) => {
    const { code } = cause as { code?: unknown }
    return typeof code === 'string' && passingTrouble.test(code)
  })

/** As a tRPC error with the refusal's own code; what nobody foresaw stays as it is. */
export function translated(error: unknown): unknown {
  const refusal = refusalIn(error)
  if (!refusal) return error
  const { code, message } = refusal
  return new TRPCError({ code: trpcCodeOf[code], message, cause: refusal })
}

/** What a client may read: a refusal's words, tRPC's own about the call, and never those of a bug. */
export function messageFor(error: TRPCError): string {
  const refusal = refusalIn(error)
  if (refusal) return refusal.message
  if (error.code === 'INTERNAL_SERVER_ERROR') return unexpected
  return error.cause === undefined ? echoed(error.message) : 'The request is not valid'
}

/** What an answer repeats of a call's path: more than any has that exists, and little of one made up. */
export const echoMaxChars = 200

/** tRPC names the path it did not find, as long as it was sent: a refusal must not grow with its request. */
export const echoed = (text: string): string => text.slice(0, echoMaxChars).toWellFormed()

/** What an answer tells of wrong fields, as JSON text; bytes on the wire are at most three times as many. */
const fieldsMaxChars = 20_000

/** A refusal's details, with as many of the wrong fields as an answer of bounded size has room for. */
export function toldDetails({ details }: DomainError): DomainErrorDetails {
  if (!details.fields) return details
  let room = fieldsMaxChars
  const fields = details.fields.filter((field) => {
    room -= JSON.stringify(field).length
    return room >= 0
  })
  return { ...details, fields }
}

const passingTrouble = /^SQLITE_(FULL|BUSY|LOCKED|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL)/

const storeUnavailable = (): DomainError =>
  new DomainError('STORE_UNAVAILABLE', 'The service cannot store anything now; try again soon', {
    retryAfterMs: 5_000,
  })

/** An error and what caused it, from the outside in; bounded, since a cause may be cyclic. */
function causesOf(error: unknown): Error[] {
  const causes: Error[] = []
  for (let cause = error; cause instanceof Error && causes.length < 8; cause = cause.cause) {
    causes.push(cause)
  }
  return causes
}
