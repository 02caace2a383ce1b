import { SqliteError } from 'better-sqlite3'
import { describe, expect, test, vi } from 'vitest'
import { type Log, silentLog } from '../../src/system/log.ts'
import type { World } from '../../src/testing/index.ts'
import { useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()
const minuteMs = 60_000
const runs = (world: World) =>
  world.rows('select trigger, total, fixed, skipped, failed, dry_run from monitor_runs order by id')

/** A row that no repair can settle: the refund would not fit into the account. */
function insertHopeless(world: World, userId: string): string {
  return world.insertForeign({
    userId,
    status: 'processing',
    agedMs: 20 * minuteMs,
    columns: { token_cost: Number.MAX_SAFE_INTEGER },
  })
}

describe('a check', () => {
  test('repairs what is stuck and leaves alone what is not', async () => {
    const world = await createWorld()
    await world.user('ana')
    const stuck = world.insertForeign({
      userId: 'ana',
      status: 'processing',
      agedMs: 10 * minuteMs,
    })
    const alive = world.insertForeign({
      userId: 'ana',
      status: 'processing',
      agedMs: 10 * minuteMs - 1,
    })

    expect(await world.check()).toMatchObject({
      total: 1,
      fixed: 1,
      skipped: 0,
      failed: 0,
      jobs: [{ jobId: stuck, outcome: 'fixed', reason: 'STUCK_PROCESSING' }],
    })
    expect(world.statusOf(alive)).toBe('processing')
  })

  test('in a dry run only says what it would do', async () => {
    const world = await createWorld()
    await world.user('ana')
    const jobId = world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 20 * minuteMs })
    const before = world.job(jobId)

    expect(await world.check({ dryRun: true })).toMatchObject({ total: 1, fixed: 0, skipped: 1 })
    expect(world.job(jobId)).toEqual(before)
    expect(world.balanceOf('ana')).toBe(3)
    expect(runs(world).at(-1)).toMatchObject({
      trigger: 'manual',
      total: 1,
      skipped: 1,
      dry_run: 1,
    })
  })

  test('of a row in a status that nobody knows fails and refunds it, whatever its age', async () => {
    const world = await createWorld()
    await world.user('ana')
    const jobId = world.insertForeign({ userId: 'ana', status: 'paused' })

    expect(await world.check()).toMatchObject({ fixed: 1, total: 1 })
    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'UNKNOWN_STATUS' })
    expect(world.balanceOf('ana')).toBe(4)
  })

  test('of a row whose user is gone ends it and says that there was nobody to refund', async () => {
    const world = await createWorld()
    const jobId = world.insertForeign({ userId: 'gone', status: 'queued', agedMs: 20 * minuteMs })

    expect(await world.check()).toMatchObject({
      total: 1,
      failed: 1,
      jobs: [{ jobId, outcome: 'failed', reason: expect.stringContaining('nobody to refund') }],
    })
    expect(world.statusOf(jobId)).toBe('failed')
    expect(await world.check()).toMatchObject({ total: 0 })
  })

  test('of more rows than fit into one round repairs them all', async () => {
    const world = await createWorld()
    await world.user('ana')
    for (let row = 0; row < 1_201; row++) {
      world.insertForeign({ userId: 'ana', status: 'processing', agedMs: 11 * minuteMs })
    }
    const report = await world.check()

    expect(report).toMatchObject({ total: 1_201, fixed: 1_201 })
    expect(report.jobs).toHaveLength(1_000)
    expect(world.balanceOf('ana')).toBe(1_204)
  })

  test('is recorded with what it found', async () => {
    const world = await createWorld()
    await world.user('ana')
    world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 20 * minuteMs })
    await world.check()

    expect(runs(world)).toEqual([
      { trigger: 'start', total: 0, fixed: 0, skipped: 0, failed: 0, dry_run: 0 },
      { trigger: 'manual', total: 1, fixed: 1, skipped: 0, failed: 0, dry_run: 0 },
    ])
  })

  test('after a foreign write that found nothing is not worth a record', async () => {
    const world = await createWorld()
    await world.service.monitor.check('foreign-write')
    expect(runs(world)).toHaveLength(1)
  })

  test('that the store lets down breaks off, and takes no row for one that cannot be repaired', async () => {
    const world = await createWorld()
    await world.user('ana')
    const jobId = world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 20 * minuteMs })
    const full = new SqliteError('database or disk is full', 'SQLITE_FULL')
    vi.spyOn(world.service.supervisor, 'adoptNow').mockImplementationOnce(() => {
      throw full
    })

    await expect(world.check()).rejects.toBe(full)

    expect(world.rows('select * from repairs')).toEqual([])
    expect(await world.check()).toMatchObject({ total: 1, fixed: 1, failed: 0 })
    expect(world.statusOf(jobId)).toBe('failed')
  })

  test('that can neither repair one row nor note it repairs the others all the same, however often', async () => {
    const world = await createWorld()
    await world.user('ana')
    const stuck = () =>
      world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 20 * minuteMs })
    const bad = stuck()
    const { supervisor } = world.service
    const adoptNow = supervisor.adoptNow.bind(supervisor)
    vi.spyOn(supervisor, 'adoptNow').mockImplementation((jobId) => {
      if (jobId === bad) throw new Error('it is not well')
      return adoptNow(jobId)
    })
    world.sql(`create trigger unkept before insert on repairs
      begin select raise(abort, 'cannot be noted'); end`)

    for (let checks = 0; checks < 2; checks++) {
      const jobId = stuck()
      await expect(world.check()).rejects.toThrow('cannot be noted')
      expect(world.statusOf(jobId)).toBe('failed')
    }
    world.sql('drop trigger unkept')
    vi.restoreAllMocks()
    expect(await world.check()).toMatchObject({ fixed: 1 })
  })

  test('is remembered as the last one, unless it broke off', async () => {
    let fails = false
    const world = await createWorld({
      crashPoint: (name) => {
        if (fails && name === 'before-commit') throw new Error('no room')
      },
    })
    await world.check()
    const lastCheckAt = world.clock.now()
    expect(world.service.monitor.health).toEqual({ lastCheckAt, lastFailed: false })

    await world.passes(1_000)
    fails = true
    await expect(world.check()).rejects.toThrow('no room')
    expect(world.service.monitor.health).toEqual({ lastCheckAt, lastFailed: true })

    fails = false
    await world.check()
    expect(world.service.monitor.health).toEqual({
      lastCheckAt: world.clock.now(),
      lastFailed: false,
    })
  })
})

