// Owns the server's `upgrade` event: nothing but a well-formed, allowed WebSocket handshake for tRPC's
// path reaches a library. Whatever else comes is answered and closed here, and never ends the process.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Origin } from '../domain/origin.ts'
import type { Clock } from '../system/clock.ts'
import { clientAddress, isSecure } from './client-address.ts'
import type { HttpLimits } from './limits.ts'
import type { LiveConnections } from './live-connections.ts'
import { allowsOrigin, type OriginPolicy } from './origin.ts'
import { type Refusal, refusals, refuseUpgrade } from './refusal.ts'
import { originOf } from './request-origin.ts'
import { headerCount, targetOf } from './request-target.ts'
import type { TrpcSide } from './trpc-context.ts'
import { webSocketWire } from './wires.ts'
import { WsSession } from './ws-session.ts'

/** How long a peer has to answer our goodbye. Real time: it is about the peer, not about the service. */
const goodbyeMs = 2_000

export interface UpgradeGuardOptions<Context> {
  readonly trpc: TrpcSide<Context>
  readonly trpcPath: string
  readonly live: LiveConnections
  readonly limits: HttpLimits
  readonly clock: Clock
  readonly origins: OriginPolicy
  readonly trustedProxies: ReadonlySet<string>
  readonly https: boolean
  readonly newId: () => string
  readonly shutdown: AbortSignal
}

export class UpgradeGuard<Context> {
  readonly #options: UpgradeGuardOptions<Context>
  readonly #webSocketServer: WebSocketServer
  readonly #sessions = new Set<WsSession<Context>>()
  readonly #named = new WeakMap<IncomingMessage, string>()
  #draining = false

  constructor(options: UpgradeGuardOptions<Context>) {
    this.#options = options
    // Not written as the argument: the types do not know `closeTimeout` yet.
    const settings = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.limits.messageMaxBytes,
      maxFragments: 64,
      maxBufferedChunks: 4_096,
      closeTimeout: goodbyeMs,
    }
    this.#webSocketServer = new WebSocketServer(settings)
    this.#webSocketServer.on('headers', (headers, request) => {
      headers.push(`X-Request-Id: ${this.#named.get(request)}`)
    })
  }

  /** The listener for the server's `upgrade` event. */
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const refusal = this.#refusalFor(request)
    if (refusal) {
      refuseUpgrade(socket, refusal, this.#options.clock.now())
      return
    }
    const remoteAddress = clientAddress(request, this.#options.trustedProxies)
    const origin = originOf(request.headers, this.#options.newId)
    this.#named.set(request, origin.requestId)
    // tRPC parses the Host and the URL once more, outside of any `try`.
    const { search = '' } = targetOf(request) ?? {}
    request.headers.host = 'internal'
    request.url = `${this.#options.trpcPath}${search}`
    this.#webSocketServer.handleUpgrade(request, socket, head, (webSocket) =>
      this.#accept(webSocket, request, socket, { remoteAddress, origin }),
    )
  }

  /** Refuses new handshakes and lets every session say goodbye. */
  drain(): void {
    this.#draining = true
    for (const session of this.#sessions) session.drain()
  }

  #refusalFor(request: IncomingMessage): Refusal | undefined {
    const { trpcPath, live, limits, origins, trustedProxies, https } = this.#options
    const url = targetOf(request)
    if (!url) return refusals.badTarget
    if (headerCount(request) > limits.headersMax) return refusals.tooManyHeaders
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return refusals.badUpgrade
    if (url.pathname !== trpcPath) return refusals.noPath
    const secure = https || isSecure(request, trustedProxies)
    const page = { host: request.headers.host ?? '', secure }
    if (!allowsOrigin(origins, request.headers.origin, page)) return refusals.origin
    if (this.#draining) return refusals.stopping
    return live.refusalFor(clientAddress(request, trustedProxies))
  }

  #accept(
    webSocket: WebSocket,
    request: IncomingMessage,
    socket: Duplex,
    { remoteAddress, origin }: { remoteAddress: string; origin: Origin },
  ): void {
    // ws closes the socket with the fitting code itself; without a listener the process would end.
    webSocket.on('error', ignore)
    const { live, limits, trpc, clock, shutdown } = this.#options
    const connection = live.add(
      webSocketWire(webSocket, socket, limits.bufferedMaxBytes),
      remoteAddress,
    )
    const session = new WsSession({
      webSocket,
      request,
      origin,
      connection,
      webSocketServer: this.#webSocketServer,
      trpc,
      limits,
      clock,
      shutdown,
    })
    this.#sessions.add(session)
    webSocket.once('close', () => {
      this.#sessions.delete(session)
      live.remove(connection)
    })
    session.start()
  }
}

const ignore = (): void => {}
