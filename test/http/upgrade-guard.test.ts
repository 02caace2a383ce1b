import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { handshake, openRaw, sendRaw, statusOf } from './support/raw.ts'
import { listen, startServer } from './support/test-server.ts'

const alive = async (url: string) => (await fetch(`${url}/hello`)).text()

describe('the upgrade guard', () => {
  const bad: [string, string, number][] = [
    ['a target of two slashes', handshake({ target: '//' }), 400],
    ['a target naming another host', handshake({ target: '//evil/trpc' }), 400],
    ['a target of a backslash', handshake({ target: '/\\evil/trpc' }), 400],
    ['an absolute URI', handshake({ target: 'http://localhost/trpc' }), 400],
    ['a target without a slash', handshake({ target: '*' }), 400],
    ['a Host with a space', handshake({ host: 'a b' }), 400],
    ['a Host of an open bracket', handshake({ host: '[::1' }), 400],
    ['a Host with a wrong IPv6 address', handshake({ host: '[::::]' }), 400],
    ['a Host with port 65536', handshake({ host: 'localhost:65536' }), 400],
    ['a Host with port 99999', handshake({ host: 'localhost:99999' }), 400],
    ['a Host with a user', handshake({ host: 'a@localhost' }), 400],
    ['a Host with a path', handshake({ host: 'localhost/a' }), 400],
    ['a Host with a query', handshake({ host: 'localhost?a' }), 400],
    ['a Host of 254 characters', handshake({ host: 'a'.repeat(254) }), 400],
    ['an empty Host', handshake({ host: '' }), 400],
    ['no Host', handshake({ host: undefined }), 400],
    ['two Hosts', handshake({ headers: ['Host: other'] }), 400],
    ['another path', handshake({ target: '/other' }), 404],
    ['a path below', handshake({ target: '/trpc/ping' }), 404],
    ['an encoded path', handshake({ target: '/%74rpc' }), 404],
    ['a foreign origin', handshake({ headers: ['Origin: https://evil.example'] }), 403],
    ['the origin null', handshake({ headers: ['Origin: null'] }), 403],
    ['65 headers', handshake({ headers: Array.from({ length: 60 }, (_, i) => `X-H${i}: 1`) }), 431],
    [
      '200 headers',
      handshake({ headers: Array.from({ length: 195 }, (_, i) => `X-H${i}: 1`) }),
      431,
    ],
    ['a header over 16 KiB', handshake({ headers: [`X-Long: ${'x'.repeat(17_000)}`] }), 431],
    ['an upgrade to h2c', handshake().replace('Upgrade: websocket', 'Upgrade: h2c'), 400],
    ['a wrong key', handshake().replace('dGhlIHNhbXBsZSBub25jZQ==', 'short'), 400],
    ['a wrong method', handshake().replace('GET', 'POST'), 405],
  ]

  it.each(bad)('refuses %s and the process lives', async (_name, request, status) => {
    await using server = await startServer()

    const response = await sendRaw(server.port, request)

    expect(statusOf(response)).toBe(status)
    expect(await alive(server.url)).toBe('hello')
    expect(server.server.live.size).toBe(0)
  })

  it('accepts 64 headers', async () => {
    await using server = await startServer()
    const raw = await openRaw(server.port)

    raw.socket.write(
      handshake({ headers: Array.from({ length: 59 }, (_, index) => `X-H${index}: 1`) }),
    )

    expect(statusOf(await raw.until((text) => text.includes('\r\n\r\n')))).toBe(101)
    raw.socket.destroy()
  })

  it.each(['localhost', '127.0.0.1:65535', '[::1]:3003', 'a_b.example'])(
    'accepts the Host %s',
    async (host) => {
      await using server = await startServer()
      const raw = await openRaw(server.port)

      raw.socket.write(handshake({ host }))

      expect(statusOf(await raw.until((text) => text.includes('\r\n\r\n')))).toBe(101)
      raw.socket.destroy()
    },
  )

  it.each([
    ['a reserved bit', [0xf1, 0x80, 0, 0, 0, 0], 1002],
    ['an unknown opcode', [0x83, 0x80, 0, 0, 0, 0], 1002],
    ['no mask', [0x81, 0x01, 0x61], 1002],
    ['an oversized ping', [0x89, 0xfe, 0x01, 0x00, 0, 0, 0, 0], 1002],
    ['invalid UTF-8', [0x81, 0x81, 0, 0, 0, 0, 0xff], 1007],
  ])('closes a socket that sends %s, and the process lives', async (_name, bytes, code) => {
    await using server = await startServer()
    const socket = await server.openSocket('ann')
    const closed = socket.closed()

    // Past the client library, which would not send such a thing.
    ;(socket.webSocket as unknown as { _socket: { write(b: Buffer): void } })._socket.write(
      Buffer.from(bytes),
    )

    expect((await closed).code).toBe(code)
    expect(await alive(server.url)).toBe('hello')
  })

  it('closes a socket that sends fragments without end', async () => {
    await using server = await startServer()
    const socket = await server.openSocket('ann')
    const closed = socket.closed()

    for (let part = 0; part < 65; part++) socket.webSocket.send('', { fin: false })

    expect((await closed).code).toBe(1008)
    expect(await alive(server.url)).toBe('hello')
  })

  it('lives when a socket sends garbage right after a refused handshake', async () => {
    await using server = await startServer()
    const raw = await openRaw(server.port)

    raw.socket.write(`${handshake({ target: '/other' })}\xff\xff\xff\xff`)
    raw.socket.resetAndDestroy()
    await raw.closed()

    expect(await alive(server.url)).toBe('hello')
  })
})

