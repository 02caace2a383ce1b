// One port for everything, or a place below somebody else's: tRPC over HTTP, SSE and WebSocket under /trpc, and the
// REST application for the rest. It starts and stops the sockets; every rule about them is in the files it puts together.

import { setMaxListeners } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import type { AnyTRPCRouter } from '@trpc/server'
import { describeError } from '../domain/errors.ts'
import type { Clock } from '../system/clock.ts'
import type { Log } from '../system/log.ts'
import type { ReadRequest } from './body.ts'
import type { CreateContext, PlainAnswer, RestBindings, RestHandler } from './context.ts'
import { failure } from './envelope.ts'
import { defaultLimits, type HttpLimits } from './limits.ts'
import { closeReasonOf } from './live-connection.ts'
import { LiveConnections } from './live-connections.ts'
import { type Mounted, mountAt } from './mount.ts'
import { originPolicy } from './origin.ts'
import { type CheckedRequest, RequestHandler } from './request-handler.ts'
import type { BodyMaxBytesOf } from './result-bodies.ts'
import { TrpcHttp } from './trpc-http.ts'
import { UpgradeGuard } from './upgrade-guard.ts'

export interface HttpServerOptions<Context> {
  readonly router: AnyTRPCRouter
  readonly createContext: CreateContext<Context>
  readonly rest: RestHandler
  readonly clock: Clock
  readonly log: Log
  readonly newId: () => string
  /** 0 lets the system choose one. */
  readonly port: number
  /** Where to listen; the loopback address where not given. */
  readonly host?: string
  /** Pages of other origins that may call, such as `https://app.example.com`. */
  readonly allowedOrigins?: readonly string[]
  /** Addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. */
  readonly trustedProxies?: readonly string[]
  /** The service is reached by https only. */
  readonly https?: boolean
  readonly limits?: Partial<HttpLimits>
  /** Makes room for larger bodies of known senders. */
  readonly bodyMaxBytesOf?: BodyMaxBytesOf
  /** Told why, for each live connection that the service closes. */
  readonly onLiveClosed?: ((reason: string) => void) | undefined
}

const trpcPath = '/trpc'

export class HttpServer<Context> {
  readonly live: LiveConnections
  readonly #options: HttpServerOptions<Context>
  readonly #limits: HttpLimits
  readonly #shutdown = new AbortController()
  readonly #server: Server
  readonly #requests: RequestHandler
  readonly #trpcHttp: TrpcHttp<Context>
  readonly #upgrades: UpgradeGuard<Context>
  readonly #toHono: ReturnType<typeof getRequestListener>
  /** What the REST application is told of a request, from the checks to its handler. */
  readonly #checked = new WeakMap<IncomingMessage, CheckedRequest>()
  #stopped: Promise<void> | undefined
  #isMounted = false

