import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { createUnstuckClient } from '../../client/index.ts'
import { defaultLimits } from '../../src/http/limits.ts'
import {
  type AssessmentDefinition,
  createService,
  defineAssessment,
  externalWorker,
  readConfig,
  type Service,
} from '../../src/index.ts'
import type { LogFields } from '../../src/system/log.ts'
import { talentScores } from '../support/scores.ts'
import { useFiles } from '../support/worlds.ts'

interface Host {
  readonly url: string
  readonly service: Service
  readonly server: Server
  readonly logged: { event: string; fields: LogFields | undefined }[]
}

type Before = (request: IncomingMessage) => Promise<void>

const file = useFiles()
const hosts: Host[] = []
afterEach(async () => {
  for (const { service, server } of hosts.splice(0)) {
    await service.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function makeService(
  logged: Host['logged'] = [],
  assessments?: readonly AssessmentDefinition[],
): Promise<Service> {
  const note = (event: string, fields?: LogFields) => void logged.push({ event, fields })
  const databasePath = file()
  const config = readConfig({
    DATABASE_PATH: databasePath,
    BACKUP_FOLDER: dirname(databasePath),
    DISK_RESERVE: '0',
    VERIFY_INTERVAL: '0',
  })
  const log = { info: note, warn: note, error: note }
  return createService({ config, log, ...(assessments && { assessments }) })
}

/** Somebody's own server, with the service below /analysis and a route of theirs for all the rest. */
async function host(
  before: Before = async () => {},
  assessments?: readonly AssessmentDefinition[],
): Promise<Host> {
  const logged: Host['logged'] = []
  const service = await makeService(logged, assessments)
  const mounted = service.mount('/analysis')
  const theirs = (request: IncomingMessage, response: ServerResponse) => {
    response.end(`theirs: ${request.url}`)
  }
  const server = createServer((request, response) => {
    void before(request).then(() => mounted.handle(request, response) || theirs(request, response))
  })
  server.on('upgrade', (request, socket, head) => {
    if (!mounted.upgrade(request, socket, head)) socket.end('HTTP/1.1 418 Theirs\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const made = { url: `http://127.0.0.1:${port}`, service, server, logged }
  hosts.push(made)
  return made
}

const textOf = async (url: string, init?: RequestInit) => (await fetch(url, init)).text()

async function register(url: string, path = '/analysis'): Promise<string> {
  const response = await fetch(`${url}${path}/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ana@example.com', password: 'a good password' }),
  })
  const { data } = (await response.json()) as { data: { token: string } }
  return data.token
}

describe('a service below a path of another server', () => {
  test('answers what is below it, and leaves everything else to that server', async () => {
    const { url } = await host()

    expect(await textOf(`${url}/analysis/health/live`)).toContain('"status":"alive"')
    expect(await textOf(`${url}/analysis/api/health/live`)).toContain('"status":"alive"')
    expect(await textOf(`${url}/analysis/openapi.json`)).toContain('"openapi":"3.1')
    expect(await textOf(`${url}/analysis/trpc/health.live`)).toContain('"alive"')
    expect((await fetch(`${url}/analysis/nothing`)).status).toBe(404)
    const theirs = ['/', '/health/live', '/trpc/health.live', '/analysis', '/analysis?a=1']
    // The pages know only the root of a server.
    const unmounted = ['/analysis/', '/analysis/?a=1', '/analysis/app', '/analysis/app/new']
    for (const path of [...theirs, ...unmounted, '/analysiss/health/live']) {
      const accept = { headers: { accept: 'text/html' } }
      expect(await textOf(`${url}${path}`, accept)).toBe(`theirs: ${path}`)
    }
  })

  test('serves the typed client: calls, live events over a WebSocket, the result', async () => {
    const { url } = await host()
    const token = await register(url)
    const client = createUnstuckClient({ url: `${url}/analysis`, token, WebSocket })

    const job = await client.submit(talentScores(60))
    const events: string[] = []
    for await (const { event } of job.events()) events.push(event)

    expect(events).toEqual(['analysis-queued', 'analysis-started', 'analysis-complete'])
    expect(await job.done()).toMatchObject({ archetype: expect.any(String) })
    client.close()
  })

  test('takes only its own handshakes', async () => {
    const { url } = await host()
    const statusOf = async (path: string) => {
      const socket = new WebSocket(url.replace('http', 'ws') + path)
      socket.on('error', () => {})
      const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
      return response.statusCode
    }

    expect(await statusOf('/trpc')).toBe(418)
    expect(await statusOf('/analysis')).toBe(418)
    expect(await statusOf('/analysis/elsewhere')).toBe(404)
  })

  test('stops without that server: live clients are told, later requests refused', async () => {
    const { url, service } = await host()
    const token = await register(url)
    const socket = new WebSocket(`${url.replace('http', 'ws')}/analysis/trpc?connectionParams=1`)
    await once(socket, 'open')
    socket.send(JSON.stringify({ method: 'connectionParams', data: { token } }))
    const closed = once(socket, 'close')

    await service.stop()

    expect((await closed)[0]).toBe(1012)
    const { status } = await fetch(`${url}/analysis/health/live`)
    expect(status).toBe(503)
    expect(await textOf(`${url}/mine`)).toBe('theirs: /mine')
  })

  test('answers a body that was read before it came with 500, and the log says what to do', async () => {
    const { url, logged } = await host(async (request) => {
      if (request.method === 'POST') for await (const _chunk of request);
    })

    const { status } = await fetch(`${url}/analysis/auth/login`, { method: 'POST', body: '{}' })

    expect(status).toBe(500)
    expect(logged.find(({ event }) => event === 'request.failed')?.fields?.error).toContain(
      'mount the service before what parses bodies',
    )
  })
})

describe('a worker’s report below a path of another server', () => {
  const outside = defineAssessment({
    name: 'Outside',
    input: z.strictObject({ score: z.int() }),
    result: z.strictObject({ text: z.string() }),
    analyzer: externalWorker(),
  })

  test.each([
    '/worker/complete',
    '/worker/complete?by=hono',
    '/api/worker/complete',
    '/trpc/worker.complete',
  ])('may be larger than other bodies, for the worker key alone: %s', async (path) => {
    const { url, service } = await host(undefined, [outside])
    await service.recovered()
    const { accounts, intake, workers } = service.runtime
    await accounts.ensure({ id: 'ana', email: null, name: null })
    await intake.submit('ana', { assessmentData: { score: 1 } })
    const claim = await workers.claims.claim({ workerId: 'one' })
    const { jobId, attempt, leaseToken } = claim ?? {}
    const result = { text: 'x'.repeat(defaultLimits.bodyMaxBytes) }
    const report = async (to: string, key: string) =>
      fetch(`${url}/analysis${to}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ jobId, attempt, leaseToken, result }),
      })

    expect((await report(path, 'guessed')).status).toBe(413)
    expect((await report('/worker/fail', service.workerKey)).status).toBe(413)
    const answered = await report(path, service.workerKey)
    expect([answered.status, await answered.text()]).toEqual([
      200,
      expect.stringContaining('"status":"completed"'),
    ])
  })
})