describe('a row that cannot be repaired', () => {
  test('does not hold up the others, is told by id and reason, and adds up', async () => {
    const world = await createWorld()
    await world.user('ana')
    const hopeless = insertHopeless(world, 'ana')
    for (let row = 0; row < 99; row++) {
      world.insertForeign({ userId: 'ana', status: 'processing', agedMs: 11 * minuteMs })
    }
    const report = await world.check()

    expect(report).toMatchObject({ total: 100, fixed: 99, failed: 1, skipped: 0 })
    expect(report.jobs.filter(({ outcome }) => outcome === 'failed')).toEqual([
      { jobId: hopeless, outcome: 'failed', reason: expect.stringContaining('users_balance') },
    ])
  })

  test('is tried again later and later, and is quarantined with an alarm after five tries', async () => {
    const error = vi.fn<Log['error']>()
    const world = await createWorld({ log: { ...silentLog, error } })
    await world.user('ana')
    const jobId = insertHopeless(world, 'ana')
    await world.check()
    const repair = () =>
      world.rows<{ tries: number; retry_at: number; quarantined_at: number | null }>(
        'select tries, retry_at, quarantined_at from repairs',
      )[0]
    const waits: number[] = []
    for (let tries = 1; tries <= 6; tries++) {
      expect(repair()?.tries).toBe(tries)
      expect(repair()?.quarantined_at === null).toBe(tries < 5)
      const waitMs = (repair()?.retry_at ?? 0) - world.clock.now()
      waits.push(waitMs)
      await world.passes(waitMs)
    }

    expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 960_000])
    const alarms = error.mock.calls.filter(([event]) => event === 'job.quarantined')
    expect(alarms).toEqual([['job.quarantined', { jobId, reason: expect.any(String) }]])
  })

  test('is not looked at before its time, not even by a check', async () => {
    const world = await createWorld()
    await world.user('ana')
    insertHopeless(world, 'ana')
    await world.check()

    expect(await world.check()).toMatchObject({ total: 0 })
  })

  test('is repaired as soon as it can be, and forgotten as a trouble', async () => {
    const world = await createWorld()
    await world.user('ana')
    const jobId = insertHopeless(world, 'ana')
    await world.check()
    world.sql('update jobs set token_cost = 2 where job_id = ?', jobId)
    await world.passes(30_000)

    expect(world.statusOf(jobId)).toBe('failed')
    expect(world.balanceOf('ana')).toBe(5)
    expect(world.rows('select * from repairs')).toEqual([])
  })
})

describe('checks at the same time', () => {
  test('repair each row once, and their reports add up to the rows', async () => {
    const world = await createWorld()
    await world.user('ana')
    for (let row = 0; row < 50; row++) {
      world.insertForeign({ userId: 'ana', status: 'processing', agedMs: 11 * minuteMs })
    }
    const reports = await Promise.all(Array.from({ length: 14 }, () => world.check()))

    expect(reports.reduce((sum, { fixed }) => sum + fixed, 0)).toBe(50)
    expect(world.balanceOf('ana')).toBe(53)
  })
})

test('the records of checks are kept to the newest ten thousand', async () => {
  const world = await createWorld()
  world.sql(`insert into monitor_runs (trigger, started_at, duration_ms, total, fixed, skipped, failed, findings)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000)
    select 'schedule', 0, 0, 0, 0, 0, 0, '[]' from n`)
  await world.check()

  expect(world.rows('select count(*) as n from monitor_runs')).toEqual([{ n: 10_000 }])
  expect(world.rows('select trigger from monitor_runs order by id desc limit 1')).toEqual([
    { trigger: 'manual' },
  ])
})

test.each([
  ['the least integer there is', '-9223372036854775808'],
  ['the greatest', '9223372036854775807'],
  ['one before 1970', '-1'],
])('a row whose times are %s is settled like any other', async (_what, at) => {
  const world = await createWorld()
  await world.user('ana')
  const columns = { created_at: at, updated_at: at, deadline_at: at }
  const jobIds = ['queued', 'processing', 'paused'].map((status) =>
    world.insertForeign({ userId: 'ana', status, columns }),
  )

  await world.check()
  await world.passes(15 * minuteMs)

  expect(jobIds.map((jobId) => world.statusOf(jobId))).toEqual(['failed', 'failed', 'failed'])
  expect(world.balanceOf('ana')).toBe(6)
  expect(world.rows('select * from repairs')).toEqual([])
})
