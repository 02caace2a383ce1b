import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import { handshake, openRaw } from './support/raw.ts'
import { listen, startServer, type TestServer } from './support/test-server.ts'

const call = (id: number, path = 'add', input: unknown = 1) => ({
  id,
  method: path === 'add' ? 'mutation' : 'query',
  params: { path, input },
})
const subscribe = (id: number, path: string, lastEventId?: string) => ({
  id,
  method: 'subscription',
  params: { path, ...(lastEventId !== undefined && { lastEventId }) },
})
const calls = (count: number) => Array.from({ length: count }, (_, index) => call(index + 1))
const isError = (message: Record<string, unknown>) => 'error' in message

describe('messages', () => {
  it('given an array of 10 calls, all run', async () => {
    await using server = await startServer()
    const socket = await server.openSocket('ann')

    socket.send(calls(10))

    await socket.message(({ id }) => id === 10)
    expect(server.witness.calls).toBe(1 + 10)
  })

  it.each([11, 2_000])(
    'given an array of %i calls, none runs and one error answers',
    async (count) => {
      await using server = await startServer()
      const socket = await server.openSocket('ann')

      socket.send(calls(count))

      expect(await socket.message(isError)).toMatchObject({
        id: null,
        error: { data: { code: 'PARSE_ERROR' } },
      })
      socket.send(call(99))
      await socket.message(({ id }) => id === 99)
      expect(server.witness.calls).toBe(1 + 1)
      expect(socket.messages.filter(isError)).toHaveLength(1)
    },
  )

  it('given 50,000 calls in one frame and room for it, none runs', async () => {
    await using server = await startServer({ limits: { messageMaxBytes: 8_000_000 } })
    const socket = await server.openSocket('ann')

    socket.send(calls(50_000))
    await socket.message(isError)
    socket.send(call(99))
    await socket.message(({ id }) => id === 99)

    expect(server.witness.calls).toBe(1 + 1)
    expect(socket.messages.filter(isError)).toHaveLength(1)
  })

  it('given 50,000 calls in one frame, the default limit closes with 1009', async () => {
    await using server = await startServer()
    const socket = await server.openSocket('ann')

    socket.send(calls(50_000))

    expect((await socket.closed()).code).toBe(1009)
    expect(server.witness.calls).toBe(1)
  })

  it.each([
    ['as deep as allowed', 32, true],
    ['one deeper', 33, false],
    ['100,000 deep', 100_000, false],
  ])('given JSON %s, it is answered accordingly', async (_name, depth, accepted) => {
    await using server = await startServer()
    const socket = await server.openSocket('ann')
    // The call and its params are two of the levels.
    const input = `${'['.repeat(depth - 2)}${']'.repeat(depth - 2)}`

    socket.webSocket.send(`{"id":1,"method":"query","params":{"path":"echo","input":${input}}}`)

    await socket.message((message) => message['id'] === 1 || isError(message))
    expect(socket.messages.some(({ id }) => id === 1)).toBe(accepted)
  })

  it('given brackets inside a string, they are not depth', async () => {
    await using server = await startServer()
    const socket = await server.openSocket('ann')

    socket.send(call(1, 'echo', '[{'.repeat(100)))

    expect(await socket.message(({ id }) => id === 1)).toMatchObject({ result: { type: 'data' } })
  })

  it('given a binary message, the connection is closed with 1003 and nothing runs', async () => {
    await using server = await startServer()
    const socket = await server.openSocket('ann')

    socket.webSocket.send(Buffer.from(JSON.stringify(call(1))))

    expect((await socket.closed()).code).toBe(1003)
    expect(server.witness.calls).toBe(1)
  })

  it('given as many calls in a minute as allowed, all run; one more closes with 1008', async () => {
    const clock = new SimulatedClock()
    const limits = { messagesPerMinute: 60, messagesBurst: 8 }
    await using server = await startServer({ clock, limits })
    // Signing in takes two of the eight.
    const socket = await server.openSocket('ann')
    await clock.advance(1_000)

    socket.send(calls(5))
    socket.webSocket.send('PING')
    socket.webSocket.ping()
    await socket.message(({ id }) => id === 5)
    expect(server.witness.calls).toBe(1 + 5)
    socket.send(call(6))

    expect(await socket.closed()).toEqual({ code: 1008, reason: 'too many messages' })
    expect(server.witness.calls).toBe(1 + 5)
  })

  it('given an array beyond the allowance, none of its calls runs', async () => {
    const limits = { messagesPerMinute: 60, messagesBurst: 8 }
    await using server = await startServer({ clock: new SimulatedClock(), limits })
    const socket = await server.openSocket('ann')

    socket.send(calls(7))

    expect((await socket.closed()).code).toBe(1008)
    expect(server.witness.calls).toBe(1)
  })

  it('given a call that fails, the client learns nothing of why and the log does', async () => {
    await using server = await startServer()
    const socket = await server.openSocket('ann')

    socket.send(call(1, 'boom', undefined))

    const answer = JSON.stringify(await socket.message(({ id }) => id === 1))
    expect(answer).not.toMatch(/stack|SQLITE/)
    expect(server.witness.logged).toEqual([
      {
        event: 'call.failed',
        fields: {
          requestId: 'request-1',
          reason: 'query boom',
          error: 'Error: SQLITE_SECRET at /srv/data',
        },
      },
    ])
  })
})

