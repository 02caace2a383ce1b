import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, expect, test } from 'vitest'
import { makeReceiver } from '../../examples/webhook-receiver/receiver.ts'
import { type LiveService, startLiveService } from '../client/support/live-service.ts'

const ending: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

async function receiverOf(secret: string, handle: (told: { type: string }) => void) {
  const server = makeReceiver(secret, handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ending.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const call = async ({ url }: LiveService, token: string, path: string, body: object) => {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as { data: Record<string, string> }
  return { status: response.status, ...answer }
}

test('the receiver of the examples is told what happens, over a real service and real sockets', async () => {
  const live = await startLiveService({
    WEBHOOK_ALLOW_HTTP: 'true',
    WEBHOOK_ALLOW_PRIVATE: 'true',
  })
  ending.push(() => live.stop())
  const token = await live.register('ana')
  let hear: (told: { type: string }) => void = () => {}
  // It has its address before it has its secret, as in life.
  let secret = ''
  const told: string[] = []
  const done = new Promise<void>((resolve) => {
    hear = ({ type }) => {
      told.push(type)
      if (told.length === 4) resolve()
    }
  })
  const { server, url } = await laterReceiver(() => makeReceiver(secret, (each) => hear(each)))
  ending.push(() => server.close())

  const made = await call(live, token, '/webhooks', { url })
  expect(made.status).toBe(201)
  secret = made.data['secret'] ?? ''
  expect((await call(live, token, `/webhooks/${made.data['webhook_id']}/test`, {})).status).toBe(
    202,
  )
  await call(live, token, '/assessment/submit', { assessmentData: { score: 7 } })
  const waiting = await live.analyzer.next()
  waiting.succeed()
  await done

  expect(told.sort()).toEqual([
    'analysis.completed',
    'analysis.queued',
    'analysis.started',
    'webhook.test',
  ])
})

/** A server on a port of its own that makes the receiver when the first delivery comes. */
async function laterReceiver(make: () => ReturnType<typeof makeReceiver>) {
  const { createServer } = await import('node:http')
  let receiver: ReturnType<typeof makeReceiver> | undefined
  const server = createServer((request, response) => {
    receiver ??= make()
    receiver.emit('request', request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const body = JSON.stringify({ type: 'webhook.test', timestamp: 'now', data: { text: 'ünïcode' } })

function signed(ageSeconds = 0, id = 'msg_1', by = secret): Record<string, string> {
  const at = new Date(Date.now() - ageSeconds * 1_000)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(by).sign(id, at, body),
  }
}

const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
const cases: readonly (readonly [string, Record<string, string>, string, number])[] = [
  ['a genuine delivery', signed(), body, 204],
  [
    'one signed by two secrets, as during a rotation',
    {
      ...signed(),
      'webhook-signature': `${signed(0, 'msg_1', other)['webhook-signature']} ${signed()['webhook-signature']}`,
    },
    body,
    204,
  ],
  ['one of 4 minutes ago', signed(240), body, 204],
  ['one of 6 minutes ago', signed(360), body, 401],
  ['one from the future', signed(-360), body, 401],
  ['one that was changed', signed(), body.replace('now', 'later'), 401],
  ['one under another id', { ...signed(), 'webhook-id': 'msg_2' }, body, 401],
  ['one signed by somebody else', signed(0, 'msg_1', other), body, 401],
]

test.each(cases)('%s, to the receiver', async (_, headers, sent, status) => {
  const told: unknown[] = []
  const url = await receiverOf(secret, (each) => void told.push(each))
  const post = () => fetch(url, { method: 'POST', headers, body: sent })

  expect((await post()).status).toBe(status)
  expect((await post()).status).toBe(status)
  expect(told).toHaveLength(status === 204 ? 1 : 0)
})

test.each(cases)('%s, to the lines of Python', (_, headers, sent, status) => {
  const page = readFileSync('examples/webhook-receiver/README.md', 'utf8')
  const [, code = ''] = /```python\n([\s\S]*?)```/.exec(page) ?? []
  const given = JSON.stringify({ secret, headers, body: sent })
  const use = [
    'import json, sys',
    'given = json.load(sys.stdin)',
    'print(is_genuine(given["secret"], given["headers"], given["body"].encode()))',
  ]
  const python = spawnSync('python3', ['-c', `${code}\n${use.join('\n')}`], {
    input: given,
    encoding: 'utf8',
  })

  expect([python.stderr, python.stdout.trim()]).toEqual(['', status === 204 ? 'True' : 'False'])
})

test('a delivery that is too large, or signed by nobody, is refused', async () => {
  const url = await receiverOf(secret, () => {})
  const post = (sent: string) => fetch(url, { method: 'POST', body: sent })

  expect((await post('x'.repeat(100_001))).status).toBe(413)
  expect((await post(body)).status).toBe(401)
})
