import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { paced } from '../../src/http/paced.ts'
import { useLive } from './support/live.ts'

const start = useLive(afterEach)
const closedWithinMs = 6_000

const subscribe = (id: number) =>
  JSON.stringify({
    id,
    method: 'subscription',
    params: { path: 'notifications.onEvent', input: {} },
  })

test('W4: given tokens sent in every way there is, good and bad, none of them is logged', async () => {
  const live = await start({ env: { LOG_LEVEL: 'debug' } })
  const { token } = await live.register('ana')
  const secrets = [
    token,
    `${token.slice(0, -3)}abc`,
    live.service.internalServiceKey,
    'a-wrong-key',
  ]
  const [good = '', bad = '', key = '', wrongKey = ''] = secrets

  for (const each of [good, bad]) {
    await live.ask('GET', '/auth/profile', { token: each })
    await live.ask('GET', '/trpc/tokens.balance', { token: each })
    const params = encodeURIComponent(JSON.stringify({ token: each }))
    const leave = new AbortController()
    const url = `${live.url}/trpc/notifications.onEvent?connectionParams=${params}`
    await fetch(url, { signal: leave.signal }).catch(() => {})
    leave.abort()
    const socket = await live.connect(each)
    socket.send('{"id":1,"method":"query","params":{"path":"tokens.balance"}}')
    await once(socket, 'message')
    socket.terminate()
  }
  for (const each of [key, wrongKey]) {
    const headers = { 'x-internal-service': 'true', 'x-service-key': each }
    await live.ask('GET', '/health/stuck-jobs/stats', { headers })
  }

  const log = live.logged.join('')
  expect(log).toContain('"msg":"call.denied"')
  expect(log).toContain('"msg":"connection.denied"')
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([])
})

test('W6: given a live subscription of an account that is disabled, it is closed with 1008 within five seconds and told nothing after', async () => {
  const live = await start()
  const { token, id } = await live.register('ana')
  const socket = await live.connect(token)
  const heard: string[] = []
  socket.on('message', (data) => heard.push(String(data)))
  socket.send(subscribe(1))
  await once(socket, 'message')
  const closed = once(socket, 'close')

  await live.service.runtime.accounts.setActive(id, false, { kind: 'system', id: 'test' })
  const disabledAt = performance.now()
  const [code] = await closed
  const tookMs = performance.now() - disabledAt

  expect(code).toBe(1008)
  expect(tookMs).toBeLessThan(closedWithinMs)
  expect(heard.filter((text) => text.includes('"analysis-'))).toEqual([])
  const again = await live.ask('GET', '/trpc/tokens.balance', { token })
  expect(again.body.error.data.domain.code).toBe('FORBIDDEN')
})

test('W6: given a socket of an operator who no longer is one, its next call opens nothing', async () => {
  const live = await start()
  const { token, id } = await live.register('olga')
  const { accounts } = live.service.runtime
  const by = { kind: 'system', id: 'test' } as const
  await accounts.setRole(id, 'operator', by)
  const socket = await live.connect(token)
  const ask = async (call: number) => {
    socket.send(`{"id":${call},"method":"query","params":{"path":"monitor.stats"}}`)
    const [data] = await once(socket, 'message')
    return JSON.parse(String(data))
  }
  expect(await ask(1)).toHaveProperty('result')

  await accounts.setRole(id, 'user', by)

  expect((await ask(2)).error.data.code).toBe('FORBIDDEN')
  socket.terminate()
})

test('W12: given somebody else’s cursor, a subscription tells only what is the caller’s own', async () => {
  const live = await start({ env: { SUBMIT_BURST: '100' } })
  const ana = await live.register('ana')
  const bob = await live.register('bob')
  for (let score = 0; score < 3; score++) {
    await live.ask('POST', '/assessment/submit', { token: ana.token, body: { score } })
  }
  const of = await live.ask('GET', '/trpc/notifications.list', { token: ana.token })
  const cursor = String(of.body.result.data.cursor)

  const socket = await live.connect(bob.token)
  const input = { lastEventId: cursor }
  socket.send(
    JSON.stringify({
      id: 1,
      method: 'subscription',
      params: { path: 'notifications.onEvent', input },
    }),
  )
  const heard: string[] = []
  socket.on('message', (data) => heard.push(String(data)))
  while (heard.length < 2) await once(socket, 'message')
  socket.terminate()

  expect(heard.join()).toContain('"event":"reset"')
  expect(heard.join()).not.toContain('analysis-')
})

test('given a long history to tell, others are answered in between', async () => {
  async function* history() {
    for (let event = 0; event < 1_000; event++) yield event
  }
  let turns = 0
  let isTold = false
  const count = () => {
    turns++
    if (!isTold) setImmediate(count)
  }
  setImmediate(count)

  let told = 0
  for await (const _ of paced(undefined, history())) told++
  isTold = true

  expect(told).toBe(1_000)
  expect(turns).toBeGreaterThanOrEqual(20)
})