  constructor(options: HttpServerOptions<Context>) {
    this.#options = options
    // Each subscription listens to it: more than ten are no leak.
    setMaxListeners(0, this.#shutdown.signal)
    this.#limits = { ...defaultLimits, ...options.limits }
    const { clock, log, newId } = options
    const common = {
      trpc: { router: options.router, createContext: options.createContext, log },
      trpcPath,
      clock,
      limits: this.#limits,
      origins: originPolicy(options.allowedOrigins ?? []),
      trustedProxies: new Set(options.trustedProxies),
      https: options.https ?? false,
      newId,
      shutdown: this.#shutdown.signal,
    }
    this.live = new LiveConnections({
      clock,
      limits: this.#limits,
      onClose: (code) => options.onLiveClosed?.(closeReasonOf(code)),
    })
    this.#trpcHttp = new TrpcHttp({ ...common, live: this.live })
    this.#upgrades = new UpgradeGuard({ ...common, live: this.live })
    this.#requests = new RequestHandler({
      ...common,
      log,
      bodyMaxBytesOf: options.bodyMaxBytesOf ?? (() => undefined),
      toTrpc: (checked) => this.#trpcHttp.handle(checked),
      toRest: (checked) => this.#toRest(checked),
    })
    // An embedder's global Request and Response stay what they are.
    this.#toHono = getRequestListener((request, env) => this.#rest(request, env as HttpBindings), {
      overrideGlobalObjects: false,
      errorHandler: (error) => this.#restFailed(error),
    })
    this.#server = this.#createServer()
  }

  start(): Promise<{ url: string; port: number }> {
    const { host = '127.0.0.1', port } = this.#options
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject)
        // Such as too many open files when a connection is accepted; unheard, it would end the process.
        this.#server.on('error', (error) => {
          this.#options.log.error('server.error', { error: describeError(error) })
        })
        const address = this.#server.address()
        const bound = typeof address === 'object' && address !== null ? address.port : port
        const name = host.includes(':') ? `[${host}]` : host
        resolve({ url: `http://${name}:${bound}`, port: bound })
      })
    })
  }

  /** In place of `start`: somebody else's server hands over what comes below `path`. */
  mount(path: string): Mounted {
    const mounted = mountAt(path, {
      request: (request, response) => this.#requests.handle(request, response),
      upgrade: (request, socket, head) => this.#upgrades.handle(request, socket, head),
    })
    this.#isMounted = true
    return mounted
  }

  /**
   * Accepts nothing new, answers what is under way, asks live clients to come back, and ends. What has not
   * ended after `graceMs` of real time is cut off, so this always settles.
   */
  stop(options: { graceMs: number }): Promise<void> {
    this.#stopped ??= this.#stop(options.graceMs)
    return this.#stopped
  }

  async #stop(graceMs: number): Promise<void> {
    if (!this.#server.listening && !this.#isMounted) return
    const closed = this.#isMounted
      ? this.#requests.whenIdle()
      : new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#requests.drain()
    this.#upgrades.drain()
    // Cut before their generators hear of it: a stream that ends by itself is taken for complete.
    this.#trpcHttp.drain()
    this.#shutdown.abort()
    const live = this.live.whenEmpty()
    await Promise.race([Promise.all([closed, live]), graceOver(graceMs)])
    this.live.terminateAll()
    if (this.#isMounted) this.#requests.cutOff()
    else this.#server.closeAllConnections()
    await Promise.all([closed, live])
  }

  #createServer(): Server {
    const limits = this.#limits
    const server = createServer({
      connectionsCheckingInterval: limits.timeoutCheckMs,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      maxHeaderSize: 16 * 1_024,
      // A peer that vanished without a word is noticed in the end.
      keepAlive: true,
      keepAliveInitialDelay: 60_000,
      noDelay: true,
    })
    server.maxConnections = limits.socketsMax
    server.maxRequestsPerSocket = limits.requestsPerSocketMax
    // Node drops what is over its limit without a word; one more shows that there was too much.
    server.maxHeadersCount = limits.headersMax + 1
    server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      this.#requests.handle(request, response),
    )
    server.on('upgrade', (request, socket, head) => this.#upgrades.handle(request, socket, head))
    return server
  }

  async #toRest(checked: CheckedRequest): Promise<void> {
    const answering = this.#answerPlainly(checked)
    if (answering) {
      write(checked.response, await answering)
      return
    }
    this.#checked.set(checked.request, checked)
    await this.#toHono(checked.request, checked.response)
  }

  #answerPlainly({ request, response, url, requestId, trace, remoteAddress }: CheckedRequest) {
    if (url.search !== '') return undefined
    const { method = '', headers, body = '' }: ReadRequest = request
    const { pathname: path } = url
    const shutdown = this.#shutdown.signal
    const from = { requestId, trace, remoteAddress, shutdown, gone: () => goneSignal(response) }
    return this.#options.rest.answer?.({ method, path, headers, body, ...from })
  }

  #rest(request: Request, env: HttpBindings): Response | Promise<Response> {
    const checked = this.#checked.get(env.incoming)
    const bindings: RestBindings = {
      ...env,
      requestId: checked?.requestId ?? '',
      trace: checked?.trace,
      remoteAddress: checked?.remoteAddress ?? '',
      shutdown: this.#shutdown.signal,
    }
    return this.#options.rest.fetch(request, bindings)
  }

  #restFailed(error: unknown): Response {
    this.#options.log.error('request.failed', { error: describeError(error) })
    const now = this.#options.clock.now()
    return Response.json(failure('INTERNAL_ERROR', 'The request failed', now), { status: 500 })
  }
}

/** Made only where it is asked for: most answers come before anybody could leave. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}

function write(response: ServerResponse, { status, headers, body }: PlainAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

/** Real time, whatever the service's clock says: it bounds what a peer may do, not what the service does. */
function graceOver(graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    AbortSignal.timeout(graceMs).addEventListener('abort', () => resolve(), { once: true })
  })
}
