// Reads a request's body whole, up to a limit, before anything of the service runs. Both tRPC's adapter
// and Hono's take a body that was read already, so one limit covers both. It parses nothing.
import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'

export type BodyRead =
  | { readonly kind: 'read'; readonly body: Buffer }
  | { readonly kind: 'too-large' }
  /** The caller went away, or node ended the request because it took too long. */
  | { readonly kind: 'gone' }

/** Where the two adapters look for a body that was read already. */
export interface ReadRequest extends IncomingMessage {
  /** For @trpc/server. */
  body?: string
  /** For @hono/node-server. */
  rawBody?: Buffer
}

/** A declared length over the limit is refused unread; an undeclared one as soon as it passes the limit. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<BodyRead> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > maxBytes) return Promise.resolve({ kind: 'too-large' })
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const settle = (read: BodyRead) => {
      request.off('data', onData).off('end', onEnd).off('close', onClose)
      resolve(read)
    }
    const onData = (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxBytes) settle({ kind: 'too-large' })
      else chunks.push(chunk)
    }
    const onEnd = () => settle({ kind: 'read', body: Buffer.concat(chunks, bytes) })
    const onClose = () => settle({ kind: 'gone' })
    request.on('data', onData).on('end', onEnd).on('close', onClose)
  })
}

/** Hands a body to whichever adapter comes next; false if it is not text. */
export function attachBody(request: ReadRequest, body: Buffer): boolean {
  if (!isUtf8(body)) return false
  request.rawBody = body
  request.body = body.toString('utf8')
  return true
}

/**
 * Throws away what a refused caller still sends, so that it can read its refusal before the connection
 * closes, but no more than `maxBytes` of it.
 */
export function discard(request: IncomingMessage, maxBytes: number, done: () => void): void {
  let bytes = 0
  const settle = () => {
    request.off('data', onData).off('end', settle).off('close', settle)
    done()
  }
  const onData = (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxBytes) settle()
  }
  request.on('data', onData).on('end', settle).on('close', settle)
  request.resume()
}
