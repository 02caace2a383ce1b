import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTRPCClient, httpLink } from '@trpc/client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { drainCommand } from '../../src/cli/drain.command.ts'
import { makeOutput } from '../../src/cli/output.ts'
import {
  type AppRouter,
  createService,
  defineAssessment,
  externalWorker,
  readConfig,
  type Service,
} from '../../src/index.ts'
import { RealClock } from '../../src/system/clock.ts'
import { silentLog } from '../../src/system/log.ts'

const outside = defineAssessment({
  name: 'Outside',
  input: z.strictObject({ score: z.int() }),
  result: z.strictObject({ text: z.string() }),
  analyzer: externalWorker(),
})

let folder: string
let service: Service
let url: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unstuck-workers-'))
  const config = readConfig({ DATABASE_PATH: join(folder, 'live.db'), PORT: '0' })
  service = await createService({ config, assessments: [outside], log: silentLog })
  url = (await service.start()).url
  await service.recovered()
  await service.runtime.accounts.ensure({ id: 'ana', email: null, name: null })
})
afterEach(async () => {
  await service.stop()
  rmSync(folder, { recursive: true, force: true })
})

const submit = () => service.runtime.intake.submit('ana', { assessmentData: { score: 1 } })

async function ask(path: string, body: unknown, { key = service.workerKey, signal }: Asked = {}) {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  })
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape
  return { status: response.status, body: (await response.json()) as any }
}

interface Asked {
  readonly key?: string
  readonly signal?: AbortSignal
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a worker in any language does a job with four calls, under both prefixes', async () => {
  const { jobId } = await submit()

  const { body: claimed } = await ask('/worker/claim', { workerId: 'one' })
  const { attempt, leaseToken, input, leaseMs } = claimed.data
  expect([claimed.data.jobId, attempt, input]).toEqual([jobId, 1, { score: 1 }])
  expect(leaseMs).toBeLessThanOrEqual(30_000)
  const lease = { jobId, attempt, leaseToken }
  expect((await ask('/api/worker/heartbeat', lease)).body.data.leaseMs).toBeGreaterThan(29_000)
  const wrong = await ask('/worker/complete', { ...lease, result: { wrong: 1 } })
  expect(wrong).toMatchObject({ status: 422, body: { error: { code: 'INVALID_RESULT' } } })
  const late = await ask('/worker/fail', { ...lease, reason: 'busy', transient: true })
  expect(late).toMatchObject({
    status: 409,
    body: { error: { code: 'LEASE_LOST', details: { jobId, status: 'processing' } } },
  })
})

test('a drain waits for no job of a worker outside, and says that it goes on over a restart', async () => {
  await submit()
  await ask('/worker/claim', { workerId: 'one' })
  const config = readConfig({
    DATABASE_PATH: service.config.DATABASE_PATH,
    PORT: new URL(url).port,
  })
  let said = ''
  const output = makeOutput(false, (text) => {
    said += text
  })

  const given = { reason: 'a new release', waitMs: 60_000, exit: false }
  expect(await drainCommand(config, given, new RealClock(), output)).toBe(0)

  expect(said).toMatch(/: 0 run, 0 wait\n1 job\(s\) are with workers outside and not waited for: /)
})

