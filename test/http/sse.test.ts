import { describe, expect, it } from 'vitest'
import { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import { openRaw, statusOf } from './support/raw.ts'
import { startServer, type TestServer } from './support/test-server.ts'

const open = async (server: TestServer, path: string, token?: string) => {
  const raw = await openRaw(server.port)
  const authorization = token === undefined ? [] : [`Authorization: Bearer ${token}`]
  raw.socket.write(
    [`GET /trpc/${path} HTTP/1.1`, 'Host: localhost', ...authorization, '', ''].join('\r\n'),
  )
  return raw
}

const opened = async (server: TestServer, token?: string) => {
  const raw = await open(server, 'events', token)
  await raw.until((text) => text.includes('id: 3'))
  return raw
}

/** The code the stream was refused with: tRPC tells it in the stream, which ends there, or not at all. */
const refusalOf = async (server: TestServer, token?: string) => {
  const raw = await open(server, 'events', token)
  const text = await raw.until((received) => /\r\n0\r\n|id: 3/.test(received))
  raw.socket.destroy()
  return /"code":"([A-Z_]+)"/.exec(text)?.[1]
}

describe('a subscription over SSE', () => {
  it('outlives the time a request may take to arrive', async () => {
    const limits = {
      requestTimeoutMs: 40,
      headersTimeoutMs: 40,
      timeoutCheckMs: 10,
      keepAliveTimeoutMs: 10,
    }
    await using server = await startServer({ limits })
    const stream = await opened(server)
    // A request that is late is cut off by the same looks that pass the stream by.
    for (let late = 0; late < 3; late++) {
      const raw = await openRaw(server.port)
      raw.socket.write('GET /hello HTTP/1.1\r\n')
      expect(statusOf(await raw.closed())).toBe(408)
    }

    expect(stream.socket.readyState).toBe('open')
    expect(server.witness.ended).toBe(0)
    stream.socket.destroy()
    await server.witness.until(() => server.witness.ended === 1)
  })

  it('resumes after the last event the client names', async () => {
    await using server = await startServer()
    const raw = await openRaw(server.port)

    raw.socket.write('GET /trpc/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-Id: 7\r\n\r\n')

    const text = await raw.until((received) => received.includes('id: 10'))
    expect(text.match(/id: \d+/g)).toEqual(['id: 8', 'id: 9', 'id: 10'])
    raw.socket.destroy()
  })

  it('counts as a live connection, a plain call does not', async () => {
    await using server = await startServer()
    await fetch(`${server.url}/trpc/ping`)
    expect(server.witness.contexts[0]?.connection).toBeUndefined()

    const stream = await opened(server)

    expect(server.server.live.size).toBe(1)
    stream.socket.destroy()
    await server.server.live.whenEmpty()
  })

  it('is under the caps per user, per address and in all', async () => {
    await using perUser = await startServer({ limits: { livePerUserMax: 1 } })
    await using perAddress = await startServer({ limits: { livePerAddressMax: 1 } })
    await using all = await startServer({ limits: { liveMax: 1 } })
    const streams = [await opened(perUser, 'ann'), await opened(perAddress), await opened(all)]

    expect(await refusalOf(perUser, 'ann')).toBe('TOO_MANY_REQUESTS')
    expect(await refusalOf(perUser, 'bob')).toBeUndefined()
    expect(await refusalOf(perAddress)).toBe('TOO_MANY_REQUESTS')
    expect(await refusalOf(all)).toBe('SERVICE_UNAVAILABLE')
    expect(perAddress.server.live.size).toBe(1)
    for (const stream of streams) stream.socket.destroy()
    await perUser.server.live.whenEmpty()
  })

  it('of a user whom a WebSocket has filled up is refused', async () => {
    await using server = await startServer({ limits: { livePerUserMax: 1 } })
    await server.openSocket('ann')

    expect(await refusalOf(server, 'ann')).toBe('TOO_MANY_REQUESTS')
  })

  it('ends when the token expires', async () => {
    const clock = new SimulatedClock()
    await using server = await startServer({ clock })
    const stream = await opened(server, `ann.${clock.now() + 90_000}`)

    await clock.advance(89_999)
    expect(server.server.live.size).toBe(1)
    await clock.advance(1)

    expect(await stream.closed()).not.toContain('event: return')
    await server.witness.until(() => server.witness.ended === 1)
  })

  it('ends within five seconds when the session ends', async () => {
    const clock = new SimulatedClock()
    await using server = await startServer({ clock })
    const stream = await opened(server, 'ann')

    server.witness.revoked.add('ann')
    await clock.advance(5_000)

    await stream.closed()
    await server.witness.until(() => server.witness.ended === 1)
  })

  it('given a reader that stops, little is buffered and the second look ends it', async () => {
    const clock = new SimulatedClock()
    await using server = await startServer({ clock })
    const raw = await open(server, 'deluge')
    await raw.until((text) => text.includes('xxx'))
    const connection = server.witness.contexts[0]?.connection
    raw.socket.pause()
    // The pace is tRPC's own: the subscription stands still once the connection is full.
    let yielded = -1
    while (yielded !== server.witness.yielded) {
      yielded = server.witness.yielded
      for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(connection?.bufferedBytes()).toBeLessThan(300 * 1_024)

    await clock.advance(5_000)
    expect(connection?.closing.aborted).toBe(false)
    await clock.advance(5_000)

    expect(connection?.closing.aborted).toBe(true)
    raw.socket.destroy()
    await server.witness.until(() => server.witness.ended === 1)
  })
})
