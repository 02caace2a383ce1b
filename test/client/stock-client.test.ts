import {
  createTRPCClient,
  createWSClient,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  wsLink,
} from '@trpc/client'
import { EventSource } from 'eventsource'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { AppRouter } from '../../src/index.ts'
import { CutProxy } from './support/cut-proxy.ts'
import { type LiveService, startLiveService } from './support/live-service.ts'

let live: LiveService
let proxy: CutProxy

beforeAll(async () => {
  live = await startLiveService({ DEFAULT_TOKEN_BALANCE: '100' })
  proxy = await CutProxy.to(live.url)
})

afterAll(async () => {
  await proxy.close()
  await live.stop()
})

/** Collects a subscription's ids until `count` have come. */
function collector(count: number) {
  const ids: number[] = []
  let done = () => {}
  let first = () => {}
  const all = new Promise<void>((resolve) => {
    done = resolve
  })
  const started = new Promise<void>((resolve) => {
    first = resolve
  })
  return {
    ids,
    all,
    started,
    onStarted: () => first(),
    onData({ id }: { id: string }) {
      ids.push(Number(id))
      if (ids.length >= count) done()
    },
  }
}

/** Submits and completes jobs one after another, cutting every connection after each. */
async function makeHistory(jobs: number, submit: () => Promise<unknown>): Promise<void> {
  for (let job = 0; job < jobs; job++) {
    await submit()
    proxy.cut()
    ;(await live.analyzer.next()).succeed()
    proxy.cut()
  }
}

const oneTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1)

test('given a stock WebSocket client, when its connection is cut again and again, then it resumes without loss or duplicate', async () => {
  const token = await live.register('stock-ws')
  const socket = createWSClient({
    url: `${proxy.url.replace('http', 'ws')}/trpc`,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
    connectionParams: { token },
    retryDelayMs: () => 5,
  })
  const trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] })
  const seen = collector(15)
  const subscription = trpc.notifications.onEvent.subscribe({ from: 'start' }, seen)
  await seen.started

  const direct = callsOf(token)
  await makeHistory(5, () => direct.assessment.submit.mutate({ assessmentData: { score: 1 } }))
  await seen.all
  subscription.unsubscribe()
  await socket.close()

  expect(seen.ids).toEqual(oneTo(15))
})

test('given a stock Server-Sent Events client, when its stream is cut again and again, then it resumes without loss or duplicate', async () => {
  const token = await live.register('stock-sse')
  const trpc = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({
          url: `${proxy.url}/trpc`,
          EventSource,
          connectionParams: { token },
        }),
        false: httpLink({ url: `${live.url}/trpc` }),
      }),
    ],
  })
  const seen = collector(9)
  const subscription = trpc.notifications.onEvent.subscribe({ from: 'start' }, seen)
  await seen.started

  const direct = callsOf(token)
  await makeHistory(3, () => direct.assessment.submit.mutate({ assessmentData: { score: 1 } }))
  await seen.all
  subscription.unsubscribe()

  expect(seen.ids).toEqual(oneTo(9))
})

function callsOf(token: string) {
  const headers = { authorization: `Bearer ${token}` }
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${live.url}/trpc`, headers })] })
}
