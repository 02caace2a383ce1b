import { describe, expect, it } from 'vitest'
import { openRaw, sendRaw, statusOf } from './support/raw.ts'
import { startServer } from './support/test-server.ts'

const json = { 'content-type': 'application/json' }
const post = (body: string, headers: Record<string, string> = json): RequestInit => ({
  method: 'POST',
  headers,
  body,
})
const rawPost = (path: string, headers: string[], body = '') =>
  [`POST ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', body].join('\r\n')

const forms = [
  ['tRPC', '/trpc/add'],
  ['REST', '/echo'],
] as const

describe('the head of a request', () => {
  const closing = 'Connection: close'
  it.each([
    ['a target of two slashes', 'GET // HTTP/1.1', ['Host: localhost'], 400],
    ['a target naming another host', 'GET //evil/hello HTTP/1.1', ['Host: localhost'], 400],
    ['an absolute URI', 'GET http://localhost/hello HTTP/1.1', ['Host: localhost'], 400],
    ['an open bracket as the Host', 'GET /hello HTTP/1.1', ['Host: [::1'], 400],
    ['a Host with a space', 'GET /hello HTTP/1.1', ['Host: a b'], 400],
    ['a Host with port 99999', 'GET /trpc/ping HTTP/1.1', ['Host: localhost:99999'], 400],
    ['two Hosts', 'GET /hello HTTP/1.1', ['Host: localhost', 'Host: other'], 400],
    ['no Host', 'GET /hello HTTP/1.1', [], 400],
    ['a malformed escape for tRPC', 'GET /trpc/%E0%A4%A HTTP/1.1', ['Host: localhost'], 400],
    ['a malformed escape for REST', 'GET /%E0%A4%A HTTP/1.1', ['Host: localhost'], 404],
    ['the path __proto__ for tRPC', 'GET /trpc/__proto__ HTTP/1.1', ['Host: localhost'], 404],
    ['the path constructor for tRPC', 'GET /trpc/constructor HTTP/1.1', ['Host: localhost'], 404],
    ['a __proto__ header', 'GET /hello HTTP/1.1', ['Host: localhost', '__proto__: x'], 200],
    [
      '65 headers',
      'GET /hello HTTP/1.1',
      ['Host: localhost', ...Array.from({ length: 63 }, (_, index) => `X-H${index}: 1`)],
      431,
    ],
    [
      '64 headers',
      'GET /hello HTTP/1.1',
      ['Host: localhost', ...Array.from({ length: 62 }, (_, index) => `X-H${index}: 1`)],
      200,
    ],
    [
      'a header over 16 KiB',
      'GET /hello HTTP/1.1',
      ['Host: localhost', `X: ${'x'.repeat(17_000)}`],
      431,
    ],
    ['TRACE', 'TRACE /hello HTTP/1.1', ['Host: localhost'], 405],
    ['TRACE to tRPC', 'TRACE /trpc/ping HTTP/1.1', ['Host: localhost'], 405],
    ['an unknown method', 'PROPFIND /hello HTTP/1.1', ['Host: localhost'], 405],
    ['PUT to tRPC', 'PUT /trpc/add HTTP/1.1', ['Host: localhost', 'Content-Length: 0'], 405],
    ['a method that is none', 'NONSENSE /hello HTTP/1.1', ['Host: localhost'], 400],
    ['nonsense', '\x16\x03\x01\x02', [], 400],
  ])('given %s, the answer fits and the process lives', async (_name, line, headers, status) => {
    await using server = await startServer()

    const response = await sendRaw(server.port, [line, ...headers, closing, '', ''].join('\r\n'))

    expect(statusOf(response)).toBe(status)
    expect(await (await fetch(`${server.url}/hello`)).text()).toBe('hello')
    expect(server.witness.calls).toBe(0)
  })

  it('given a method that is not allowed, the answer names those that are', async () => {
    await using server = await startServer()

    const response = await fetch(`${server.url}/trpc/add`, { ...post('1'), method: 'PUT' })

    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, POST, OPTIONS')
  })

  it.each([
    [
      'both a length and chunks',
      ['Content-Length: 1', 'Transfer-Encoding: chunked'],
      '1\r\n1\r\n0\r\n\r\n',
    ],
    ['two lengths', ['Content-Length: 1', 'Content-Length: 2'], '12'],
    ['a bad chunk size', ['Transfer-Encoding: chunked'], 'zz\r\n1\r\n0\r\n\r\n'],
    ['a signed length', ['Content-Length: +1'], '1'],
    ['an unknown encoding', ['Transfer-Encoding: chunked, x'], '1\r\n1\r\n0\r\n\r\n'],
  ])('given %s, it is refused and the connection closed', async (_name, headers, body) => {
    await using server = await startServer()

    const response = await sendRaw(
      server.port,
      rawPost('/trpc/add', ['Content-Type: application/json', ...headers], body),
    )

    expect(statusOf(response)).toBe(400)
    expect(response.match(/HTTP\/1\.1/g)).toHaveLength(1)
    expect(server.witness.calls).toBe(0)
  })
})

describe('a mutation', () => {
  it('never runs by GET', async () => {
    await using server = await startServer()

    const response = await fetch(`${server.url}/trpc/add?input=1`)

    expect(response.status).toBe(405)
    expect(server.witness.calls).toBe(0)
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    '',
  ])('never runs from a body of type "%s"', async (type) => {
    await using server = await startServer()

    const response = await fetch(`${server.url}/trpc/add`, post('1', { 'content-type': type }))

    expect(response.status).toBe(415)
    expect(server.witness.calls).toBe(0)
  })

  it('never runs from a compressed body', async () => {
    await using server = await startServer()

    const response = await fetch(
      `${server.url}/trpc/add`,
      post('1', { ...json, 'content-encoding': 'gzip' }),
    )

    expect(response.status).toBe(415)
  })

  it('runs from JSON by POST', async () => {
    await using server = await startServer()

    const response = await fetch(
      `${server.url}/trpc/add`,
      post('41', { 'content-type': 'Application/JSON; charset=utf-8' }),
    )

    expect(await response.json()).toEqual({ result: { data: 42 } })
  })
})

describe('a batch', () => {
  it.each([
    [10, 200, 10],
    [11, 400, 0],
    [4_000, 400, 0],
  ])('of %i calls answers %i and runs %i', async (count, status, ran) => {
    await using server = await startServer()
    const paths = Array.from({ length: count }, () => 'a').join(',')
    const short = paths.replaceAll('a', 'ping').slice(0, 12_000)

    const response = await fetch(`${server.url}/trpc/${short}?batch=1`)

    expect(response.status).toBe(status)
    expect(server.witness.calls).toBe(ran)
  })

  it('of 11 mutations runs none', async () => {
    await using server = await startServer()
    const input = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [index, index]))
    const paths = Array.from({ length: 11 }, () => 'add').join(',')

    const response = await fetch(`${server.url}/trpc/${paths}?batch=1`, post(JSON.stringify(input)))

    expect(response.status).toBe(400)
    expect(server.witness.calls).toBe(0)
  })
})

describe.each(forms)('a body for %s', (form, path) => {
  it('of the limit is read, of one byte more is 413', async () => {
    await using server = await startServer({ limits: { bodyMaxBytes: 1_000 } })
    const at = ' '.repeat(999)

    const [inside, outside] = await Promise.all([
      fetch(`${server.url}${path}`, post(`1${at}`)),
      fetch(`${server.url}${path}`, post(`1 ${at}`)),
    ])

    expect([inside.status, outside.status]).toEqual([200, 413])
    const refusal = (await outside.json()) as { error: { code: unknown } }
    expect(refusal.error.code).toBe(form === 'tRPC' ? -32_013 : 'PAYLOAD_TOO_LARGE')
  })

  it('declared too large is refused before a byte of it is sent', async () => {
    await using server = await startServer()
    const raw = await openRaw(server.port)

    raw.socket.write(rawPost(path, ['Content-Type: application/json', 'Content-Length: 67108864']))

    expect(statusOf(await raw.until((text) => text.endsWith('}')))).toBe(413)
    raw.socket.destroy()
  })

  it('of 64 MB in chunks is cut off with 413, and memory stays', async () => {
    await using server = await startServer()
    const raw = await openRaw(server.port)
    const chunk = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`
    const before = process.memoryUsage().rss

    raw.socket.write(
      rawPost(path, ['Content-Type: application/json', 'Transfer-Encoding: chunked']),
    )
    let sent = 0
    const send = () => {
      while (sent < 1_024 && !raw.socket.destroyed) {
        sent++
        if (!raw.socket.write(chunk)) return
      }
    }
    raw.socket.on('drain', send)
    send()

    expect(statusOf(await raw.closed())).toBe(413)
    expect(sent).toBeLessThan(1_024)
    expect(process.memoryUsage().rss - before).toBeLessThan(48 * 1_024 * 1_024)
    expect(server.witness.calls).toBe(0)
  })

  it('nesting 32 deep is read, 33 is 400', async () => {
    await using server = await startServer()
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
    const of = async (depth: number) => {
      const response = await fetch(`${server.url}${path}`, post(nested(depth)))
      return { status: response.status, text: await response.text() }
    }

    expect((await of(32)).text).not.toContain('nests too deeply')
    expect(await of(33)).toMatchObject({
      status: 400,
      text: expect.stringContaining('nests too deeply'),
    })
    expect((await of(100_000)).status).toBe(400)
  })

  it('that is not UTF-8 is 400', async () => {
    await using server = await startServer()

    const response = await fetch(`${server.url}${path}`, {
      ...post(''),
      body: Buffer.from([0x22, 0xff, 0x22]),
    })

    expect(response.status).toBe(400)
  })

  it('that ends early leaves nothing behind', async () => {
    await using server = await startServer()
    const raw = await openRaw(server.port)

    raw.socket.write(
      rawPost(path, ['Content-Type: application/json', 'Content-Length: 100'], '{"a":'),
    )
    raw.socket.resetAndDestroy()
    await raw.closed()

    expect(await (await fetch(`${server.url}/hello`)).text()).toBe('hello')
    expect(server.witness.logged).toEqual([])
  })
})

