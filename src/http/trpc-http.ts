// Hands a checked request to tRPC's node adapter; a subscription over SSE becomes a live connection, under
// the same caps as a WebSocket. Bodies were read and bounded before.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http'
import { keepUnstored } from './headers.ts'
import type { HttpLimits } from './limits.ts'
import type { LiveConnection } from './live-connection.ts'
import type { LiveConnections } from './live-connections.ts'
import type { CheckedRequest } from './request-handler.ts'
import { contextFor, logCallError, type TrpcSide, trpcRefusal } from './trpc-context.ts'
import { sseWire } from './wires.ts'

export interface TrpcHttpOptions<Context> {
  readonly trpc: TrpcSide<Context>
  readonly trpcPath: string
  readonly live: LiveConnections
  readonly limits: HttpLimits
  readonly shutdown: AbortSignal
}

export class TrpcHttp<Context> {
  readonly #options: TrpcHttpOptions<Context>
  readonly #streams = new Set<LiveConnection>()

  constructor(options: TrpcHttpOptions<Context>) {
    this.#options = options
  }

  async handle({
    request,
    response,
    url,
    requestId,
    trace,
    remoteAddress,
  }: CheckedRequest): Promise<void> {
    const { trpc, trpcPath, limits, shutdown } = this.#options
    keepUnstored(response)
    await nodeHTTPRequestHandler<TrpcSide<Context>['router'], IncomingMessage, ServerResponse>({
      req: request,
      res: response,
      path: url.pathname.slice(trpcPath.length + 1),
      router: trpc.router,
      maxBatchSize: limits.batchCallsMax,
      maxBodySize: limits.bodyMaxBytes,
      onError: (call) => logCallError(trpc.log, { requestId, trace }, call),
      createContext: ({ info }) =>
        contextFor(trpc, {
          kind: 'http',
          requestId,
          trace,
          headers: request.headers,
          connectionParams: info.connectionParams,
          remoteAddress,
          connection:
            info.type === 'subscription' ? this.#openStream(response, remoteAddress) : undefined,
          shutdown,
        }),
    })
  }

  /** Cuts every stream in a way that makes its client resume. */
  drain(): void {
    for (const connection of this.#streams) connection.close(0, 'the service is restarting')
  }

  #openStream(response: ServerResponse, remoteAddress: string): LiveConnection {
    const { live } = this.#options
    const refusal = live.refusalFor(remoteAddress)
    if (refusal) throw trpcRefusal(refusal)
    const connection = live.add(sseWire(response), remoteAddress)
    this.#streams.add(connection)
    response.on('drain', () => connection.drained())
    response.once('close', () => {
      this.#streams.delete(connection)
      live.remove(connection)
    })
    return connection
  }
}
