import { describe, expect, test } from 'vitest'
import { changeInWords, type SettingName, settingFields } from '../../src/domain/settings.ts'
import type { World } from '../../src/testing/index.ts'
import { useFiles, useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()
const file = useFiles()
const olga = { kind: 'operator', id: 'olga' } as const
const minuteMs = 60_000

/** Sets it, and lets the commit and what follows from it settle. */
async function set(world: World, name: SettingName, value: number, reason = 'a test') {
  await Promise.all([world.service.settings.set(name, value, olga, reason), world.settle()])
  await world.settle()
}

async function reset(world: World, name?: SettingName) {
  await Promise.all([world.service.settings.reset(name, olga, 'well again'), world.settle()])
  await world.settle()
}

const refusalOf = async (world: World, name: SettingName, value: number) => {
  const settled = world.service.settings.set(name, value, olga, 'a test').catch((error) => error)
  await world.settle()
  return settled
}

/** So many jobs whose analyses never end. */
async function busyWorld(jobs: number, slotsMax: number, more: object = {}) {
  const world = await createWorld({ settings: { slotsMax, ...more } })
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana', 100)
  const made: string[] = []
  for (let job = 0; job < jobs; job++) made.push((await world.submit('ana')).jobId)
  await world.settle()
  return { world, jobIds: made, statuses: () => made.map((jobId) => world.statusOf(jobId)) }
}

const count = (statuses: readonly (string | undefined)[], status: string) =>
  statuses.filter((each) => each === status).length

describe('slots', () => {
  test('more of them start what waits at once', async () => {
    const { world, statuses } = await busyWorld(5, 1)
    expect(count(statuses(), 'processing')).toBe(1)

    await set(world, 'WORKER_CONCURRENCY', 3)

    expect(count(statuses(), 'processing')).toBe(3)
    expect(world.service.dispatcher).toMatchObject({ slotsMax: 3, freeSlots: 0 })
  })

  test('fewer of them end nothing: what runs goes on, and nothing is started until there is room', async () => {
    const { world, jobIds, statuses } = await busyWorld(5, 3)
    const [first = '', second = ''] = jobIds

    await set(world, 'WORKER_CONCURRENCY', 1)
    expect(count(statuses(), 'processing')).toBe(3)
    expect(world.service.dispatcher.freeSlots).toBe(0)
    await Promise.all([
      ...[first, second].map((jobId) => world.service.desk.fail(jobId, olga, 'a test')),
      world.settle(),
    ])
    await world.settle()
    expect(count(statuses(), 'processing')).toBe(1)

    await Promise.all([world.service.desk.fail(jobIds[2] ?? '', olga, 'a test'), world.settle()])
    await world.settle()
    expect(count(statuses(), 'processing')).toBe(1)
    expect(count(statuses(), 'queued')).toBe(1)
  })

  test('the wait that is told follows them', async () => {
    const { world } = await busyWorld(4, 1)
    const { estimator } = world.service
    const waitMs = () => estimator.after(estimator.leastWaitMs(2, 0), '')?.waitMs
    expect(waitMs()).toBe(90_000)

    await set(world, 'WORKER_CONCURRENCY', 3)

    expect(waitMs()).toBe(30_000)
  })
})

describe('a timeout counts for every deadline that is written from then on', () => {
  test('the queued one for jobs submitted after, and moves the deadline of none before', async () => {
    const { world, jobIds } = await busyWorld(2, 1)
    const [, before = ''] = jobIds
    const deadlineAt = world.job(before)?.deadlineAt

    await set(world, 'STUCK_JOB_QUEUED_TIMEOUT', 2)
    const after = await world.submit('ana')

    expect(world.job(before)?.deadlineAt).toBe(deadlineAt)
    expect(world.job(after.jobId)?.deadlineAt).toBe(world.clock.now() + 2 * minuteMs)
    await world.passes(2 * minuteMs)
    expect(world.job(after.jobId)).toMatchObject({ errorCode: 'STUCK_QUEUED' })
    expect(world.statusOf(before)).toBe('queued')
    await world.passes(13 * minuteMs)
    expect(world.statusOf(before)).not.toBe('queued')
  })

  test.each([
    ['a live actor', 1_000],
    ['its row alone', 0],
  ])(
    'the processing one for analyses started after, also of jobs that waited with %s',
    async (_, liveActorsMax) => {
      const { world, jobIds } = await busyWorld(2, 1, { liveActorsMax })
      const [running = '', waiting = ''] = jobIds
      const deadlineAt = world.job(running)?.deadlineAt

      await set(world, 'STUCK_JOB_PROCESSING_TIMEOUT', 3)
      await set(world, 'STUCK_JOB_HARD_LIMIT', 4)
      expect(world.job(running)?.deadlineAt).toBe(deadlineAt)
      await set(world, 'WORKER_CONCURRENCY', 2)

      const now = world.clock.now()
      expect(world.job(waiting)).toMatchObject({
        status: 'processing',
        deadlineAt: now + 3 * minuteMs,
        hardDeadlineAt: now + 4 * minuteMs,
      })
      await world.passes(3 * minuteMs - 1)
      expect(world.statusOf(waiting)).toBe('processing')
      await world.passes(1)
      expect(world.job(waiting)).toMatchObject({ errorCode: 'STUCK_PROCESSING' })
      expect(world.statusOf(running)).toBe('processing')
      await world.passes(7 * minuteMs)
      expect(world.job(running)).toMatchObject({ errorCode: 'STUCK_PROCESSING' })
    },
  )

  test('a sign of life moves a running analysis on by the new one, never past the hard limit it was started with', async () => {
    const world = await createWorld()
    await world.user('ana')
    world.analyzer.next({ does: 'report', everyMs: minuteMs, times: 1_000 })
    const { jobId } = await world.submit('ana')
    await world.settle()
    const startedAt = world.clock.now()

    await set(world, 'STUCK_JOB_HARD_LIMIT', 100)
    await set(world, 'STUCK_JOB_PROCESSING_TIMEOUT', 30)
    await world.passes(minuteMs)

    expect(world.job(jobId)?.deadlineAt).toBe(startedAt + 31 * minuteMs)
    await world.passes(58 * minuteMs)
    expect(world.job(jobId)?.deadlineAt).toBe(startedAt + 60 * minuteMs)
    await world.passes(minuteMs)
    expect(world.job(jobId)).toMatchObject({ errorCode: 'STUCK_PROCESSING' })
  })

  test('a shorter one moves no deadline back', async () => {
    const world = await createWorld()
    await world.user('ana')
    world.analyzer.next({ does: 'report', everyMs: minuteMs, times: 1_000 })
    const { jobId } = await world.submit('ana')
    await world.settle()
    const deadlineAt = world.job(jobId)?.deadlineAt ?? 0

    await set(world, 'STUCK_JOB_PROCESSING_TIMEOUT', 2)
    await world.passes(minuteMs)

    expect(world.job(jobId)?.deadlineAt).toBe(deadlineAt)
    await world.passes(9 * minuteMs)
    expect(world.statusOf(jobId)).toBe('processing')
    expect(world.job(jobId)?.deadlineAt).toBe(world.clock.now() + 2 * minuteMs)
  })

  test('whoever timed out under a shorter one is settled by the row, the actor and the alarm alike', async () => {
    const { world, jobIds } = await busyWorld(3, 1, { liveActorsMax: 1 })
    await set(world, 'STUCK_JOB_QUEUED_TIMEOUT', 2)
    const after = await world.submit('ana')

    await world.passes(2 * minuteMs)

    expect(world.statusOf(after.jobId)).toBe('failed')
    expect((await world.check({ dryRun: true })).total).toBe(0)
    expect(jobIds.map((jobId) => world.statusOf(jobId))).toEqual(['processing', 'queued', 'queued'])
    expect(world.balanceOf('ana')).toBe(97)
  })
})

describe('bounds', () => {
  test.each(
    Object.entries(settingFields) as [SettingName, { min: number; max: number; unit: string }][],
  )('%s takes what its variable takes, and no more', async (name, { min, max, unit }) => {
    const world = await createWorld()
    const settingOf = () => world.service.settings.all.find((each) => each.name === name)?.value
    if (name !== 'STUCK_JOB_HARD_LIMIT') await set(world, 'STUCK_JOB_HARD_LIMIT', 576_000)
    else await set(world, 'STUCK_JOB_PROCESSING_TIMEOUT', 1)

    for (const value of [min, max]) {
      await set(world, name, value)
      expect(settingOf()).toBe(value)
    }
    for (const value of [min - 1, max + 1, 1.5]) {
      expect(await refusalOf(world, name, value)).toMatchObject({
        code: 'VALIDATION_ERROR',
        message: `${name} must be a whole number from ${min} to ${max} (${unit}); it is ${value}`,
      })
    }
    expect(settingOf()).toBe(max)
  })

  test('the hard limit is never below the processing timeout, whichever is moved', async () => {
    const world = await createWorld()
    const message = (limit: number, timeout: number) =>
      `STUCK_JOB_HARD_LIMIT (${limit}) must not be below STUCK_JOB_PROCESSING_TIMEOUT (${timeout}); raise it`

    expect(await refusalOf(world, 'STUCK_JOB_PROCESSING_TIMEOUT', 61)).toMatchObject({
      message: message(60, 61),
    })
    expect(await refusalOf(world, 'STUCK_JOB_HARD_LIMIT', 9)).toMatchObject({
      message: message(9, 10),
    })
    await set(world, 'STUCK_JOB_HARD_LIMIT', 61)
    await set(world, 'STUCK_JOB_PROCESSING_TIMEOUT', 61)
    const backToConfigured = world.service.settings
      .reset('STUCK_JOB_HARD_LIMIT', olga, 'a test')
      .catch((error) => error)
    await world.settle()
    expect(await backToConfigured).toMatchObject({ message: message(60, 61) })
    await reset(world)
    expect(world.service.settings.changed).toEqual([])
  })
})

describe('a change is kept', () => {
  test('over a restart and a crash, with who, when and why, and is told in the log', async () => {
    const logged: [string, unknown][] = []
    const note = (event: string, fields?: object) => void logged.push([event, fields])
    const log = { info: note, warn: note, error: note }
    const world = await createWorld({ databasePath: file(), log })
    const at = world.clock.now()
    await set(world, 'WORKER_CONCURRENCY', 2, 'the provider is slow')

    await world.restart(minuteMs)

    const changed = { by: 'operator:olga', reason: 'the provider is slow', at }
    expect(world.service.settings.slotsMax).toBe(2)
    expect(world.service.settings.changed).toEqual([
      {
        name: 'WORKER_CONCURRENCY',
        ...{ what: 'How many analyses run at the same time', unit: 'analyses' },
        ...{ min: 1, max: 100_000, value: 2, configured: 4, changed },
      },
    ])
    expect(logged.filter(([event]) => event === 'setting.in-force')).toEqual([
      [
        'setting.in-force',
        { reason: expect.stringMatching(/^WORKER_CONCURRENCY: 2 analyses, configured 4; by oper/) },
      ],
    ])
    await reset(world)
    await world.restart()
    expect(world.service.settings).toMatchObject({ slotsMax: 4, changed: [] })
  })

  test('in the audit, with the old value, the new one and the reason; a reset of nothing is none', async () => {
    const world = await createWorld()
    await set(world, 'STUCK_JOB_QUEUED_TIMEOUT', 20, 'first')
    await set(world, 'STUCK_JOB_QUEUED_TIMEOUT', 30, 'second')
    await reset(world)
    await reset(world)

    const audited = world.rows<{ details: string }>(
      'select actor, action, subject, details from audit order by id',
    )
    expect(audited.map((row) => ({ ...row, details: JSON.parse(row.details) }))).toEqual([
      entry('setting.set', { from: 15, to: 20, reason: 'first' }),
      entry('setting.set', { from: 20, to: 30, reason: 'second' }),
      entry('setting.reset', { from: 30, to: 15, reason: 'well again' }),
    ])
  })

  test('two in one transaction see each other', async () => {
    const world = await createWorld()
    const { settings } = world.service
    await Promise.all([
      settings.set('STUCK_JOB_HARD_LIMIT', 5, olga, 'too low').catch((error) => error),
      settings.set('STUCK_JOB_PROCESSING_TIMEOUT', 5, olga, 'first'),
      settings.set('STUCK_JOB_HARD_LIMIT', 5, olga, 'then'),
      world.settle(),
    ])
    expect(settings.changed.map(({ name, value }) => [name, value])).toEqual([
      ['STUCK_JOB_PROCESSING_TIMEOUT', 5],
      ['STUCK_JOB_HARD_LIMIT', 5],
    ])
  })
})

test.each([
  ['not JSON', '{'],
  ['no number', '{"value":"4"}'],
  ['out of bounds', '{"value":0}'],
  ['no object', 'null'],
])(
  'given a row that somebody else wrote and that is %s, what is configured holds, and the log says so',
  async (_, text) => {
    const logged: [string, unknown][] = []
    const note = (event: string, fields?: object) => void logged.push([event, fields])
    const log = { info: note, warn: note, error: note }
    const world = await createWorld({ databasePath: file(), log })
    world.sql("insert into meta (key, value) values ('setting:WORKER_CONCURRENCY', ?)", text)
    world.sql("insert into meta (key, value) values ('setting:UNKNOWN', '{}')")

    await world.restart()

    expect(world.service.settings).toMatchObject({ slotsMax: 4, changed: [] })
    expect(logged.filter(([event]) => event === 'setting.ignored')).toEqual([
      ['setting.ignored', { reason: 'setting:UNKNOWN' }],
      ['setting.ignored', { reason: 'setting:WORKER_CONCURRENCY' }],
    ])
  },
)

test('a change is told in one line', async () => {
  const world = await createWorld({ startAt: Date.UTC(2026, 10, 24) })
  await set(world, 'STUCK_JOB_QUEUED_TIMEOUT', 30, 'a long night')
  const [setting] = world.service.settings.changed

  expect(setting && changeInWords(setting)).toBe(
    '30 minutes, configured 15; by operator:olga since 2026-11-24T00:00:00.000Z: a long night',
  )
})

const entry = (action: string, details: object) => ({
  ...{ actor: 'operator:olga', action, subject: 'STUCK_JOB_QUEUED_TIMEOUT' },
  details,
})
