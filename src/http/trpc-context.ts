// Runs the service's `createContext` for tRPC's two adapters, so that its refusals reach the client with
// their own status. It makes no context itself.
import type { AnyTRPCRouter } from '@trpc/server'
import { TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import { DomainError, describeError } from '../domain/errors.ts'
import { type Origin, originFields } from '../domain/origin.ts'
import type { Log } from '../system/log.ts'
import type { ContextRequest, CreateContext } from './context.ts'
import { httpStatusOf } from './envelope.ts'
import type { Refusal } from './refusal.ts'

/** What both adapters report of an error that a call ended with. */
export interface CallError {
  readonly error: TRPCError
  readonly path: string | undefined
  readonly type: string
}

export interface TrpcSide<Context> {
  readonly router: AnyTRPCRouter
  readonly createContext: CreateContext<Context>
  readonly log: Log
}

/** As `createContext`, but a `DomainError` becomes the tRPC error of the same status. */
export async function contextFor<Context>(
  side: TrpcSide<Context>,
  request: ContextRequest,
): Promise<Context> {
  try {
    return await side.createContext(request)
  } catch (error) {
    throw error instanceof DomainError ? trpcErrorOf(error) : error
  }
}

export const trpcRefusal = (refusal: Refusal): TRPCError =>
  new TRPCError({ code: refusal.trpcCode, message: refusal.message })

/** Logs what nobody expected; a refusal is the caller's business. Never the input: it is personal data. */
export function logCallError(log: Log, origin: Origin, call: CallError): void {
  const cause = call.error.cause ?? call.error
  if (call.error.code !== 'INTERNAL_SERVER_ERROR' || cause instanceof DomainError) return
  if (isOfPeer(cause)) return
  log.error('call.failed', {
    ...originFields(origin),
    reason: `${call.type} ${call.path ?? ''}`,
    error: describeError(cause),
  })
}

/** A frame that breaks the protocol: ws has closed the connection with the fitting code. */
const isOfPeer = (error: Error): boolean =>
  'code' in error && typeof error.code === 'string' && error.code.startsWith('WS_ERR_')

const trpcErrorOf = (error: DomainError): TRPCError =>
  new TRPCError({
    code: codeOfStatus[httpStatusOf[error.code]] ?? 'INTERNAL_SERVER_ERROR',
    message: error.message,
    cause: error,
  })

const codeOfStatus: Readonly<Record<number, TRPC_ERROR_CODE_KEY>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  402: 'PAYMENT_REQUIRED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
}