describe('signing in', () => {
  it('given no sign-in, the connection is closed with 4401 after five seconds and not before', async () => {
    const clock = new SimulatedClock()
    await using server = await startServer({ clock })
    const socket = await server.openSocket()
    socket.send(call(1, 'who', undefined))
    await socket.message(({ id }) => id === 1)

    await clock.advance(4_999)
    socket.send(call(2, 'who', undefined))
    await socket.message(({ id }) => id === 2)
    await clock.advance(1)

    expect(await socket.closed()).toEqual({ code: 4401, reason: 'no sign-in in time' })
  })

  it('given parameters announced and never sent, the same happens', async () => {
    const clock = new SimulatedClock()
    await using server = await startServer({ clock })
    const webSocket = new WebSocket(`ws://127.0.0.1:${server.port}/trpc?connectionParams=1`)
    const socket = listen(webSocket)
    await once(webSocket, 'open')

    await clock.advance(5_000)

    expect((await socket.closed()).code).toBe(4401)
    expect(server.witness.contexts).toHaveLength(0)
  })

  it('given a sign-in in time, the connection stays', async () => {
    const clock = new SimulatedClock()
    await using server = await startServer({ clock })
    const socket = await server.openSocket('ann')

    await clock.advance(60_000)
    socket.send(call(1, 'who', undefined))

    expect(await socket.message(({ id }) => id === 1)).toMatchObject({ result: { data: 'ann' } })
  })

  it('given a wrong token, the client hears why and is closed with 4401', async () => {
    await using server = await startServer()
    const socket = await server.openSocket('wrong')

    expect((await socket.closed()).code).toBe(4401)
    expect(socket.messages.find(isError)).toMatchObject({
      id: null,
      error: { message: 'The access token is not valid', data: { code: 'UNAUTHORIZED' } },
    })
    expect(server.witness.calls).toBe(0)
  })

  it.each([
    ['an array', [1, 2]],
    ['a number', 1],
    ['a text', 'ann'],
    ['nested values', { token: { a: 1 } }],
    ['10,000 numbers', Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]))],
  ])(
    'given parameters that are %s, the connection is closed and the process lives',
    async (_n, data) => {
      await using server = await startServer()
      const webSocket = new WebSocket(`ws://127.0.0.1:${server.port}/trpc?connectionParams=1`)
      const socket = listen(webSocket)
      await once(webSocket, 'open')

      socket.send({ method: 'connectionParams', data })

      // tRPC's own goodbye: it refuses these before anybody is asked.
      expect((await socket.closed()).code).toBe(1005)
      expect(server.witness.contexts).toHaveLength(0)
      expect(await (await fetch(`${server.url}/hello`)).text()).toBe('hello')
    },
  )

  it.each(['null', '1', '"text"', '[]', '{', '[{"a":', '{"data":[]}'])(
    'given %s as the first message, the connection is closed and the process lives',
    async (first) => {
      await using server = await startServer()
      const webSocket = new WebSocket(`ws://127.0.0.1:${server.port}/trpc?connectionParams=1`)
      const socket = listen(webSocket)
      await once(webSocket, 'open')

      webSocket.send(first)

      expect((await socket.closed()).code).toBe(1005)
      expect(server.witness.contexts).toHaveLength(0)
      expect(await (await fetch(`${server.url}/hello`)).text()).toBe('hello')
    },
  )

  it('given a token that expires, the connection is closed with 1008 then and not before', async () => {
    const clock = new SimulatedClock()
    await using server = await startServer({ clock })
    const socket = await server.openSocket(`ann.${clock.now() + 90_000}`)

    await clock.advance(89_999)
    socket.send(call(1, 'who', undefined))
    await socket.message(({ id }) => id === 1)
    await clock.advance(1)

    expect(await socket.closed()).toEqual({ code: 1008, reason: 'the token has expired' })
  })

  it('given a session that ends elsewhere, its subscription is closed within five seconds', async () => {
    const clock = new SimulatedClock()
    await using server = await startServer({ clock })
    const ann = await server.openSocket('ann')
    const bob = await server.openSocket('bob')
    ann.send(subscribe(1, 'events'))
    await ann.message(({ id, result }) => id === 1 && (result as { id?: string }).id === '3')

    server.witness.revoked.add('ann')
    await clock.advance(5_000)

    expect(await ann.closed()).toEqual({ code: 1008, reason: 'the session has ended' })
    await server.witness.until(() => server.witness.ended === 1)
    bob.send(call(1, 'who', undefined))
    await bob.message(({ id }) => id === 1)
  })

  it('given a logout, all connections of that user and no others are closed at once', async () => {
    await using server = await startServer()
    const [one, two, other] = await Promise.all([
      server.openSocket('ann'),
      server.openSocket('ann'),
      server.openSocket('bob'),
    ])

    server.server.live.disconnectUser('ann', 'signed out')

    expect(await one?.closed()).toEqual({ code: 1008, reason: 'signed out' })
    expect(await two?.closed()).toEqual({ code: 1008, reason: 'signed out' })
    other?.send(call(1, 'who', undefined))
    await other?.message(({ id }) => id === 1)
  })
})

