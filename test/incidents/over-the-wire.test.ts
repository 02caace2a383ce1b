import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createUnstuckClient } from '../../client/index.ts'
import { readHealth } from '../../src/health.ts'
import { ServerProcess } from '../process/support/server-process.ts'
import { createRestApi, type RestApi } from '../rest/support/rest-api.ts'

describe('asked over REST', () => {
  let rest: RestApi
  beforeEach(async () => {
    rest = await createRestApi()
    await rest.world.user('ana', 3)
  })
  afterEach(() => rest.world.close())

  test('I10: health says unhealthy while checks fail, and healthy again when they do not', async () => {
    const { world } = rest
    const sweep = () =>
      readHealth({
        runtime: world.service,
        version: '0',
        startedAt: world.clock.now(),
        checkIntervalMs: 300_000,
        verification: { health: { name: 'verify', ok: true }, lastAt: undefined },
      }).checks.find(({ name }) => name === 'sweep')?.ok
    await world.check()
    expect(sweep()).toBe(true)

    world.sql(
      "create trigger broken before insert on monitor_runs begin select raise(abort, 'no'); end",
    )
    await expect(world.check()).rejects.toThrow('no')
    expect(sweep()).toBe(false)

    world.sql('drop trigger broken')
    await world.check()
    expect(sweep()).toBe(true)
  })

  test('I11: the one id of a job is what lists give, and what status and retry take', async () => {
    rest.world.analyzer.next({ does: 'fail', transient: false })
    const { jobId } = await rest.world.submit('ana')
    await rest.world.passes(1_000)

    const { body } = await rest.get('/archive/jobs', { as: 'ana' })
    const [job] = body.data.jobs as [Record<string, string>]
    expect([job['job_id'], job['id'] ?? jobId]).toEqual([jobId, jobId])
    expect((await rest.get(`/assessment/status/${jobId}`, { as: 'ana' })).status).toBe(200)
    const retried = await rest.post('/assessment/retry', { as: 'ana', body: { jobId } })
    expect(retried.status).toBe(202)
  })

  test('I21: the published contract names the status that a submission and a registration answer', async () => {
    const { paths } = (await rest.get('/openapi.json')).body
    const answers = {
      '/auth/register': await rest.post('/auth/register', {
        body: { email: 'new@example.com', password: 'a password for tests' },
      }),
      '/assessment/submit': await rest.post('/assessment/submit', {
        as: 'ana',
        body: { assessment_data: { score: 1 } },
      }),
    }

    for (const [path, { status }] of Object.entries(answers)) {
      expect([path, status >= 200 && status < 300]).toEqual([path, true])
      const described = Object.keys(paths[path].post.responses).filter((code) => code < '300')
      expect(described).toEqual([String(status)])
    }
  })
})

test('B19: SIGTERM with work in flight lets it end, exits with 0, and loses nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-stop-'))
  const env = {
    DATABASE_PATH: join(folder, 'stop.db'),
    PORT: '0',
    LOG_LEVEL: 'silent',
    ASSESSMENTS_MODULE: resolve('test/process/support/slow.assessments.mjs'),
    WORKER_CONCURRENCY: '1',
    DEFAULT_TOKEN_BALANCE: '100',
  }
  try {
    const server = await ServerProcess.start(env)
    const token = await server.register()
    const client = createUnstuckClient({ url: server.url, token, WebSocket: null })
    const jobs = await Promise.all(Array.from({ length: 12 }, () => client.submit({ score: 1 })))
    // One slot and 30 ms each: most of them wait or run when the signal comes.
    expect(await server.end('SIGTERM')).toBe(0)

    const again = await ServerProcess.start(env)
    const later = createUnstuckClient({ url: again.url, token, WebSocket: null })
    const results = await Promise.all(jobs.map((job) => later.job(job).done()))
    expect(results).toEqual(jobs.map(() => ({ text: 'fine' })))
    expect(await later.balance()).toBe(88)
    expect(await again.end('SIGTERM')).toBe(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