test('a service stands before a Hono application, as its example says', async () => {
  const service = await makeService()
  const mounted = service.mount('/analysis')
  const app = new Hono().get('/cart', (c) => c.text('the cart'))
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const server = createServer(
    (request, response) => mounted.handle(request, response) || void listener(request, response),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  hosts.push({ url, service, server, logged: [] })

  expect(await textOf(`${url}/cart`)).toBe('the cart')
  expect(await register(url)).toMatch(/^eyJ/)
})

describe('mount', () => {
  test.each(['', '/', 'analysis', '/analysis/', '//analysis', '/a b', '/a?b', '/a%20b', '/é'])(
    'refuses the path "%s"',
    async (path) => {
      const service = await makeService()

      expect(() => service.mount(path)).toThrow('must be like "/analysis"')
      await service.stop()
    },
  )

  test('takes a path of up to 200 characters, and no longer one', async () => {
    const service = await makeService()

    expect(() => service.mount(`/${'a'.repeat(200)}`)).toThrow('up to 200 characters')
    expect(() => service.mount(`/${'a'.repeat(199)}`)).not.toThrow()
    await service.stop()
  })

  test('is done once, and in place of start', async () => {
    const service = await makeService()
    service.mount('/analysis')

    expect(() => service.mount('/again')).toThrow('started or mounted once')
    await expect(service.start()).rejects.toThrow('started or mounted once')
    await service.stop()
    expect(() => service.mount('/late')).toThrow('started or mounted once')
  })
})
