// A transport with a small router and REST application behind it, real sockets in front of it.
import { once } from 'node:events'
import { initTRPC, tracked } from '@trpc/server'
import { Hono } from 'hono'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { DomainError } from '../../../src/domain/errors.ts'
import type { ContextRequest, RestBindings } from '../../../src/http/context.ts'
import type { HttpLimits } from '../../../src/http/limits.ts'
import { paced } from '../../../src/http/paced.ts'
import { HttpServer, type HttpServerOptions } from '../../../src/http/server.ts'
import { type Clock, RealClock } from '../../../src/system/clock.ts'
import type { LogFields } from '../../../src/system/log.ts'

export interface TestContext extends ContextRequest {
  readonly userId: string | undefined
}

/** What the test's procedures did, seen from outside. */
class Witness {
  calls = 0
  yielded = 0
  /** How many events the endless subscriptions yield before they end after all. */
  floodMax = 20_000
  ended = 0
  readonly contexts: ContextRequest[] = []
  readonly logged: { event: string; fields: LogFields | undefined }[] = []
  readonly revoked = new Set<string>()
  readonly #waiters: { test: () => boolean; resolve: () => void }[] = []
  readonly slow = new Set<() => void>()

  changed(): void {
    for (const waiter of this.#waiters) if (waiter.test()) waiter.resolve()
  }

  until(test: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push({ test, resolve })
      if (test()) resolve()
    })
  }
}

function makeRouter(witness: Witness) {
  const t = initTRPC.context<TestContext>().create({
    isDev: false,
    // tRPC itself would send the message of whatever was thrown.
    errorFormatter: ({ shape, error }) =>
      error.code === 'INTERNAL_SERVER_ERROR' ? { ...shape, message: 'The request failed' } : shape,
  })
  const counted = t.procedure.use(({ next }) => {
    witness.calls++
    witness.changed()
    return next()
  })
  const subscription = t.procedure.input(
    z.object({ lastEventId: z.string().optional() }).optional(),
  )
  return t.router({
    ping: counted.query(() => 'pong'),
    echo: counted.input(z.unknown()).query(({ input }) => input ?? null),
    add: counted.input(z.number()).mutation(({ input }) => input + 1),
    who: counted.query(({ ctx }) => ctx.userId ?? null),
    boom: counted.query(() => {
      throw new Error('SQLITE_SECRET at /srv/data')
    }),
    slow: counted.mutation(
      () =>
        new Promise<string>((resolve) => {
          witness.slow.add(() => resolve('done'))
          witness.changed()
        }),
    ),
    /** Numbers after the last one seen, then silence until it is ended. */
    events: subscription.subscription(async function* ({ ctx, input, signal }) {
      const first = Number(input?.lastEventId ?? 0) + 1
      yield* paced(ctx.connection, counting(first, witness, [signal, ctx.shutdown]))
    }),
    /** As fast as the reader allows, without end. */
    flood: subscription.subscription(async function* ({ ctx, signal }) {
      yield* paced(ctx.connection, flooding(witness, signal))
    }),
    /** As `flood`, by somebody who forgot the pace. */
    deluge: subscription.subscription(async function* ({ signal }) {
      yield* flooding(witness, signal)
    }),
  })
}

async function* counting(first: number, witness: Witness, signals: (AbortSignal | undefined)[]) {
  const ended = AbortSignal.any(signals.filter((signal) => signal !== undefined))
  try {
    for (let id = first; id < first + 3; id++) yield tracked(String(id), id)
    witness.yielded += 3
    witness.changed()
    if (!ended.aborted) await once(ended, 'abort')
    throw ended.reason
  } finally {
    witness.ended++
    witness.changed()
  }
}

async function* flooding(witness: Witness, signal: AbortSignal | undefined) {
  const payload = 'x'.repeat(10_000)
  try {
    while (!signal?.aborted && witness.yielded < witness.floodMax) {
      witness.yielded++
      yield payload
      // Sockets are read between events.
      await new Promise((resolve) => setImmediate(resolve))
    }
  } finally {
    witness.ended++
    witness.changed()
  }
}

