// The headers every answer carries, and those that let an allowed page of another origin read it.
// Who is allowed was decided before; nothing here says `*`, and no cookie is ever involved.
import type { ServerResponse } from 'node:http'

const preflightMaxAgeSeconds = '600'
const requestHeaders =
  'authorization, content-type, idempotency-key, x-idempotency-key, last-event-id, x-request-id, traceparent, tracestate'
const readableHeaders =
  'x-request-id, retry-after, x-idempotency-key, x-idempotency-cache, x-idempotency-supported, x-job-status'

/** Defaults of the strictest kind; the web app's pages relax the policy for themselves. */
export function setSecurityHeaders(
  response: ServerResponse,
  requestId: string,
  https: boolean,
): void {
  response.setHeader('x-request-id', requestId)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('cache-control', 'no-store')
  response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  response.setHeader('referrer-policy', 'no-referrer')
  if (https) response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains')
}

/** tRPC lets whoever stands in between store a stream, if they only ask before they show it again. */
export function keepUnstored(response: ServerResponse): void {
  const setHeader = response.setHeader.bind(response)
  response.setHeader = (name, value) =>
    setHeader(name, name.toLowerCase() === 'cache-control' ? 'no-store, no-transform' : value)
}

/** For an allowed origin only. */
export function setPageHeaders(response: ServerResponse, origin: string | undefined): void {
  response.setHeader('vary', 'Origin')
  if (origin === undefined) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-expose-headers', readableHeaders)
}

export function answerPreflight(response: ServerResponse, methods: readonly string[]): void {
  response.setHeader('access-control-allow-methods', methods.join(', '))
  response.setHeader('access-control-allow-headers', requestHeaders)
  response.setHeader('access-control-max-age', preflightMaxAgeSeconds)
  response.writeHead(204).end()
}
