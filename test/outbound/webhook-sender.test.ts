import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createNetServer } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, expect, test } from 'vitest'
import { answerMaxBytes, WebhookSender } from '../../src/outbound/webhook-sender.ts'
import { SimulatedClock } from '../../src/testing/index.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

interface Request {
  readonly headers: Record<string, string>
  readonly url: string
  readonly body: string
}

/** A receiver; `arrived` resolves with its first request. */
async function receiver(answer: (response: ServerResponse, request: Request) => void) {
  const seen: Request[] = []
  let arrive: (request: Request) => void = () => {}
  const arrived = new Promise<Request>((resolve) => {
    arrive = resolve
  })
  const server = createServer(async (message: IncomingMessage, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of message) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    const headers = message.headers as Record<string, string>
    const request = { headers, url: message.url ?? '', body }
    seen.push(request)
    arrive(request)
    answer(response, request)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hook?of=ana`, port, seen, arrived }
}

const clock = () => new SimulatedClock(Date.UTC(2026, 10, 27))
const never = new AbortController().signal

const senderOf = (
  at: SimulatedClock,
  more: Partial<ConstructorParameters<typeof WebhookSender>[0]> = {},
) =>
  new WebhookSender({
    clock: at,
    monotonicMs: () => at.now(),
    policy: { allowHttp: true, allowPrivate: true },
    timeoutMs: 10_000,
    version: '9.9.9',
    ...more,
  })

const secretOf = (fill: number) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`
const body = JSON.stringify({ type: 'webhook.test', data: { text: 'ünïcode' } })
const delivery = (url: string, secrets = [secretOf(1)]) => ({ id: 'msg_1', url, body, secrets })

test('a delivery is signed in the Standard Webhooks form, by both secrets during a rotation', async () => {
  const { url, seen } = await receiver((response) => response.end('thanks'))
  const at = new SimulatedClock(Date.now())

  const attempt = await senderOf(at).send(delivery(url, [secretOf(1), secretOf(2)]), never)

  expect(attempt).toEqual({ statusCode: 200, error: null, answer: 'thanks', durationMs: 0 })
  const [{ headers, body: sent, url: path } = expect.unreachable()] = seen
  expect([sent, path, headers['content-type']]).toEqual([body, '/hook?of=ana', 'application/json'])
  expect(headers['user-agent']).toBe('Unstuck-Webhooks/9.9.9')
  for (const secret of [secretOf(1), secretOf(2)]) {
    expect(new Webhook(secret).verify(sent, headers)).toEqual(JSON.parse(body))
  }
  expect(() => new Webhook(secretOf(3)).verify(sent, headers)).toThrow()
  expect(at.armed).toBe(0)
})

test.each([
  [301, 'it answered 301; redirects are not followed'],
  [404, 'it answered 404'],
  [500, 'it answered 500'],
])('%i is a failure, and leads nowhere', async (status, why) => {
  const { url, seen } = await receiver((response) => {
    response.writeHead(status, { location: '/elsewhere' })
    response.end('sorry')
  })

  const attempt = await senderOf(clock()).send(delivery(url), never)

  expect(attempt).toMatchObject({ statusCode: status, answer: 'sorry' })
  expect(attempt.error).toContain(why)
  expect(seen).toHaveLength(1)
})

test('of an answer without end its beginning is kept, and the rest is not read', async () => {
  const { url } = await receiver((response) => {
    const more = () => {
      if (response.destroyed) return
      response.write('x'.repeat(10_000), () => setImmediate(more))
    }
    more()
  })

  const { statusCode, answer } = await senderOf(clock()).send(delivery(url), never)

  expect([statusCode, answer?.length]).toEqual([200, answerMaxBytes])
})

test('a receiver that never answers is given up at the time limit', async () => {
  const { url, arrived } = await receiver(() => {})
  const at = clock()
  const sent = senderOf(at).send(delivery(url), never)
  await arrived
  await at.advance(10_000)

  expect(await sent).toMatchObject({ statusCode: null, error: 'no answer within 10 s' })
  expect(at.armed).toBe(0)
})

test('one whose answer begins well and never ends has answered', async () => {
  const { url, arrived } = await receiver((response) => {
    response.writeHead(200)
    response.write('still')
  })
  const at = clock()
  const sent = senderOf(at).send(delivery(url), never)
  await arrived
  let isOver = false
  void sent.finally(() => {
    isOver = true
  })
  // The answer is on its way through real sockets; time passes until it is there.
  while (!isOver) await at.advance(1_000)

  expect(await sent).toMatchObject({ statusCode: 200, error: null, answer: 'still' })
})

test('a name that takes long to resolve is given up, too', async () => {
  const at = clock()
  const resolve = () => new Promise<never>(() => {})
  const sent = senderOf(at, { resolve }).send(delivery('http://slow.example/'), never)
  await at.advance(10_000)

  expect(await sent).toMatchObject({ error: 'no answer within 10 s' })
})

test('what is connected to is the address that was judged, whatever the name says by then', async () => {
  const { port, seen } = await receiver((response) => response.end())
  let asked = 0
  const resolve = async () => {
    asked++
    return [{ address: '127.0.0.1', family: 4 as const }]
  }
  const sender = senderOf(clock(), { resolve })

  const attempt = await sender.send(delivery(`http://rebinding.example:${port}/`), never)

  expect([attempt.statusCode, asked]).toEqual([200, 1])
  expect(seen[0]?.headers['host']).toBe(`rebinding.example:${port}`)
})

test('an address that is not allowed is not connected to, also where it was allowed when it was made', async () => {
  const { port, seen } = await receiver((response) => response.end())
  let address = '93.184.215.14'
  const resolve = async () => [{ address, family: 4 as const }]
  const policy = { allowHttp: true, allowPrivate: false }
  const sender = senderOf(clock(), { policy, resolve })
  const url = `http://rebinding.example:${port}/`
  expect(await sender.check(url)).toBe(url)
  address = '127.0.0.1'

  const attempt = await sender.send(delivery(url), never)

  expect(attempt.error).toContain('the url must lead to public addresses')
  expect(seen).toEqual([])
})

test('a port where nobody listens is said in a word', async () => {
  const { url } = await receiver(() => {})
  const server = servers.pop()
  await new Promise((resolve) => server?.close(resolve))

  expect(await senderOf(clock()).send(delivery(url), never)).toMatchObject({
    statusCode: null,
    error: 'it could not be reached: ECONNREFUSED',
  })
})

test('a service that stops waits for nobody', async () => {
  const { url, arrived } = await receiver(() => {})
  const stop = new AbortController()
  const sent = senderOf(clock()).send(delivery(url), stop.signal)
  await arrived
  stop.abort()

  expect(await sent).toMatchObject({ error: 'the service is stopping' })
})

test('a receiver that changes the protocol, or closes without a word, ends its attempt at once', async () => {
  const raw = async (answer: string) => {
    const server = createNetServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end(answer))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const sent = await senderOf(clock()).send(delivery(`http://127.0.0.1:${port}/`), never)
    await new Promise((resolve) => server.close(resolve))
    return sent
  }
  const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'

  expect(await raw(upgrade)).toMatchObject({ statusCode: null, error: 'it answered 101' })
  expect(await raw('')).toMatchObject({ statusCode: null, error: expect.stringMatching(/\S/) })
})
