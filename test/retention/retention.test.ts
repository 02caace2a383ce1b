import { describe, expect, test } from 'vitest'
import { retentionRowsMax } from '../../src/db/commit-retention.ts'
import { verify } from '../../src/db/verify.ts'
import { createCaller } from '../../src/router/index.ts'
import type { World, WorldOptions } from '../../src/testing/index.ts'
import { livedAs, noted, placesOf } from '../erasure/support/person.ts'
import { TestApi } from '../router/support/api.ts'
import { useFiles, useWorlds } from '../support/worlds.ts'

const makeWorld = useWorlds()
const file = useFiles()

const dayMs = 86_400_000
const all = { events: 30, keys: 30, tries: 30, results: 30, deleted: 30, sessions: 0 }
const inMs = (days: Partial<typeof all>) =>
  Object.fromEntries(Object.entries(days).map(([what, count]) => [what, count * dayMs]))

const worldKeeping = (days: Partial<typeof all>, options: WorldOptions = {}): Promise<World> =>
  makeWorld({
    ...options,
    assessments: [noted],
    settings: { slotsMax: 2, retention: inMs(days), ...options.settings },
  })

async function pruned(world: World) {
  const run = world.service.retention.run()
  await world.passes(60_000)
  return await run
}

/** Days in which no process runs: the timers of one would be walked one by one. */
const later = (world: World, days: number) => world.restart(days * dayMs)

const oldEvents = (world: World) =>
  world.rows('select 1 from events where created_at < ?', world.clock.now() - 30 * dayMs)

const proved = (world: World): unknown[] =>
  verify(world.db, { now: world.clock.now() }).checks.filter(({ ok }) => !ok)

const scores = { assessmentData: { score: 1, note: 'canary-note' } }

test.each([
  ['a second before it is old enough', -1_000, 0],
  ['a second after', 1_000, 1],
])('%s, a thing is there or gone', async (_, moreMs, gone) => {
  const world = await worldKeeping(all)
  await world.user('ana', 10)
  await world.submit('ana', { ...scores, idempotencyKey: 'a-key-of-ana-1234567' })
  await world.passes(5_000)
  const startedAt =
    world.rows<{ at: number }>('select min(created_at) as at from events')[0]?.at ?? 0
  // One more, so that none of these is the newest event of all.
  await world.restart(startedAt + 30 * dayMs + moreMs - world.clock.now() - 500)
  await world.submit('ana', scores)

  const { removed } = await pruned(world)

  expect(removed).toMatchObject({ keys: gone, results: gone })
  expect(removed.events > 0).toBe(gone === 1)
  expect(proved(world)).toEqual([])
})

test('given that nothing is to be removed, then nothing is, whatever its age', async () => {
  const world = await worldKeeping({})
  await livedAs(world, 'ana')
  await later(world, 1)
  const before = placesOf(world, 'canary-ana')

  const report = await pruned(world)

  expect(Object.values(report.removed).every((count) => count === 0)).toBe(true)
  expect(placesOf(world, 'canary-ana')).toEqual(before)
})

describe('given somebody who has used everything, when all of it is old', () => {
  test('then scores, results, tries, keys, events and ended sessions are gone, money and jobs are as they were', async () => {
    const world = await worldKeeping(all, { databasePath: file() })
    const { completed } = await livedAs(world, 'ana')
    await later(world, 31)
    world.sql('update auth_sessions set expires_at = ?', world.clock.now() - 1)
    const money = () => world.rows('select * from ledger_entries')
    const jobs = () => world.rows('select * from jobs order by job_id')
    const before = { money: money(), jobs: jobs() }
    const planning = world.service.retention.plan()
    await world.passes(1_000)
    const planned = await planning

    const report = await pruned(world)

    expect(report).toMatchObject({ dryRun: false, more: false, removed: planned.removed })
    expect(planned.dryRun).toBe(true)
    expect({ money: money(), jobs: jobs() }).toEqual(before)
    const left = placesOf(world, 'canary-ana')
    for (const column of ['results.assessment_data', 'results.profile', 'results.raw_responses']) {
      expect(left).not.toContain(column)
    }
    expect(left).not.toContain('job_tries.reason')
    expect(left).not.toContain('auth_sessions.ip_address')
    expect(world.rows('select 1 from idempotency_keys')).toEqual([])
    expect(oldEvents(world)).toEqual([])
    expect(world.statusOf(completed)).toBe('completed')
    expect(proved(world)).toEqual([])
    expect(world.rows("select details from audit where action = 'retention.run'")).toMatchObject([
      { details: JSON.stringify({ ...report.removed, more: false }) },
    ])
  })

  test('then a second run finds nothing', async () => {
    const world = await worldKeeping(all)
    await livedAs(world, 'ana')
    await later(world, 31)
    await pruned(world)

    const { removed } = await pruned(world)

    expect(Object.values(removed).every((count) => count === 0)).toBe(true)
  })
})