describe('caps', () => {
  const statusOfOne = async (server: TestServer, headers: string[] = []) => {
    const raw = await openRaw(server.port)
    raw.socket.write(handshake({ headers }))
    const text = await raw.until((received) => received.includes('\r\n\r\n'))
    return { raw, status: Number(text.split(' ')[1]), text }
  }

  it('given five connections of a user, the sixth is refused and the five stay', async () => {
    await using server = await startServer()
    const five = []
    for (let index = 0; index < 5; index++) five.push(await server.openSocket('ann'))

    const sixth = await server.openSocket('ann')

    expect((await sixth.closed()).code).toBe(4401)
    expect(sixth.messages.find(isError)).toMatchObject({
      error: { data: { code: 'TOO_MANY_REQUESTS' } },
    })
    for (const socket of five) {
      socket.send(call(1, 'who', undefined))
      await socket.message(({ id }) => id === 1)
    }
    five[0]?.webSocket.close()
    await five[0]?.closed()
    const again = await server.openSocket('ann')
    expect(again.messages).toMatchObject([{ result: { data: 'ann' } }])
  })

  it('given as many connections from an address as allowed, the next gets 429', async () => {
    await using server = await startServer({ limits: { livePerAddressMax: 2 } })
    const first = await statusOfOne(server)
    const second = await statusOfOne(server)
    const third = await statusOfOne(server)

    expect([first.status, second.status, third.status]).toEqual([101, 101, 429])
    expect(third.text).toContain('retry-after: 5')
    first.raw.socket.destroy()
    second.raw.socket.destroy()
  })

  it('given a trusted proxy, addresses are those it reports; given none, they are not believed', async () => {
    const limits = { livePerAddressMax: 1 }
    const from = (address: string) => [`X-Forwarded-For: ${address}`]
    await using proxied = await startServer({ limits, trustedProxies: ['127.0.0.1'] })
    await using direct = await startServer({ limits })
    const statuses = []
    for (const [server, address] of [
      [proxied, '203.0.113.1'],
      [proxied, 'spoofed, 203.0.113.1'],
      [proxied, '203.0.113.2'],
      [proxied, '2001:db8:1:2::1'],
      [proxied, '2001:db8:1:2:ffff::9'],
      [proxied, '2001:db8:1:3::1'],
      [direct, '203.0.113.1'],
      [direct, '203.0.113.2'],
    ] as const) {
      statuses.push((await statusOfOne(server, from(address))).status)
    }

    expect(statuses).toEqual([101, 429, 101, 101, 429, 101, 101, 429])
  })

  it('given as many connections as allowed in all, the next gets 503; one that ends makes room', async () => {
    await using server = await startServer({ limits: { liveMax: 1 } })
    const first = await statusOfOne(server)
    expect((await statusOfOne(server)).status).toBe(503)

    first.raw.socket.destroy()
    await server.server.live.whenEmpty()

    expect((await statusOfOne(server)).status).toBe(101)
  })

  it('given ten subscriptions on a connection, the eleventh is refused until one ends', async () => {
    await using server = await startServer()
    const socket = await server.openSocket('ann')
    for (let id = 1; id <= 10; id++) socket.send(subscribe(id, 'events'))
    await server.witness.until(() => server.witness.yielded === 30)

    socket.send(subscribe(11, 'events'))
    expect(await socket.message((message) => message['id'] === 11 && isError(message))).toBeTruthy()
    socket.send({ id: 1, method: 'subscription.stop' })
    await server.witness.until(() => server.witness.ended === 1)
    socket.send(subscribe(12, 'events'))

    await socket.message(({ id, result }) => id === 12 && (result as { id?: string })?.id === '3')
  })

  it('given twenty subscriptions of a user, one more on another connection is refused', async () => {
    await using server = await startServer()
    const sockets = [await server.openSocket('ann'), await server.openSocket('ann')]
    for (const socket of sockets) {
      for (let id = 1; id <= 10; id++) socket.send(subscribe(id, 'events'))
    }
    await server.witness.until(() => server.witness.yielded === 60)
    const third = await server.openSocket('ann')

    third.send(subscribe(1, 'events'))

    expect(await third.message((message) => message['id'] === 1 && isError(message))).toBeTruthy()
  })
})

