// Requests as bytes: heads that no client writes, bodies of the wrong length, chunks that lie, handshakes that
// are none.
import { connect } from 'node:net'
import fc from 'fast-check'
import type { Head, Seen } from './case.ts'
import { hostileText, mostly } from './hostile.ts'
import { emailOf } from './people.ts'
import type { Target } from './target.ts'

const line = '\r\n'

const goodTargets = [
  '/health/live',
  '/health',
  '/trpc/health.live',
  '/trpc/assessment.submit',
  '/trpc/auth.login',
  '/trpc',
  '/trpc?connectionParams=1',
  '/assessment/submit',
  '/auth/login',
  '/openapi.json',
  '/trpc/health.live,health.live?batch=1',
]
const oddTargets = [
  '//',
  '//evil/trpc',
  '/\\evil',
  '*',
  'http://localhost/trpc',
  '/%00',
  '/%',
  '/trpc/%E0%A4%A',
  '/trpc/__proto__',
  '/trpc/constructor.prototype',
  '/trpc/health.live?batch=1&input=%7B%220%22%3A',
  '/trpc/health.live?input=%22',
  '/a'.repeat(3_000),
  '/../../etc/passwd',
  '/?#',
]
const methods = ['PUT', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'CONNECT', 'PATCH', 'get', 'PRI', '']
const versions = ['HTTP/1.0', 'HTTP/2.0', 'HTTP/9', 'HTTP/1.1 x', '']
const hosts = [
  'localhost',
  'localhost:99999',
  'localhost:',
  '[::1]',
  '[::1',
  '[::::]',
  'a b',
  'a@b',
  'localhost/x',
  '',
  '\x00',
  'é',
  '%',
  '127.0.0.1.',
  'a'.repeat(300),
]
const upgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]
const oddHeaders = [
  ...upgrade,
  'Sec-WebSocket-Version: 99',
  'Sec-WebSocket-Key: short',
  'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=99',
  'Sec-WebSocket-Extensions: a; b="',
  'Sec-WebSocket-Protocol: a,,b',
  'Upgrade: h2c',
  'Upgrade: websocket, h2c',
  'Content-Type: application/json',
  'Content-Type: text/plain',
  'Content-Type: application/json; charset="',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked, chunked',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding: identity',
  'Content-Length: 0',
  'Content-Length: 5',
  'Content-Length: -1',
  'Content-Length: +5',
  'Content-Length: 5, 5',
  'Content-Length: 18446744073709551616',
  'Content-Encoding: gzip',
  'Expect: 100-continue',
  'Expect: nothing',
  'Origin: null',
  'Origin: https://evil.example',
  'Origin: http://localhost',
  'Authorization: Bearer',
  'Authorization: Bearer a.b.c',
  'Authorization: Basic YTpi',
  'Authorization: Bearer \xff\xfe',
  'X-Internal-Service: true',
  'X-Service-Key: ',
  'X-Service-Key: a, b',
  'X-Forwarded-For: ,,,,',
  'X-Forwarded-For: 1.2.3.4\x0b',
  'X-Forwarded-Proto: https',
  '__proto__: x',
  'constructor: x',
  'Last-Event-Id: 9007199254740993',
  'Cookie: a=b; __proto__=c',
  ': no name',
  'no colon',
  ' folded: x',
  'Name : space',
  'X: \x00',
  'X: \x1b[31m',
  `X: ${'x'.repeat(20_000)}`,
  ...Array.from({ length: 3 }, (_, index) => Array(70).fill(`X-${index}: 1`).join(line)),
  'Host: second',
]

const bodies = fc.oneof(
  fc.constantFrom(
    '',
    'x',
    '{}',
    '{"a":1}',
    '{"0":{},"1":{}}',
    '0\r\n\r\n',
    '5\r\nhello\r\n0\r\n\r\n',
    '5\r\nhel',
    'zz\r\nhello\r\n0\r\n\r\n',
    '-1\r\nx\r\n0\r\n\r\n',
    'ffffffffffffffff\r\nx\r\n',
    '1;ext="\r\n\r\nx\r\n0\r\n\r\n',
    '5\nhello\n0\n\n',
    '0\r\nTrailer: x\r\n__proto__: y\r\n\r\n',
    '\xff\xfe\x00',
    'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n',
    `{"email":"${emailOf('ana')}","password":"x"}`,
    '['.repeat(5_000),
    'x'.repeat(300_000),
  ),
  hostileText.map((text) => Buffer.from(text, 'utf8').toString('latin1')),
)

