// What a request is addressed to, checked before any library parses it: a bad Host or target that makes
// `new URL` throw inside a listener ends the process. It looks at nothing but the request's head.
import type { IncomingMessage } from 'node:http'

const hostPattern = /^(?:[a-z0-9_](?:[a-z0-9._-]{0,252})|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i

/** An origin-form target; `//` and an absolute URI would name another host, a backslash in a path another path. */
const targetPattern = /^\/(?!\/)[^?#\\]*(?:[?#]|$)/

/** The URL a request is for, or undefined when its Host or its target is not one this server answers to. */
export function targetOf(request: IncomingMessage): URL | undefined {
  const { host } = request.headers
  if (host === undefined || !hostPattern.test(host)) return undefined
  if (!targetPattern.test(request.url ?? '')) return undefined
  if (countHeader(request, 'host') > 1) return undefined
  try {
    return new URL(request.url ?? '', `http://${host}`)
  } catch {
    // A port above 65535 or a wrong IPv6 address passes the pattern.
    return undefined
  }
}

export const headerCount = (request: IncomingMessage): number => request.rawHeaders.length / 2

function countHeader(request: IncomingMessage, name: string): number {
  let count = 0
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    if (request.rawHeaders[index]?.toLowerCase() === name) count++
  }
  return count
}
