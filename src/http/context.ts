// The contract between the transport and whoever makes the router's context. The transport knows
// sockets and says nothing of users; the context's maker knows users and touches no socket.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { LiveConnection } from './live-connection.ts'

/** What a context is made from: one HTTP request, or one WebSocket for its whole life. */
export interface ContextRequest {
  readonly kind: 'http' | 'ws'
  /** In the logs, and on HTTP also in the `X-Request-Id` header of the answer. */
  readonly requestId: string
  readonly headers: IncomingHttpHeaders
  /**
   * What the client gave to `connectionParams`; `{token}` by agreement. A WebSocket sends them as its
   * first message; an SSE client sends them in its URL, which proxies may log.
   */
  readonly connectionParams: Readonly<Record<string, string | undefined>> | null
  readonly remoteAddress: string
  /** The WebSocket, or the SSE stream of a subscription; undefined for a plain call. */
  readonly connection: LiveConnection | undefined
  /** Aborts when the service stops. A subscription that it ends must throw, not return, to be resumed. */
  readonly shutdown: AbortSignal
}

/**
 * Throws a `DomainError` to refuse: its code becomes the answer's, and a WebSocket is closed. Whoever is
 * signed in on a live connection must be told to it by `connection.authenticate`.
 */
export type CreateContext<Context> = (request: ContextRequest) => Context | Promise<Context>

/** What the REST application finds in `c.env`. */
export interface RestBindings {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly requestId: string
  readonly remoteAddress: string
  readonly shutdown: AbortSignal
}

/** The part of a Hono application that the transport calls. */
export interface RestHandler {
  fetch(request: Request, bindings: RestBindings): Response | Promise<Response>
}
