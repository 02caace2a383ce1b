import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { useLive } from '../security/support/live.ts'

const startLive = useLive(afterEach)

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } })

test('given the metrics key, GET /metrics answers in the text format of Prometheus', async () => {
  const live = await startLive()
  const { text, status, headers } = await live.ask(
    'GET',
    '/metrics',
    bearer(live.service.metricsKey),
  )

  expect(status).toBe(200)
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  expect(text).toMatch(/^# HELP unstuck_jobs .+\n# TYPE unstuck_jobs gauge\n/)
  expect(text).toMatch(/^unstuck_ready 1$/m)
  expect(text).toMatch(/^unstuck_database_bytes\{file="database"\} [1-9]\d+$/m)
  expect(text).toMatch(/^unstuck_disk_free_bytes [1-9]/m)
  expect(text).toMatch(/^unstuck_info\{version="\d+\.\d+\.\d+"\} 1$/m)
})

test('given no key, another key or somebody without a role, nothing is told', async () => {
  const live = await startLive()
  const { token } = await live.register('ana')
  const key = live.service.metricsKey

  for (const path of ['/metrics', '/api/metrics']) {
    expect((await live.ask('GET', path)).status).toBe(401)
    expect((await live.ask('GET', path, bearer(`${key}x`))).status).toBe(401)
    expect((await live.ask('GET', path, bearer(''))).status).toBe(401)
    expect((await live.ask('GET', path, { token })).status).toBe(403)
  }
  expect((await live.ask('POST', '/metrics', bearer(key))).status).toBe(405)
})

test('the metrics key opens the figures and nothing else', async () => {
  const live = await startLive()
  const key = live.service.metricsKey
  const asInternal = { headers: { 'x-internal-service': 'true', 'x-service-key': key } }

  expect((await live.ask('GET', '/health/stuck-jobs/stats', bearer(key))).status).toBe(401)
  expect((await live.ask('GET', '/health/stuck-jobs/stats', asInternal)).status).toBe(401)
  expect((await live.ask('GET', '/auth/profile', bearer(key))).status).toBe(401)
})

test('the key is the one that lies beside the database, and is in no answer and no log line', async () => {
  const live = await startLive()
  const key = live.service.metricsKey
  const file = join(dirname(live.service.config.databasePath), 'secrets', 'metrics-key')
  const { text } = await live.ask('GET', '/metrics', bearer(key))

  expect(readFileSync(file, 'utf8').trim()).toBe(key)
  expect(text).not.toContain(key)
  expect(live.logged.filter((line) => line.includes(key))).toEqual([])
})

test('submissions are counted by their answer, and keys by whether they were known', async () => {
  const live = await startLive()
  const { token } = await live.register('ben')
  const submit = (body: object, key?: string) =>
    live.ask('POST', '/assessment/submit', {
      token,
      body,
      ...(key !== undefined && { headers: { 'idempotency-key': key } }),
    })
  const scores = { assessmentData: { score: 5 }, assessmentName: 'Manual' }
  const figure = async (series: string) => {
    const { text } = await live.ask('GET', '/metrics', bearer(live.service.metricsKey))
    const line = text.split('\n').find((each) => each.startsWith(`${series} `))
    return Number(line?.slice(series.length + 1) ?? 0)
  }

  expect((await submit(scores, 'first')).status).toBe(202)
  expect((await submit(scores, 'first')).status).toBeLessThan(300)
  expect((await submit({ ...scores, assessmentData: { score: 101 } })).status).toBe(400)
  for (let n = 0; n < 2; n++) expect((await submit(scores)).status).toBe(202)
  expect((await submit(scores)).status).toBe(402)

  expect(await figure('unstuck_submits_total{outcome="accepted"}')).toBe(3)
  expect(await figure('unstuck_submits_total{outcome="replayed"}')).toBe(1)
  expect(await figure('unstuck_submits_total{outcome="VALIDATION_ERROR"}')).toBe(1)
  expect(await figure('unstuck_submits_total{outcome="INSUFFICIENT_TOKENS"}')).toBe(1)
  expect(await figure('unstuck_idempotency_hits_total')).toBe(1)
  expect(await figure('unstuck_idempotency_misses_total')).toBe(1)
})
