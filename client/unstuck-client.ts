// Makes the client: calls over HTTP, live events over WebSocket, polling where that does not stand. It
// repeats what may be repeated (reads, keyed submissions) and nothing else.
import {
  createTRPCClient,
  createWSClient,
  type HTTPLinkOptions,
  httpLink,
  splitLink,
  type TRPCClient,
  type WebSocketClientOptions,
  wsLink,
} from '@trpc/client'
import { toNotification } from '../src/domain/events.ts'
import type { AppRouter } from '../src/router/index.ts'
import { toUnstuckError, UnstuckError } from './errors.ts'
import { EventHub, type LiveEvent } from './event-hub.ts'
import {
  isPassing,
  Job,
  type JobAnswer,
  type JobCalls,
  type SubmitOptions,
  type Waiting,
} from './job.ts'
import { pause } from './pause.ts'

export interface UnstuckClientOptions {
  /** Where the service is, such as `http://127.0.0.1:3003`. */
  readonly url: string
  /** The user's access token, or how to get a fresh one; asked for each call and each connection. */
  readonly token: string | (() => string | Promise<string>)
  /** For runtimes without one of their own, such as Node 20: that of the package `ws`. `null`: poll only. */
  readonly WebSocket?: unknown
  readonly fetch?: typeof fetch
}

export interface UnstuckClient<Result> {
  /** Submits scores. Resolves when the job is durable and charged; refusals are `UnstuckError`s. */
  submit(assessmentData: unknown, options?: SubmitOptions & Waiting): Promise<Job<Result>>
  /** A handle for a job known by its ids, such as after a reload. */
  job(ids: { jobId: string; resultId: string }): Job<Result>
  /** Whole tokens. */
  balance(): Promise<number>
  /** Every procedure of the service, typed. */
  readonly trpc: TRPCClient<AppRouter>
  /** Ends the connection. Iterations that still run go on by polling until their signal aborts. */
  close(): void
}

type FetchEsque = NonNullable<HTTPLinkOptions<AppRouter['_def']['_config']['$types']>['fetch']>

const historyMax = 500
const submitPausesMs = [300, 1_000, 3_000]

/** A client of one user. `Result` is what the assessment's analyses give. */
export function createUnstuckClient<Result = unknown>(
  options: UnstuckClientOptions,
): UnstuckClient<Result> {
  const base = options.url.replace(/\/+$/, '')
  const tokenOf = async () =>
    typeof options.token === 'function' ? options.token() : options.token
  const socket = socketOf(options, base, tokenOf)
  const http = httpLink({
    url: `${base}/trpc`,
    headers: async () => ({ authorization: `Bearer ${await tokenOf()}` }),
    ...(options.fetch && { fetch: options.fetch as FetchEsque }),
  })
  const trpc = createTRPCClient<AppRouter>({
    links: [
      socket
        ? splitLink({
            condition: ({ type }) => type === 'subscription',
            true: wsLink({ client: socket }),
            false: http,
          })
        : http,
    ],
  })
  const hub = new EventHub((handlers) => {
    // Without a socket there is nothing live; polling does all.
    if (!socket) return { unsubscribe() {} }
    return trpc.notifications.onEvent.subscribe(
      {},
      { onStarted: handlers.onStarted, onData: handlers.onData, onError: handlers.onStopped },
    )
  })
  const calls: JobCalls<Result> = {
    history: (jobId) =>
      asked(async () =>
        (await trpc.assessment.events.query({ jobId, limit: historyMax })).events.map(toLive),
      ),
    result: (resultId) =>
      repeated(async () => (await trpc.assessment.result.query({ resultId })).profile as Result),
    cancel: (jobId) => asked(async () => void (await trpc.assessment.cancel.mutate({ jobId }))),
    retry: (jobId) => {
      const request = { jobId, idempotencyKey: newKey() }
      return repeated(async () => handle(await trpc.assessment.retry.mutate(request)))
    },
  }
  const handle = (answer: JobAnswer) => new Job<Result>(answer, calls, hub)
  return {
    trpc,
    submit: (assessmentData, { signal, ...given } = {}) => {
      const request = { idempotencyKey: newKey(), ...given, assessmentData }
      return repeated(async () => handle(await trpc.assessment.submit.mutate(request)), signal)
    },
    job: handle,
    balance: () => asked(async () => (await trpc.tokens.balance.query()).balance),
    close: () => {
      hub.close()
      void socket?.close()
    },
  }
}

function socketOf(options: UnstuckClientOptions, base: string, tokenOf: () => Promise<string>) {
  const WebSocket = options.WebSocket === null ? null : (options.WebSocket ?? globalThis.WebSocket)
  if (!WebSocket) return undefined
  return createWSClient({
    url: `${base.replace(/^http/, 'ws')}/trpc`,
    WebSocket: WebSocket as NonNullable<WebSocketClientOptions['WebSocket']>,
    connectionParams: async () => ({ token: await tokenOf() }),
    lazy: { enabled: true, closeMs: 1_000 },
    keepAlive: { enabled: true, intervalMs: 25_000, pongTimeoutMs: 5_000 },
  })
}

type Envelope = Parameters<typeof toNotification>[0]

const toLive = (envelope: Envelope): LiveEvent => ({
  id: envelope.id,
  notification: toNotification(envelope),
})

const newKey = (): string => globalThis.crypto.randomUUID()

async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw toUnstuckError(error)
  }
}

/** Asks again while nobody can say what became of it: the key makes that harmless. */
async function repeated<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (const pauseMs of [...submitPausesMs, undefined]) {
    try {
      return await asked(call)
    } catch (error) {
      const isUnknown = error instanceof UnstuckError && isPassing(error) && !isRefusal(error)
      if (!isUnknown || pauseMs === undefined || signal?.aborted) throw error
      await pause(pauseMs, signal)
    }
  }
  throw new UnstuckError('NETWORK', 'The service could not be reached', {})
}

/** A limit is an answer: the caller decides when to come back. */
const isRefusal = ({ code }: UnstuckError): boolean => code === 'RATE_LIMITED'