test('the same over tRPC, with the result told to its owner', async () => {
  const { jobId } = await submit()
  const headers = { authorization: `Bearer ${service.workerKey}` }
  const client = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc`, headers })] })

  const claim = await client.worker.claim.mutate({ workerId: 'one', waitMs: 1_000 })
  if (!claim) throw new Error('there was a job')
  const { attempt, leaseToken } = claim
  const report = { jobId, attempt, leaseToken, result: { text: 'fine' }, analyzer: 'mine@7' }
  const first = await client.worker.complete.mutate(report)

  expect(first).toEqual({ jobId, status: 'completed', willBeTriedAgain: false })
  expect(await client.worker.complete.mutate(report)).toEqual(first)
  const results = service.runtime.db.$client.prepare('select profile, analyzer from results').all()
  expect(results).toEqual([{ profile: '{"text":"fine"}', analyzer: 'mine@7' }])
})

test('the worker key opens nothing else, and no other key opens this', async () => {
  const claim = { workerId: 'one' }
  for (const key of ['', 'guessed', service.internalServiceKey, service.metricsKey]) {
    expect((await ask('/worker/claim', claim, { key })).status).toBe(401)
  }
  expect((await ask('/assessment/submit', { score: 1 })).status).toBe(403)
  expect((await ask('/health/stuck-jobs/check', {})).status).toBe(403)
  const metrics = await fetch(`${url}/metrics`, {
    headers: { authorization: `Bearer ${service.workerKey}` },
  })
  expect(metrics.status).toBe(403)
})

test('a worker that hangs up while it waits gets no job, and the job stays for others', async () => {
  const left = new AbortController()
  const { claims } = service.runtime.workers
  for (const path of ['/worker/claim', '/trpc/worker.claim', '/worker/claim?by=hono']) {
    const asked = ask(path, { workerId: 'gone', waitMs: 30_000 }, { signal: left.signal })
    asked.catch(() => {})
  }
  while (claims.waiting < 3) await turn()

  left.abort()
  while (claims.waiting > 0) await turn()

  const { jobId } = await submit()
  expect(service.runtime.db.$client.prepare('select status from jobs').pluck().all()).toEqual([
    'queued',
  ])
  expect((await ask('/worker/claim', { workerId: 'one' })).body.data.jobId).toBe(jobId)
})

test('a worker that waits is answered when the service stops', async () => {
  const asked = ask('/worker/claim', { workerId: 'one', waitMs: 30_000 })
  while (service.runtime.workers.claims.waiting === 0) await turn()

  await service.stop()

  expect(await asked).toMatchObject({ status: 200, body: { data: null } })
})

describe('a large result', () => {
  const large = { text: 'x'.repeat(1_000_000) }

  test.each(['/worker/complete', '/trpc/worker.complete'])('is taken at %s', async (path) => {
    const { jobId } = await submit()
    const { body } = await ask('/worker/claim', { workerId: 'one' })
    const { attempt, leaseToken } = body.data

    const report = { jobId, attempt, leaseToken, result: large }
    expect((await ask(path, report)).status).toBe(200)
  })

  test('is refused unread where the sender has not the key, and on every other path', async () => {
    const report = { jobId: 'J', attempt: 1, leaseToken: 'x', result: large }

    expect((await ask('/worker/complete', report, { key: 'guessed' })).status).toBe(413)
    expect((await ask('/worker/fail', report)).status).toBe(413)
    expect((await ask('/trpc/worker.complete,worker.complete?batch=1', [report])).status).toBe(413)
  })

  test('is refused where it is larger than that of an analyzer here', async () => {
    await submit()
    const { body } = await ask('/worker/claim', { workerId: 'one' })
    const { jobId, attempt, leaseToken } = body.data
    const report = (bytes: number) => ({
      ...{ jobId, attempt, leaseToken },
      result: { text: 'x'.repeat(bytes) },
    })

    expect((await ask('/worker/complete', report(1_100_000))).status).toBe(413)
    expect((await ask('/worker/complete', report(1_048_577))).status).toBe(422)
  })
})

test.each([
  ['claim', { workerId: '' }, 'workerId'],
  ['claim', { workerId: 'x'.repeat(101) }, 'workerId'],
  ['claim', { workerId: 'one', waitMs: 30_001 }, 'waitMs'],
  ['heartbeat', { fraction: 1.1 }, 'fraction'],
  ['heartbeat', { fraction: 0.5, note: 'x'.repeat(201) }, 'note'],
  ['complete', {}, 'result'],
  ['complete', { result: {}, analyzer: 'x'.repeat(101) }, 'analyzer'],
  ['fail', { reason: 'x'.repeat(2_001), transient: true }, 'reason'],
  ['fail', { reason: 'why' }, 'transient'],
])('worker.%s refuses %j by the name of the field', async (name, body, path) => {
  const lease = name === 'claim' ? {} : { jobId: 'J', attempt: 1, leaseToken: 'x' }

  const { status, body: answer } = await ask(`/worker/${name}`, { ...lease, ...body })

  expect([status, answer.error.code]).toEqual([400, 'VALIDATION_ERROR'])
  expect(answer.error.details.fields.map((field: { path: string }) => field.path)).toEqual([path])
})
