// The refusals the transport itself makes, before anything of the service runs, each in the form that
// its caller can read: REST's envelope, tRPC's error shape, or a bare handshake answer.
import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { domainErrorCodes } from '../domain/errors.ts'
import type { ErrorData } from '../router/errors.ts'
import { failure } from './envelope.ts'

export interface Refusal {
  readonly status: number
  readonly code: string
  readonly trpcCode: TRPC_ERROR_CODE_KEY
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

const refusal = (
  status: number,
  code: string,
  trpcCode: TRPC_ERROR_CODE_KEY,
  message: string,
  headers?: Record<string, string>,
): Refusal => ({ status, code, trpcCode, message, ...(headers && { headers }) })

const soon = { 'retry-after': '5' }

export const refusals = {
  badTarget: refusal(400, 'BAD_REQUEST', 'BAD_REQUEST', 'The Host or the path is not valid'),
  badUpgrade: refusal(
    400,
    'BAD_REQUEST',
    'BAD_REQUEST',
    'Only WebSocket is offered as an upgrade; send the request without one',
  ),
  badBody: refusal(400, 'BAD_REQUEST', 'PARSE_ERROR', 'The body is not valid UTF-8'),
  tooDeep: refusal(400, 'BAD_REQUEST', 'PARSE_ERROR', 'The JSON nests too deeply'),
  origin: refusal(403, 'ORIGIN_NOT_ALLOWED', 'FORBIDDEN', 'This origin is not allowed'),
  noPath: refusal(404, 'NOT_FOUND', 'NOT_FOUND', 'There is nothing at this path'),
  tooLarge: refusal(413, 'PAYLOAD_TOO_LARGE', 'PAYLOAD_TOO_LARGE', 'The body is too large'),
  mediaType: refusal(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    'UNSUPPORTED_MEDIA_TYPE',
    'Send application/json, not compressed',
  ),
  tooManyHeaders: refusal(431, 'BAD_REQUEST', 'BAD_REQUEST', 'The request has too many headers'),
  tooManyFromAddress: refusal(
    429,
    'RATE_LIMITED',
    'TOO_MANY_REQUESTS',
    'Too many live connections from this address',
    soon,
  ),
  full: refusal(
    503,
    'OVERLOADED',
    'SERVICE_UNAVAILABLE',
    'Too many live connections at the moment',
    soon,
  ),
  stopping: refusal(
    503,
    'SERVICE_STOPPING',
    'SERVICE_UNAVAILABLE',
    'The service is restarting',
    soon,
  ),
  failed: refusal(
    500,
    'INTERNAL_ERROR',
    'INTERNAL_SERVER_ERROR',
    'The request failed; quote the request id when you report it',
  ),
} as const

export const methodRefusal = (allowed: readonly string[]): Refusal =>
  refusal(405, 'METHOD_NOT_ALLOWED', 'METHOD_NOT_SUPPORTED', 'This method is not allowed here', {
    allow: allowed.join(', '),
  })

/** The body of a refusal as its caller expects it. */
function refusalBody(refusal: Refusal, form: 'rest' | 'trpc', now: number): string {
  if (form === 'rest') return JSON.stringify(failure(refusal.code, refusal.message, now))
  const data = { code: refusal.trpcCode, httpStatus: refusal.status, domain: domainOf(refusal) }
  const code = TRPC_ERROR_CODES_BY_KEY[refusal.trpcCode]
  return JSON.stringify({ error: { message: refusal.message, code, data } })
}

/** Where the refusal is one that clients know by name, in the form the procedures give theirs. */
function domainOf({ code, headers }: Refusal): ErrorData['domain'] {
  const known = domainErrorCodes.find((each) => each === code)
  const retryAfterMs = Number(headers?.['retry-after'] ?? 0) * 1_000
  return known ? { code: known, details: retryAfterMs > 0 ? { retryAfterMs } : {} } : null
}

/** Answers a request; the connection stays usable unless the caller set `Connection: close`. */
export function refuse(
  response: ServerResponse,
  refusal: Refusal,
  form: 'rest' | 'trpc',
  now: number,
): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  writeRefusal(response, refusal, form, now)
  response.end()
}

/** As `refuse`, but the response is left open although it is complete: its body has its length. */
export function writeRefusal(
  response: ServerResponse,
  refusal: Refusal,
  form: 'rest' | 'trpc',
  now: number,
): void {
  const body = refusalBody(refusal, form, now)
  response.writeHead(refusal.status, {
    ...refusal.headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  if (response.req.method !== 'HEAD') response.write(body)
}

/** Answers an upgrade request, whose socket node has already let go of, and closes it. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal, now: number): void {
  const body = refusalBody(refusal, 'rest', now)
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    'Connection: close',
    'Content-Type: application/json',
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(refusal.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  ]
  socket.once('finish', () => socket.destroy())
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
