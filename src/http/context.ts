// The contract between the transport and whoever makes the router's context. The transport knows
// sockets and says nothing of users; the context's maker knows users and touches no socket.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { TraceParent } from '../domain/origin.ts'
import type { LiveConnection } from './live-connection.ts'

/** What a context is made from: one HTTP request, or one WebSocket for its whole life. */
export interface ContextRequest {
  readonly kind: 'http' | 'ws'
  /** In the logs, and in the `X-Request-Id` header of the answer, that to a handshake included. */
  readonly requestId: string
  /** The caller's place in its own trace, where it said so. */
  readonly trace?: TraceParent | undefined
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
  readonly trace?: TraceParent | undefined
  readonly remoteAddress: string
  readonly shutdown: AbortSignal
}

/** A request in plain parts, for routes that need no more. */
export interface PlainRequest
  extends Pick<RestBindings, 'requestId' | 'trace' | 'remoteAddress' | 'shutdown'> {
  readonly method: string
  /** Without the query, which makes a request one for `fetch`. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Empty where there is none. */
  readonly body: string
  /** Gives a signal that aborts when nobody waits for the answer any more. */
  readonly gone?: () => AbortSignal
}

export interface PlainAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The part of the REST application that the transport calls. */
export interface RestHandler {
  /**
   * The answer to a request at a fixed path, or undefined where `fetch` must give it: a fetch Request and
   * Response cost more than all else that a submission needs outside the database.
   */
  answer?(request: PlainRequest): Promise<PlainAnswer> | undefined
  fetch(request: Request, bindings: RestBindings): Response | Promise<Response>
}