describe('the origin of a handshake', () => {
  const open = async (
    origin: string,
    options: { https?: boolean; trustedProxies?: string[]; headers?: string[] } = {},
  ) => {
    await using server = await startServer({
      ...options,
      allowedOrigins: ['https://app.example.com'],
    })
    const raw = await openRaw(server.port)
    raw.socket.write(
      handshake({
        host: 'service.example:3003',
        headers: [`Origin: ${origin}`, ...(options.headers ?? [])],
      }),
    )
    const status = statusOf(await raw.until((text) => text.includes('\r\n\r\n')))
    raw.socket.destroy()
    return status
  }

  it.each([
    'https://app.example.com',
    'http://service.example:3003',
    'https://service.example:3003',
  ])('%s is allowed: it is listed, or the service’s own', async (origin) => {
    expect(await open(origin)).toBe(101)
  })

  it.each([
    'http://app.example.com',
    'https://app.example.com.evil',
    'https://app.example.com:8443',
    'https://sub.app.example.com',
    'https://APP.example.com',
    'https://service.example',
    'http://service.example:3004',
    'https://evil.example',
    'null',
    'file://',
  ])('%s is refused', async (origin) => {
    expect(await open(origin)).toBe(403)
  })

  it('given a service reached by https only, its own host by http is refused', async () => {
    expect(await open('http://service.example:3003', { https: true })).toBe(403)
    expect(await open('https://service.example:3003', { https: true })).toBe(101)
  })

  it('given a trusted proxy that ends TLS, its own host by http is refused', async () => {
    const headers = ['X-Forwarded-Proto: https']

    expect(
      await open('http://service.example:3003', { trustedProxies: ['127.0.0.1'], headers }),
    ).toBe(403)
    expect(await open('http://service.example:3003', { headers })).toBe(101)
  })

  it.each(['*', 'app.example.com', 'https://app.example.com/', 'ftp://app.example.com'])(
    'the service does not start with %s in its list',
    async (origin) => {
      await expect(startServer({ allowedOrigins: [origin] })).rejects.toThrow(
        `"${origin}" is not an origin`,
      )
    },
  )
})

describe('a live connection', () => {
  it('does not negotiate compression', async () => {
    await using server = await startServer()
    const webSocket = new WebSocket(`ws://127.0.0.1:${server.port}/trpc`, {
      perMessageDeflate: true,
    })
    await once(webSocket, 'open')

    expect(webSocket.extensions).toBe('')
  })

  it('reads a message of exactly the limit and closes with 1009 at one byte more', async () => {
    await using server = await startServer({ limits: { messageMaxBytes: 1_024 } })
    const socket = await server.openSocket('ann')
    const call = { id: 1, method: 'query', params: { path: 'echo', input: '' } }
    const room = 1_024 - JSON.stringify(call).length
    const sized = (bytes: number) => ({
      ...call,
      params: { ...call.params, input: 'x'.repeat(bytes) },
    })

    socket.send(sized(room))
    await socket.message(({ id }) => id === 1)
    socket.send(sized(room + 1))

    expect((await socket.closed()).code).toBe(1009)
  })

  it('given connectionParams announced, other parameters in the URL change nothing', async () => {
    await using server = await startServer()
    const webSocket = new WebSocket(
      `ws://127.0.0.1:${server.port}/trpc?connectionParams=1&x=%zz&__proto__=1`,
    )
    const socket = listen(webSocket)
    await once(webSocket, 'open')

    socket.send({ method: 'connectionParams', data: { token: 'ann' } })
    socket.send({ id: 1, method: 'query', params: { path: 'who' } })

    expect(await socket.message(({ id }) => id === 1)).toMatchObject({ result: { data: 'ann' } })
  })
})
