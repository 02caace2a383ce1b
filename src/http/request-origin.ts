// Reads how a caller names its request: `X-Request-Id`, and the W3C header `traceparent`. What is not well-formed is
// left aside and never refused; nothing of it is believed beyond being a name.
import type { IncomingHttpHeaders } from 'node:http'
import type { Origin, TraceParent } from '../domain/origin.ts'

export const requestIdMaxChars = 128
const requestId = new RegExp(`^[A-Za-z0-9._:-]{1,${requestIdMaxChars}}$`)

/** Later versions of the header may go on after what is known of it. */
const traceParent = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.{0,200})?$/

/** `newId` is called where the caller gave no id, or none that can be used. */
export function originOf(headers: IncomingHttpHeaders, newId: () => string): Origin {
  const given = headers['x-request-id']
  const isUsable = typeof given === 'string' && requestId.test(given)
  const trace = readTraceParent(headers['traceparent'])
  return { requestId: isUsable ? given : newId(), ...(trace && { trace }) }
}

/** Undefined where there is none, or none that the standard calls valid. */
export function readTraceParent(header: unknown): TraceParent | undefined {
  if (typeof header !== 'string') return undefined
  const [, version = '', traceId = '', spanId = '', flags = '', more] =
    traceParent.exec(header) ?? []
  const isWhole = version !== '' && (version !== '00' || more === undefined)
  if (!isWhole || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) }
}
