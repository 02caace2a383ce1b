import {
  createTRPCClient,
  createWSClient,
  httpSubscriptionLink,
  splitLink,
  wsLink,
} from '@trpc/client'
import type { AnyTRPCRouter } from '@trpc/server'
import { EventSource } from 'eventsource'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openRaw } from './support/raw.ts'
import { startServer, type TestServer } from './support/test-server.ts'

const startSse = async (server: TestServer) => {
  const raw = await openRaw(server.port)
  raw.socket.write(
    'GET /trpc/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Bearer ann\r\n\r\n',
  )
  await raw.until((text) => text.includes('id: 3'))
  return raw
}

const subscribe = { id: 1, method: 'subscription', params: { path: 'events' } }
const add = { id: 2, method: 'mutation', params: { path: 'slow' } }

/** Ends the test by its own time-out if stopping takes longer than this. */
const bounded = { timeout: 5_000 }

describe('stopping', () => {
  it('ends at once with WebSockets, SSE streams and idle connections open', bounded, async () => {
    const server = await startServer()
    const socket = await server.openSocket('ann')
    socket.send(subscribe)
    await socket.message(({ result }) => (result as { id?: string })?.id === '3')
    const silent = await server.openSocket()
    const sse = await startSse(server)
    const idle = await openRaw(server.port)
    idle.socket.write('GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await idle.until((text) => text.endsWith('hello'))

    await server.server.stop({ graceMs: 60_000 })

    expect(await socket.closed()).toEqual({ code: 1012, reason: 'the service is restarting' })
    expect((await silent.closed()).code).toBe(1012)
    expect(socket.messages.at(-1)).toEqual({ id: null, method: 'reconnect' })
    await server.witness.until(() => server.witness.ended === 2)
    expect(server.server.live.size).toBe(0)
    await idle.closed()
    // Neither stream was told that it is complete: their clients come back.
    expect(socket.messages).not.toContainEqual(
      expect.objectContaining({ result: { type: 'stopped' } }),
    )
    expect(await sse.closed()).not.toContain('event: return')
  })

  it('ends after the grace when peers do not answer', bounded, async () => {
    const server = await startServer({ limits: { slowReaderMs: 60_000 } })
    const socket = await server.openSocket('ann')
    socket.webSocket.pause()
    socket.send({ ...subscribe, params: { path: 'flood' } })
    const sse = await startSse(server)
    sse.socket.pause()
    const half = await openRaw(server.port)
    half.socket.write('POST /trpc/add HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n')
    const calling = fetch(`${server.url}/trpc/slow`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    }).catch((error: unknown) => error)
    await server.witness.until(() => server.witness.slow.size === 1)

    await server.server.stop({ graceMs: 100 })

    expect(server.server.live.size).toBe(0)
    expect(await calling).toBeInstanceOf(Error)
    socket.webSocket.terminate()
  })

  it('answers the calls that are under way, then closes', bounded, async () => {
    const server = await startServer()
    const socket = await server.openSocket('ann')
    socket.send(add)
    const calling = fetch(`${server.url}/trpc/slow`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    })
    await server.witness.until(() => server.witness.slow.size === 2)

    const stopped = server.server.stop({ graceMs: 60_000 })
    socket.send({ ...add, id: 3 })
    await socket.message((message) => 'error' in message)
    for (const finish of server.witness.slow) finish()
    await stopped

    expect(socket.messages).toContainEqual({ id: 2, result: { type: 'data', data: 'done' } })
    expect(server.witness.slow.size).toBe(2)
    const answer = await calling
    expect(answer.headers.get('connection')).toBe('close')
    expect(await answer.json()).toEqual({ result: { data: 'done' } })
  })

  it('accepts nothing new, and may be asked for twice', bounded, async () => {
    const server = await startServer()
    const socket = await server.openSocket('ann')
    socket.send(add)
    const alive = await openRaw(server.port)
    alive.socket.write('GET /hello HTTP/1.1\r\nHost: localhost\r\n')
    await server.witness.until(() => server.witness.slow.size === 1)

    const stopped = server.server.stop({ graceMs: 60_000 })
    alive.socket.write('\r\n')
    const late = await alive.closed()
    for (const finish of server.witness.slow) finish()
    await Promise.all([stopped, server.server.stop({ graceMs: 0 })])

    expect(late).toContain('503')
    await expect(fetch(`${server.url}/hello`)).rejects.toThrow()
  })

  it('settles when the server has stopped already', bounded, async () => {
    const server = await startServer()
    await server.server.stop({ graceMs: 0 })

    await server.server.stop({ graceMs: 0 })
  })
})

describe('starting', () => {
  it('given a port that is taken, says so; stopping what never started settles', async () => {
    await using server = await startServer()

    await expect(startServer({ port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('answers at the address it tells', async () => {
    await using server = await startServer({ host: '::1' })

    expect(server.url).toBe(`http://[::1]:${server.port}`)
    expect(await (await fetch(`${server.url}/address`)).text()).toBe('::1')
  })
})

describe('the stock client', () => {
  const restarted = async (transport: 'ws' | 'sse') => {
    const first = await startServer()
    const url = `127.0.0.1:${first.port}/trpc`
    const wsClient = createWSClient({
      url: `ws://${url}`,
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
      connectionParams: { token: 'ann' },
      retryDelayMs: () => 10,
      lazy: { enabled: transport === 'sse', closeMs: 0 },
    })
    const client = createTRPCClient<AnyTRPCRouter>({
      links: [
        splitLink({
          condition: () => transport === 'ws',
          true: wsLink({ client: wsClient }),
          false: httpSubscriptionLink({
            url: `http://${url}`,
            EventSource,
            eventSourceOptions: {
              fetch: (input, init) =>
                fetch(input, {
                  ...init,
                  headers: { ...init.headers, authorization: 'Bearer ann' },
                }),
            },
          }),
        }),
      ],
    }) as unknown as {
      events: { subscribe(input: undefined, handlers: object): { unsubscribe(): void } }
    }
    const received: string[] = []
    let completed = false
    let heard = () => {}
    const subscription = client.events.subscribe(undefined, {
      onData: ({ id }: { id: string }) => {
        received.push(id)
        heard()
      },
      onComplete: () => {
        completed = true
      },
    })
    const until = (count: number) =>
      new Promise<void>((resolve) => {
        heard = () => {
          if (received.length >= count) resolve()
        }
        heard()
      })
    await until(3)
    await first.server.stop({ graceMs: 60_000 })
    const second = await startServer({ port: first.port })
    await until(6)
    const completedByItself = completed
    subscription.unsubscribe()
    await wsClient.close()
    await second.server.stop({ graceMs: 0 })
    return { received, completedByItself }
  }

  it.each(['ws', 'sse'] as const)(
    'over %s resumes a subscription after a restart, without gap or repetition',
    async (transport) => {
      expect(await restarted(transport)).toEqual({
        received: ['1', '2', '3', '4', '5', '6'],
        completedByItself: false,
      })
    },
  )
})