describe('readers', () => {
  it('given a reader that stops, it is closed after little is buffered, and others are not', async () => {
    await using server = await startServer({ limits: { slowReaderMs: 100 } })
    const reading = await server.openSocket('bob')
    const socket = await server.openSocket('ann')
    const [, connection] = server.witness.contexts.map((context) => context.connection)
    let mostBuffered = 0
    const before = process.memoryUsage().rss

    socket.webSocket.pause()
    socket.send(subscribe(1, 'flood'))
    connection?.closing.addEventListener('abort', () => {
      mostBuffered = connection.bufferedBytes()
    })
    await server.witness.until(() => server.witness.ended === 1)

    expect(connection?.closing.aborted).toBe(true)
    expect(mostBuffered).toBeLessThan(300 * 1_024)
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1_024 * 1_024)
    reading.send(call(1, 'who', undefined))
    await reading.message(({ id }) => id === 1)
    socket.webSocket.resume()
    expect((await socket.closed()).code).toBe(4008)
  })

  it('given a reader that reads, it gets everything', async () => {
    await using server = await startServer()
    const socket = await server.openSocket('ann')
    server.witness.floodMax = 1_000

    socket.send(subscribe(1, 'flood'))
    await socket.message((message) => (message['result'] as { type?: string })?.type === 'stopped')

    // Started, every event, stopped.
    expect(socket.messages.filter(({ id }) => id === 1)).toHaveLength(1_002)
  })

  it('given a subscription without pace, a reader that stops is found at the second look', {
    timeout: 5_000,
  }, async () => {
    const clock = new SimulatedClock()
    await using server = await startServer({ clock })
    const socket = await server.openSocket('ann')
    const connection = server.witness.contexts[0]?.connection
    socket.webSocket.pause()
    socket.send(subscribe(1, 'deluge'))
    while ((connection?.bufferedBytes() ?? 0) <= 256 * 1_024) {
      await new Promise((resolve) => setImmediate(resolve))
    }

    await clock.advance(5_000)
    expect(connection?.closing.aborted).toBe(false)
    await clock.advance(5_000)

    expect(connection?.closing.aborted).toBe(true)
    await server.witness.until(() => server.witness.ended === 1)
    // It does not read its goodbye either; two seconds of real time are all it gets.
    await server.server.live.whenEmpty()
  })

  it('given too much buffered in all, the connection with the most is ended', async () => {
    const clock = new SimulatedClock()
    const limits = { bufferedTotalMaxBytes: 1_000_000, bufferedMaxBytes: 8_000_000 }
    await using server = await startServer({ clock, limits })
    const reading = await server.openSocket('bob')
    const socket = await server.openSocket('ann')
    const connection = server.witness.contexts[1]?.connection
    socket.webSocket.pause()
    socket.send(subscribe(1, 'deluge'))
    while ((connection?.bufferedBytes() ?? 0) <= 1_000_000) {
      await new Promise((resolve) => setImmediate(resolve))
    }

    await clock.advance(5_000)

    await server.witness.until(() => server.witness.ended === 1)
    expect(server.server.live.size).toBe(1)
    reading.send(call(1, 'who', undefined))
    await reading.message(({ id }) => id === 1)
  })

  it('given a peer that is silent, it is pinged and ended', async () => {
    await using server = await startServer({ limits: { pingIntervalMs: 20, pongWaitMs: 20 } })
    const raw = await openRaw(server.port)
    raw.socket.write(handshake())

    expect(await raw.closed()).toContain('PING')
  })

  it('given a client that leaves, no timer and no connection is left behind', async () => {
    const clock = new SimulatedClock()
    await using server = await startServer({ clock })
    const socket = await server.openSocket(`ann.${clock.now() + 90_000}`)
    expect(clock.armed).toBe(2)

    socket.webSocket.terminate()
    await server.server.live.whenEmpty()

    expect(clock.armed).toBe(0)
  })
})