test('given a job that still runs, then nothing of it goes, however old, until it has ended', async () => {
  const longest = 400 * dayMs
  const world = await worldKeeping(all, {
    settings: { processingTimeoutMs: longest, hardLimitMs: longest, queuedTimeoutMs: longest },
  })
  await world.user('ana', 10)
  world.analyzer.otherwise({ does: 'hang' })
  const { jobId } = await world.submit('ana', { ...scores, idempotencyKey: 'a-key-of-ana-1234567' })
  await later(world, 31)
  await world.settle()
  const before = world.eventsOf('ana')

  await pruned(world)
  expect(world.eventsOf('ana')).toEqual(before)
  expect(placesOf(world, 'canary-note')).toEqual(['results.assessment_data'])
  expect(world.rows('select 1 from idempotency_keys')).toHaveLength(1)

  await world.service.desk.fail(jobId, { kind: 'operator', id: 'olga' }, 'drill')
  await pruned(world)
  expect(placesOf(world, 'canary-note')).toEqual([])
  expect(world.rows('select 1 from idempotency_keys')).toEqual([])
  expect(proved(world)).toEqual([])
})

test('given a result that its owner deleted, then after the time it is removed for good, and not before', async () => {
  const world = await worldKeeping({ deleted: 30 })
  const { resultId } = await livedAs(world, 'ana')
  await world.service.desk.hideResult(resultId, { kind: 'user', id: 'ana' })

  await later(world, 29)
  expect((await pruned(world)).removed.deleted).toBe(0)
  await later(world, 1)
  expect((await pruned(world)).removed.deleted).toBe(1)

  expect(placesOf(world, 'canary-ana-results.profile')).toEqual([])
  expect(world.rows('select 1 from results where removed_at is not null')).toHaveLength(1)
  expect(proved(world)).toEqual([])
})

test('given events that are gone, then whoever resumes before them is told reset, and whoever resumes after them is not', async () => {
  const world = await worldKeeping({ events: 30 })
  await world.user('ana', 10)
  await world.submit('ana', scores)
  await world.passes(5_000)
  await later(world, 31)
  await world.submit('ana', scores)
  await world.passes(5_000)
  expect((await pruned(world)).removed.events).toBe(3)

  const api = new TestApi(world)
  const firstFrom = async (lastEventId: string) => {
    const caller = createCaller(api.context(api.signedIn('ana')))
    const events = await caller.notifications.onEvent({ lastEventId })
    const stream = (events as AsyncGenerator<[string, { event: string }]>)[Symbol.asyncIterator]()
    const { value } = await stream.next()
    await stream.return?.(undefined)
    return value?.[1].event
  }
  expect(await firstFrom('1')).toBe('reset')
  expect(await firstFrom('3')).toBe('analysis-queued')
  expect(world.eventsOf('ana').map(({ id }) => id)).toEqual([4, 5, 6])
})

test.each([retentionRowsMax.results, retentionRowsMax.results + 1])(
  'given %i old results, then all are removed, a bounded number in one step',
  async (count) => {
    const world = await worldKeeping({ results: 30, events: 30 }, { settings: { slotsMax: 100 } })
    await world.user('ana', count)
    for (let n = 0; n < count; n++) await world.submit('ana', scores)
    await world.passes(10_000)
    await later(world, 31)

    const { removed } = await pruned(world)

    expect(removed.results).toBe(count)
    expect(placesOf(world, 'canary-note')).toEqual([])
    expect(proved(world)).toEqual([])
  },
)

test('given a death at each boundary between two commits of a run, then the next run ends it and every check holds', async () => {
  for (let boundary = 1; ; boundary++) {
    let left = Number.POSITIVE_INFINITY
    const world = await worldKeeping(all, {
      databasePath: file(),
      crashPoint: (_, dying) => {
        if (--left === 0) dying.die()
      },
    })
    await livedAs(world, 'ana')
    await later(world, 31)
    left = boundary
    void world.service.retention.run().catch(() => {})
    await world.passes(60_000)
    const isDead = world.isDead
    left = Number.POSITIVE_INFINITY
    if (isDead) await world.restart(1_000)
    await pruned(world)

    expect(placesOf(world, 'canary-ana-results.profile')).toEqual([])
    expect(oldEvents(world)).toEqual([])
    expect(proved(world)).toEqual([])
    if (!isDead) {
      // Each of six things, and the note of it: before and after.
      expect(boundary).toBe(15)
      return
    }
  }
}, 60_000)