describe('JSON in the query of tRPC', () => {
  it('nesting deeper than 32 is 400', async () => {
    await using server = await startServer()
    const of = (depth: number) =>
      fetch(
        `${server.url}/trpc/echo?input=${encodeURIComponent('['.repeat(depth) + ']'.repeat(depth))}`,
      )

    expect((await of(32)).status).toBe(200)
    expect((await of(33)).status).toBe(400)
    expect(server.witness.calls).toBe(1)
  })
})

describe('slow callers', () => {
  const limits = { headersTimeoutMs: 100, requestTimeoutMs: 200, timeoutCheckMs: 20 }

  it('given a head that is never finished, 408 and closed', async () => {
    await using server = await startServer({ limits })
    const raw = await openRaw(server.port)

    raw.socket.write('GET /hello HTTP/1.1\r\nHost: localhost\r\nX-')

    expect(statusOf(await raw.closed())).toBe(408)
  })

  it('given a body that is never finished, 408 and closed', async () => {
    await using server = await startServer({ limits })
    const raw = await openRaw(server.port)

    raw.socket.write(
      rawPost('/trpc/add', ['Content-Type: application/json', 'Content-Length: 10'], '1'),
    )

    expect(statusOf(await raw.closed())).toBe(408)
    expect(server.witness.calls).toBe(0)
  })

  it('given an idle connection, it is closed', async () => {
    await using server = await startServer({ limits: { keepAliveTimeoutMs: 50 } })
    const raw = await openRaw(server.port)

    raw.socket.write('GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n')

    expect(await raw.closed()).toContain('hello')
  })

  it('given more connections than allowed, further ones are dropped and the others served', async () => {
    await using server = await startServer({ limits: { socketsMax: 2 } })
    const first = await openRaw(server.port)
    const second = await openRaw(server.port)
    // Both are known to the server once it has answered on them.
    for (const raw of [first, second]) {
      raw.socket.write('GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await raw.until((text) => text.endsWith('hello'))
    }

    const third = await openRaw(server.port)

    expect(await third.closed()).toBe('')
    first.socket.write('GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await first.until((text) => text.match(/hello/g)?.length === 2)
    first.socket.destroy()
    second.socket.destroy()
  })

  it('has the timeouts and limits it ships with', async () => {
    await using server = await startServer()
    const raw = await openRaw(server.port)

    raw.socket.write('GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n')

    expect(await raw.until((text) => text.endsWith('hello'))).toContain('timeout=5, max=10000')
    raw.socket.destroy()
  })
})

describe('answers', () => {
  it.each(['/hello', '/nothing', '/trpc/ping', '/trpc/nothing'])(
    '%s carries the strict headers and its request id',
    async (path) => {
      await using server = await startServer()

      const { headers } = await fetch(`${server.url}${path}`)

      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'x-request-id': 'request-1',
      })
      expect(headers.has('strict-transport-security')).toBe(false)
      expect(headers.has('x-powered-by')).toBe(false)
      expect(headers.has('access-control-allow-origin')).toBe(false)
    },
  )

  it('ask for https only where the service is reached by it', async () => {
    await using server = await startServer({ https: true })

    const { headers } = await fetch(`${server.url}/hello`)

    expect(headers.get('strict-transport-security')).toContain('max-age=31536000')
  })

  it.each([
    ['tRPC', '/trpc/boom'],
    ['REST', '/boom'],
  ])('of a failing %s call say nothing of why; the log does', async (_name, path) => {
    await using server = await startServer()

    const response = await fetch(`${server.url}${path}`)
    const text = await response.text()

    expect(response.status).toBe(500)
    expect(text).not.toMatch(/stack|\/srv\/data| at |node_modules/)
    expect(server.witness.logged).toHaveLength(1)
    expect(JSON.stringify(server.witness.logged)).toContain('/srv/data')
  })

  it('of a refused sign-in have its status', async () => {
    await using server = await startServer()

    const response = await fetch(`${server.url}/trpc/who`, {
      headers: { authorization: 'Bearer wrong' },
    })

    expect(response.status).toBe(401)
    expect(server.witness.logged).toEqual([])
  })

  it('tell the REST application who calls', async () => {
    await using direct = await startServer()
    await using proxied = await startServer({ trustedProxies: ['127.0.0.1', '10.0.0.1'] })
    const address = async (url: string, forwarded: string) =>
      (await fetch(`${url}/address`, { headers: { 'x-forwarded-for': forwarded } })).text()

    expect(await address(direct.url, '203.0.113.9')).toBe('127.0.0.1')
    expect(await address(proxied.url, '198.51.100.1, 203.0.113.9, 10.0.0.1')).toBe('203.0.113.9')
    expect(await address(proxied.url, 'nonsense')).toBe('127.0.0.1')
    expect(await address(proxied.url, '')).toBe('127.0.0.1')
  })
})