function makeRest() {
  const rest = new Hono<{ Bindings: RestBindings }>()
  rest.get('/hello', (c) => c.text('hello'))
  rest.post('/echo', async (c) => c.json(await c.req.json()))
  rest.get('/address', (c) => c.text(c.env.remoteAddress))
  rest.get('/boom', () => {
    throw new Error('SQLITE_SECRET at /srv/data')
  })
  rest.onError(() => {
    throw new Error('the error handler failed at /srv/data')
  })
  return rest
}

/** Tokens of the tests are `<user>` or `<user>.<expiresAt>`; `wrong` is refused. */
function contextMaker(witness: Witness) {
  return async (request: ContextRequest): Promise<TestContext> => {
    witness.contexts.push(request)
    witness.changed()
    const bearer = request.headers.authorization?.replace(/^Bearer /, '')
    const token = request.connectionParams?.['token'] ?? bearer
    if (token === 'wrong') throw new DomainError('UNAUTHORIZED', 'The access token is not valid')
    if (token === undefined) return { ...request, userId: undefined }
    const [userId = '', expiresAt] = token.split('.')
    request.connection?.authenticate({
      userId,
      expiresAt: expiresAt === undefined ? Number.MAX_SAFE_INTEGER / 2 : Number(expiresAt),
      isStillValid: () => !witness.revoked.has(userId),
    })
    return { ...request, userId }
  }
}

export interface TestServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly witness: Witness
  readonly server: HttpServer<TestContext>
  /** An open WebSocket; with a token, its first message sent and accepted. */
  openSocket(token?: string): Promise<TestSocket>
}

export async function startServer(
  options: Omit<Partial<HttpServerOptions<TestContext>>, 'limits' | 'clock'> & {
    limits?: Partial<HttpLimits>
    clock?: Clock
  } = {},
): Promise<TestServer> {
  const witness = new Witness()
  const note = (event: string, fields?: LogFields) => void witness.logged.push({ event, fields })
  let id = 0
  const server = new HttpServer<TestContext>({
    router: makeRouter(witness),
    createContext: contextMaker(witness),
    rest: makeRest(),
    clock: new RealClock(),
    log: { info: note, warn: note, error: note },
    newId: () => `request-${++id}`,
    port: 0,
    ...options,
  })
  const { url, port } = await server.start()
  return {
    url,
    port,
    witness,
    server,
    openSocket: (token) => openSocket(port, token),
    [Symbol.asyncDispose]: () => server.stop({ graceMs: 0 }),
  }
}

export interface TestSocket {
  readonly webSocket: WebSocket
  readonly messages: Record<string, unknown>[]
  send(message: unknown): void
  /** The first message, past or to come, that satisfies `test`. */
  message(test: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>
  closed(): Promise<{ code: number; reason: string }>
}

async function openSocket(port: number, token: string | undefined): Promise<TestSocket> {
  const query = token === undefined ? '' : '?connectionParams=1'
  const webSocket = new WebSocket(`ws://127.0.0.1:${port}/trpc${query}`)
  const socket = listen(webSocket)
  await once(webSocket, 'open')
  if (token !== undefined) {
    socket.send({ method: 'connectionParams', data: { token } })
    socket.send({ id: 'signed-in', method: 'query', params: { path: 'who' } })
    await Promise.race([socket.message(({ id }) => id === 'signed-in'), socket.closed()])
  }
  return socket
}

export function listen(webSocket: WebSocket): TestSocket {
  const messages: Record<string, unknown>[] = []
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    webSocket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )
  webSocket.on('message', (data) => {
    const text = data.toString()
    messages.push(text.startsWith('{') ? JSON.parse(text) : { text })
  })
  webSocket.on('error', () => {})
  return {
    webSocket,
    messages,
    send: (message) => webSocket.send(JSON.stringify(message)),
    message: (test) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = messages.find(test)
          if (found) resolve(found)
        }
        webSocket.on('message', look)
        look()
        void closed.then(() => reject(new Error(`Closed after: ${JSON.stringify(messages)}`)))
      }),
    closed: () => closed,
  }
}
