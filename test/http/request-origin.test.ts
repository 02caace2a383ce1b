import { afterEach, describe, expect, it, test } from 'vitest'
import { WebSocket } from 'ws'
import { originOf, readTraceParent, requestIdMaxChars } from '../../src/http/request-origin.ts'
import { useLive } from '../security/support/live.ts'

const start = useLive(afterEach)
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'
const made = () => 'made-here'

describe('the id of a request', () => {
  it.each(['a', 'order-7', '0199c2aa-1111-7abc', 'A.b_c:d', 'x'.repeat(requestIdMaxChars)])(
    'is that of its caller: %s',
    (given) => expect(originOf({ 'x-request-id': given }, made)).toEqual({ requestId: given }),
  )

  it.each([
    undefined,
    '',
    'x'.repeat(requestIdMaxChars + 1),
    'two words',
    'a, b',
    'new\nline',
    '{"level":60}',
    'ümlaut',
    '<script>',
  ])('is made here where it is %j', (given) => {
    expect(originOf({ 'x-request-id': given }, made)).toEqual({ requestId: 'made-here' })
  })
})

describe('traceparent', () => {
  it.each([
    [`00-${traceId}-${spanId}-01`, 1],
    [`00-${traceId}-${spanId}-00`, 0],
    [`cc-${traceId}-${spanId}-01-what-comes-later`, 1],
  ])('%s names the place of the caller in its trace', (header, traceFlags) => {
    expect(readTraceParent(header)).toEqual({ traceId, spanId, traceFlags })
  })

  it.each([
    undefined,
    '',
    `00-${traceId}-${spanId}`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `ff-${traceId}-${spanId}-01`,
    `cc-${traceId}-${spanId}-01-${'x'.repeat(201)}`,
    `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`,
  ])('%s is left aside', (header) => expect(readTraceParent(header)).toBeUndefined())
})

const headers = { 'x-request-id': 'order-7', traceparent: `00-${traceId}-${spanId}-01` }
const fieldsOf = (lines: readonly string[], event: string): Record<string, unknown>[] =>
  lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === event)

test('given a submission by REST, its answer and its line of the log bear the request and its trace', async () => {
  const live = await start()
  const { token, id } = await live.register('ana')

  const body = { assessmentName: 'Manual', assessmentData: { score: 5 } }
  const keyed = { ...headers, 'idempotency-key': 'k1' }
  const first = await live.ask('POST', '/assessment/submit', { token, headers: keyed, body })
  const again = { ...keyed, 'x-request-id': 'order-8' }
  await live.ask('POST', '/assessment/submit', { token, headers: again, body })

  const { jobId } = first.body.data
  expect(first.headers.get('x-request-id')).toBe('order-7')
  const named = { jobId, userId: id, traceId }
  expect(fieldsOf(live.logged, 'job.queued')).toMatchObject([{ ...named, requestId: 'order-7' }])
  expect(fieldsOf(live.logged, 'job.asked-again')).toMatchObject([
    { ...named, requestId: 'order-8' },
  ])
})

test('given a refusal by tRPC, its error, its header and its line bear the request', async () => {
  const live = await start()

  const answer = await live.ask('GET', '/trpc/tokens.balance', { headers })

  expect(answer.headers.get('x-request-id')).toBe('order-7')
  expect(answer.body.error.data.requestId).toBe('order-7')
  expect(fieldsOf(live.logged, 'call.denied')).toMatchObject([{ requestId: 'order-7', traceId }])
})

test('given a WebSocket, its handshake is named, and so is every call on it', async () => {
  const live = await start()
  const { token } = await live.register('ana')
  const url = `${live.url.replace('http', 'ws')}/trpc?connectionParams=1`
  const socket = new WebSocket(url, { headers })
  const upgraded = new Promise<string | undefined>((resolve) => {
    socket.once('upgrade', ({ headers: answered }) => resolve(String(answered['x-request-id'])))
  })
  await new Promise((resolve) => socket.once('open', resolve))

  socket.send(JSON.stringify({ method: 'connectionParams', data: { token } }))
  const input = { assessmentData: { score: 5 } }
  const params = { path: 'assessment.submit', input }
  socket.send(JSON.stringify({ id: 1, method: 'mutation', params }))
  await new Promise((resolve) =>
    socket.on('message', (text) => /"id":1/.test(String(text)) && resolve(text)),
  )

  expect(await upgraded).toBe('order-7')
  expect(fieldsOf(live.logged, 'job.queued')).toMatchObject([{ requestId: 'order-7', traceId }])
  socket.close()
})

test('given no id, or one that cannot be used, one is made, of a form of its own', async () => {
  const live = await start()
  for (const given of [{}, { 'x-request-id': 'two words' }]) {
    const { headers: answered } = await live.ask('GET', '/health/live', { headers: given })
    expect(answered.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  }
})
