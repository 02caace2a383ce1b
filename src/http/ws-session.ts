// One accepted WebSocket: its limits put in front of tRPC's handler, and its orderly end. It is made only
// by the upgrade guard, after the handshake was checked.
import type { IncomingMessage } from 'node:http'
import { getWSConnectionHandler } from '@trpc/server/adapters/ws'
import type { WebSocket, WebSocketServer } from 'ws'
import { describeError } from '../domain/errors.ts'
import { type Origin, originFields } from '../domain/origin.ts'
import type { Clock } from '../system/clock.ts'
import type { HttpLimits } from './limits.ts'
import { closeCodes, type LiveConnection } from './live-connection.ts'
import { TokenBucket } from './token-bucket.ts'
import { contextFor, logCallError, type TrpcSide } from './trpc-context.ts'
import { WsEncoder } from './ws-encoder.ts'

const reconnect = JSON.stringify({ id: null, method: 'reconnect' })

export interface WsSessionOptions<Context> {
  readonly webSocket: WebSocket
  readonly request: IncomingMessage
  readonly origin: Origin
  readonly connection: LiveConnection
  readonly webSocketServer: WebSocketServer
  readonly trpc: TrpcSide<Context>
  readonly limits: HttpLimits
  readonly clock: Clock
  readonly shutdown: AbortSignal
}

export class WsSession<Context> {
  readonly #options: WsSessionOptions<Context>
  readonly #encoder: WsEncoder
  readonly #bucket: TokenBucket
  #draining = false

  constructor(options: WsSessionOptions<Context>) {
    const { limits, clock } = options
    this.#options = options
    this.#bucket = new TokenBucket(
      { perMinute: limits.messagesPerMinute, burst: limits.messagesBurst },
      clock.now(),
    )
    this.#encoder = new WsEncoder({ limits, admit: (extraCalls) => this.#admits(extraCalls) })
  }

  start(): void {
    const { webSocket, request } = this.#options
    // Before tRPC's listeners: what these refuse, its decoder refuses too.
    webSocket.on('message', (_data, isBinary) => {
      if (isBinary) this.#close(closeCodes.unsupportedData, 'only text messages are read')
      this.#count(1)
    })
    webSocket.on('ping', () => this.#count(1))
    this.#handler()(webSocket, request)
  }

  /** Asks the client to come back, answers what it has asked already, and says goodbye. */
  drain(): void {
    if (this.#draining) return
    this.#draining = true
    this.#options.webSocket.send(reconnect)
    this.#encoder.whenIdle(() => this.#close(closeCodes.restart, 'the service is restarting'))
  }

  #handler(): (webSocket: WebSocket, request: IncomingMessage) => void {
    const { trpc, limits, origin, request, connection, shutdown } = this.#options
    return getWSConnectionHandler({
      router: trpc.router,
      wss: this.#options.webSocketServer,
      maxBatchSize: limits.batchCallsMax,
      keepAlive: {
        enabled: true,
        pingMs: limits.pingIntervalMs,
        pongWaitMs: limits.pongWaitMs,
      },
      experimental_encoder: this.#encoder,
      onError: (call) => logCallError(trpc.log, origin, call),
      createContext: async ({ info }) => {
        try {
          return await contextFor(trpc, {
            kind: 'ws',
            ...origin,
            headers: request.headers,
            connectionParams: info.connectionParams,
            remoteAddress: connection.remoteAddress,
            connection,
            shutdown,
          })
        } catch (error) {
          const fields = { ...originFields(origin), error: describeError(error) }
          trpc.log.warn('connection.denied', fields)
          // After tRPC has told the client why, and before it closes without saying so.
          setImmediate(() => this.#close(closeCodes.unauthenticated, 'sign-in refused'))
          throw error
        }
      },
    })
  }

  #admits(extraCalls: number): boolean {
    if (extraCalls > 0) this.#count(extraCalls)
    return !this.#draining && !this.#options.connection.closing.aborted
  }

  #count(calls: number): void {
    const waitMs = this.#bucket.take(this.#options.clock.now(), calls)
    if (waitMs > 0) this.#close(closeCodes.policy, 'too many messages')
  }

  #close(code: number, reason: string): void {
    this.#options.connection.close(code, reason)
  }
}
