// The service below a path of somebody else's HTTP server: which requests are ours, and their address as the service
// knows it. It opens no port, closes no connection and changes nothing about that server.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** The two things that an HTTP server hands over. What is not below the path stays untouched, for others to answer. */
export interface Mounted {
  /** Takes a request of the server's `request` event; false where it is not for the service. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** Takes a handshake of the server's `upgrade` event; false where it is not for the service. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
}

export interface MountTargets {
  readonly request: (request: IncomingMessage, response: ServerResponse) => void
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

const pathPattern = /^(?:\/[A-Za-z0-9._~-]+)+$/
const pathMaxChars = 200

/** Throws a plain `Error` unless `path` is one or more plain segments, such as `/analysis` or `/api/v2/analysis`. */
export function mountAt(path: string, targets: MountTargets): Mounted {
  if (!pathPattern.test(path) || path.length > pathMaxChars) {
    throw new Error(
      `The path to mount at must be like "/analysis", up to ${pathMaxChars} characters, not "${path.slice(0, pathMaxChars)}"`,
    )
  }
  const take = (request: IncomingMessage): boolean => {
    const target = targetBelow(path, request.url ?? '')
    if (target === undefined) return false
    request.url = target
    return true
  }
  return {
    handle(request, response) {
      if (!take(request)) return false
      targets.request(request, response)
      return true
    },
    upgrade(request, socket, head) {
      if (!take(request)) return false
      targets.upgrade(request, socket, head)
      return true
    },
  }
}

/** The pages know only the root of a server, so neither they nor what leads to them is mounted. */
const ofPages = /^\/(?:app(?:[/?]|$)|\?|$)/

function targetBelow(path: string, target: string): string | undefined {
  if (!target.startsWith(`${path}/`)) return undefined
  const below = target.slice(path.length)
  return ofPages.test(below) ? undefined : below
}
