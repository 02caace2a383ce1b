import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ServerProcess } from './support/server-process.ts'

let folder: string
let receiver: Server
let url: string
const received: { id: string; type: string }[] = []
/** While true a delivery is not answered. */
let isHanging = true
let heard: () => void = () => {}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unstuck-webhooks-'))
  receiver = createServer(async (request, response: ServerResponse) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    received.push({ id: String(request.headers['webhook-id']), type: JSON.parse(body).type })
    if (!isHanging) response.writeHead(204).end()
    heard()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
})
afterEach(async () => {
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

/** Resolves when so many requests have come in all. */
async function arrived(count: number): Promise<void> {
  while (received.length < count) {
    await new Promise<void>((resolve) => {
      heard = resolve
    })
  }
}

test('given deliveries under way, when the process is killed, then the next one makes them again under the same ids', async () => {
  const env = {
    DATABASE_PATH: join(folder, 'unstuck.db'),
    PORT: '0',
    LOG_LEVEL: 'silent',
    ASSESSMENTS_MODULE: 'test/process/support/slow.assessments.mjs',
    WEBHOOK_ALLOW_HTTP: 'true',
    WEBHOOK_ALLOW_PRIVATE: 'true',
  }
  const first = await ServerProcess.start(env)
  const post = async (path: string, body: object, token = '') => {
    const response = await fetch(`${first.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
    return ((await response.json()) as { data: Record<string, string> }).data
  }
  const account = { email: 'ana@example.com', password: 'a password for tests' }
  const { token } = await post('/auth/register', account)
  await post('/webhooks', { url, event_types: ['analysis.queued', 'analysis.started'] }, token)
  await post('/assessment/submit', { assessmentData: { score: 1 } }, token)
  await arrived(2)

  await first.end('SIGKILL')
  isHanging = false
  const second = await ServerProcess.start(env)
  await arrived(4)

  const idsOf = (part: typeof received) => part.map(({ id }) => id).sort()
  expect(idsOf(received.slice(2, 4))).toEqual(idsOf(received.slice(0, 2)))
  expect(
    received
      .slice(2, 4)
      .map(({ type }) => type)
      .sort(),
  ).toEqual(['analysis.queued', 'analysis.started'])
  expect(await second.end('SIGTERM')).toBe(0)
}, 60_000)
