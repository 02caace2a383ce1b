import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeSandbox, removeSandbox, runCli, type Sandbox, serve } from '../security/support/run.ts'

let sandbox: Sandbox
let server: Awaited<ReturnType<typeof serve>>
let receiver: ChildProcess
/** Answers 204 below `/well`, and 500 elsewhere; a process of its own, since commands hold this one up. */
let receiverUrl: string
const receiverCode = `
  const { createServer } = require('node:http')
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/well' ? 204 : 500).end('as you say')
  })
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))`

beforeAll(async () => {
  sandbox = makeSandbox()
  receiver = spawn(process.execPath, ['-e', receiverCode], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = await once(receiver.stdout ?? expect.unreachable(), 'data')
  receiverUrl = `http://127.0.0.1:${String(port).trim()}`
  server = await serve(sandbox.given, {
    LOG_LEVEL: 'silent',
    WEBHOOK_ALLOW_HTTP: 'true',
    WEBHOOK_ALLOW_PRIVATE: 'true',
  })
}, 60_000)
afterAll(async () => {
  receiver.kill()
  await server.stop()
  removeSandbox(sandbox)
})

const unstuck = (...argv: string[]) =>
  runCli(argv, sandbox.given, { PORT: new URL(server.url).port })
const json = (...argv: string[]) => JSON.parse(unstuck(...argv, '--json').stdout)

test('a webhook is made, tried, switched, changed and removed from a shell', () => {
  const made = unstuck('webhooks', 'create', `${receiverUrl}/well`, '--events', 'alert.firing')
  expect(made.status).toBe(0)
  expect(made.stdout).toMatch(/which is shown now and never again: whsec_/)
  const [{ webhookId } = expect.unreachable()] = json('webhooks', 'list').webhooks
  expect(unstuck('webhooks', 'list').stdout).toMatch(/ on +0 +http/)

  const tried = unstuck('webhooks', 'test', webhookId)
  expect([tried.status, tried.stdout]).toEqual([
    0,
    expect.stringMatching(/^Delivered in \d+ ms\n$/),
  ])
  expect(json('webhooks', 'deliveries', webhookId).deliveries).toMatchObject([
    { type: 'webhook.test', status: 'delivered' },
  ])

  expect(unstuck('webhooks', 'disable', webhookId).stdout).toBe(`${webhookId} is off\n`)
  expect(unstuck('webhooks', 'test', webhookId)).toMatchObject({
    status: 1,
    stderr: 'The webhook is switched off; switch it on first\n',
  })
  expect(unstuck('webhooks', 'enable', webhookId).stdout).toBe(`${webhookId} is on\n`)
  expect(unstuck('webhooks', 'rotate', webhookId).stdout).toMatch(/The one before signs as well/)
  expect(unstuck('webhooks', 'delete', webhookId).status).toBe(0)
  expect(json('webhooks', 'list')).toEqual({ webhooks: [] })
})

test('one that does not arrive says why, and can be made anew', () => {
  const { webhookId } = json('webhooks', 'create', `${receiverUrl}/ill`)
  const tried = unstuck('webhooks', 'test', webhookId)
  expect([tried.status, tried.stdout]).toEqual([1, 'Not delivered: it answered 500\n'])

  expect(unstuck('webhooks', 'deliveries', webhookId, '--status', 'pending').stdout).toMatch(
    /webhook\.test +pending +1 .*it answered 500/,
  )
  expect(json('webhooks', 'redeliver', webhookId)).toEqual({ webhookId, count: 0 })
  expect(unstuck('health').stdout).toContain('ready')
  unstuck('webhooks', 'delete', webhookId)
})

test.each([
  [['webhooks', 'create', 'https://example.com/', '--events', 'nothing'], 2, '--events must be of'],
  [['webhooks', 'deliveries', 'x', '--status', 'lost'], 2, '--status must be'],
  [['webhooks', 'test', 'no-such-webhook'], 1, 'There is no webhook no-such-webhook'],
  [['webhooks', 'create', 'ftp://example.com/'], 1, 'The webhook cannot be made'],
])('%j ends with %i', (argv, status, why) => {
  const ended = unstuck(...argv)
  expect([ended.status, ended.stdout]).toEqual([status, ''])
  expect(ended.stderr).toContain(why)
})

test('alerts are listed, and tried over every channel', () => {
  expect(unstuck('alerts', 'list')).toMatchObject({ status: 0, stdout: 'no alert fires\n' })
  const tried = unstuck('alerts', 'test')
  // Nobody reads a log while they sleep: nobody would have been told.
  expect(tried.status).toBe(1)
  expect(tried.stdout).toMatch(/log +ok/)
  expect(tried.stdout).toMatch(/webhook +not configured +no webhook asks for alerts/)
  expect(tried.stdout).toMatch(/mail +not configured +set SMTP_URL/)
})