const oddTarget = fc.oneof(
  fc.constantFrom(...oddTargets),
  hostileText.map((text) => `/${Buffer.from(text, 'utf8').toString('latin1')}`),
)
const json = fc.constantFrom(
  '{}',
  `{"email":"${emailOf('ana')}","password":"not this one"}`,
  '{"0":{}}',
)

const structured = fc
  .record({
    method: mostly(fc.constantFrom('GET', 'POST'), fc.constantFrom(...methods)),
    target: mostly(fc.constantFrom(...goodTargets), oddTarget),
    version: mostly(fc.constant('HTTP/1.1'), fc.constantFrom(...versions), 15),
    host: mostly<string | null>(fc.constant('localhost'), fc.constantFrom(null, ...hosts), 10),
    isUpgrade: mostly(fc.constant(false), fc.constant(true), 4),
    closes: mostly(fc.constant(true), fc.constant(false), 3),
    headers: mostly(
      fc.constant<string[]>([]),
      fc.array(fc.constantFrom(...oddHeaders), { minLength: 1, maxLength: 3 }),
      1,
    ),
    eol: mostly(fc.constant(line), fc.constantFrom('\n', '\r'), 20),
    body: mostly(json, bodies, 2),
  })
  .map(({ method, target, version, host, isUpgrade, closes, headers, eol, body }) => {
    const first = [method, target, version].join(' ')
    const own = /content-length|transfer-encoding/i.test(headers.join())
      ? []
      : [`Content-Length: ${body.length}`, 'Content-Type: application/json']
    const lines = [
      first,
      ...(host === null ? [] : [`Host: ${host}`]),
      ...(isUpgrade ? upgrade : closes ? ['Connection: close'] : []),
      ...(method === 'GET' ? [] : own),
      ...headers,
    ]
    return [...lines, '', method === 'GET' ? '' : body].join(eol)
  })

const cutOrBent = structured.chain((bytes) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(bytes) },
    { weight: 1, arbitrary: fc.nat(bytes.length).map((length) => bytes.slice(0, length)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.nat(Math.max(0, Math.min(bytes.length, 300) - 1)), fc.nat(255))
        .map(([at, code]) => bytes.slice(0, at) + String.fromCharCode(code) + bytes.slice(at + 1)),
    },
  ),
)

export const headArbitrary: fc.Arbitrary<Head> = fc
  .oneof(
    { weight: 9, arbitrary: cutOrBent },
    {
      weight: 1,
      arbitrary: fc
        .uint8Array({ maxLength: 200 })
        .map((bytes) => Buffer.from(bytes).toString('latin1')),
    },
  )
  .map((bytes) => ({ kind: 'head', bytes }))

export async function performHead({ bytes }: Head, target: Target): Promise<Seen> {
  const text = await exchange(target, Buffer.from(bytes, 'latin1'))
  const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, code]) => Number(code))
  const broken = statuses
    .filter((status) => status >= 500 || status === 0)
    .map((status) => `HTTP ${status}`)
  if (text !== '' && statuses.length === 0) broken.push(`no HTTP: ${text.slice(0, 80)}`)
  const refused = !statuses.some((status) => status < 400)
  // Nobody is signed in: whatever the answer, there is nothing these bytes may change.
  return { mayChange: false, refused, text, errorBytes: refused ? text.length : 0, broken }
}

/** Sends it all and listens until the server closes, or has had time to say what it says. */
async function exchange(target: Target, bytes: Buffer): Promise<string> {
  const chunks: Buffer[] = []
  const socket = connect({ port: target.port, host: '127.0.0.1' })
  socket.on('error', () => {})
  socket.on('data', (chunk) => chunks.push(chunk))
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await Promise.race([new Promise((resolve) => socket.write(bytes, resolve)), closed])
  await target.ask('turn')
  // An upgraded socket, a stream and an unfinished request stay open.
  socket.destroySoon()
  await closed
  return Buffer.concat(chunks).toString('latin1')
}