describe('pages of other origins', () => {
  const allowedOrigins = ['https://app.example.com']

  it('given a listed origin, it may read the answer', async () => {
    await using server = await startServer({ allowedOrigins })

    const { status, headers } = await fetch(`${server.url}/hello`, {
      headers: { origin: 'https://app.example.com' },
    })

    expect(status).toBe(200)
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example.com')
    expect(headers.get('vary')).toContain('Origin')
    expect(headers.has('access-control-allow-credentials')).toBe(false)
  })

  it('given a listed origin, its preflight is answered without a call', async () => {
    await using server = await startServer({ allowedOrigins })

    const { status, headers } = await fetch(`${server.url}/trpc/add`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, content-type',
      },
    })

    expect(status).toBe(204)
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST, OPTIONS')
    expect(headers.get('access-control-allow-headers')).toContain('authorization, content-type')
    expect(server.witness.contexts).toHaveLength(0)
  })

  it.each([
    'https://app.example.com.evil',
    'http://app.example.com',
    'null',
    'https://evil.example',
  ])('given %s, neither call nor preflight is answered', async (origin) => {
    await using server = await startServer({ allowedOrigins })

    const call = await fetch(`${server.url}/trpc/add`, {
      ...post('1'),
      headers: { ...json, origin },
    })
    const preflight = await fetch(`${server.url}/trpc/add`, {
      method: 'OPTIONS',
      headers: { origin },
    })

    expect([call.status, preflight.status]).toEqual([403, 403])
    expect(call.headers.has('access-control-allow-origin')).toBe(false)
    expect(server.witness.calls).toBe(0)
  })

  it('given the service’s own page, it is served', async () => {
    await using server = await startServer()

    const response = await fetch(`${server.url}/trpc/add`, {
      ...post('1'),
      headers: { ...json, origin: server.url },
    })

    expect(response.status).toBe(200)
  })
})
