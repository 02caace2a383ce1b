// What operators hold back on purpose, as health tells it: that it is so and since when to everybody, who and why to
// operators. The service stays ready: results, streams and pages are served by this process or by none.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readHealth } from '../../src/health.ts'
import { createApi, type TestApi } from './support/api.ts'

const olga = { kind: 'operator', id: 'olga' } as const
const since = Date.parse('2026-01-01T00:00:00.000Z')
const reason = 'ticket 4711 of Ana'

let api: TestApi
beforeEach(async () => {
  api = await createApi({})
  await api.operator('olga')
})
afterEach(() => api.world.close())

/** The service as it is now, seen by everybody. */
async function seen() {
  const { service: runtime, clock } = api.world
  api.health = readHealth({
    runtime,
    version: '9.9.9',
    startedAt: clock.now(),
    checkIntervalMs: 300_000,
    verification: { health: { name: 'verify', ok: true }, lastAt: undefined },
  })
  const ready = await api.anonymous.health.ready()
  const { checks } = await api.anonymous.health.details()
  expect(JSON.stringify([ready, checks])).not.toMatch(/olga|4711|Ana/)
  return { ready, checks: checks.filter((check) => check.since !== undefined) }
}

const toOperators = async () =>
  (await api.as('olga').health.details()).checks.flatMap(({ reason: why }) => why ?? [])

describe.each(['intake', 'dispatch'] as const)('given a paused %s', (what) => {
  test('it is ready, everybody sees what and since when, and operators who and why', async () => {
    await api.world.service.switches.pause(what, olga, reason)

    expect(await seen()).toEqual({
      ready: { status: 'ready', failing: [], held: [{ what, since }] },
      checks: [{ name: `${what}-paused`, ok: false, since }],
    })
    expect(await toOperators()).toEqual([
      `paused by operator:olga since 2026-01-01T00:00:00.000Z: ${reason}`,
    ])

    await api.world.service.switches.resume(what, olga)
    expect(await seen()).toEqual({ ready: { status: 'ready', failing: [], held: [] }, checks: [] })
  })
})

test('given a drain, it is ready, and who drains it and why stands beside both switches', async () => {
  await api.world.service.switches.pause('intake', { ...olga, id: 'otto' }, 'first')
  await api.world.passes(1_000)
  await api.world.service.draining.begin(olga, reason, { exit: false })

  const { ready } = await seen()
  expect(ready).toEqual({
    status: 'ready',
    failing: [],
    held: [
      { what: 'intake', since },
      { what: 'dispatch', since: since + 1_000 },
      { what: 'drain', since: since + 1_000 },
    ],
  })
  expect(await toOperators()).toEqual([
    'paused by operator:otto since 2026-01-01T00:00:00.000Z: first',
    `paused by operator:olga since 2026-01-01T00:00:01.000Z: ${reason}`,
    `drained by operator:olga since 2026-01-01T00:00:01.000Z: ${reason}`,
  ])
})

test('given changed settings, everybody sees which and since when, and nothing is held', async () => {
  const { settings } = api.world.service
  await settings.set('WORKER_CONCURRENCY', 3, olga, reason)
  await settings.set('STUCK_JOB_QUEUED_TIMEOUT', 30, olga, reason)

  expect(await seen()).toEqual({
    ready: { status: 'ready', failing: [], held: [] },
    checks: [
      { name: 'setting-WORKER_CONCURRENCY', ok: true, since },
      { name: 'setting-STUCK_JOB_QUEUED_TIMEOUT', ok: true, since },
    ],
  })
  expect((await toOperators())[0]).toMatch(
    /^3 analyses, .*; by operator:olga since .*: ticket 4711/,
  )
})

test('a service that stops is not ready, whatever is held', async () => {
  await api.world.service.switches.pause('intake', olga, reason)
  api.world.service.dispatcher.close()

  expect((await seen()).ready).toMatchObject({
    status: 'not_ready',
    failing: expect.arrayContaining(['dispatch']),
    held: [{ what: 'intake' }],
  })
})
