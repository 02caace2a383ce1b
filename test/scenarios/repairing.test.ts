import { describe, expect, test } from 'vitest'
import { simpleAssessment, type World } from '../../src/testing/index.ts'
import { ManualAnalyzer } from '../support/manual-analyzer.ts'
import { useFiles, useWorlds } from '../support/worlds.ts'

const file = useFiles()
const createWorld = useWorlds()
const minuteMs = 60_000

const manual = async (settings = {}) => {
  const analyzer = new ManualAnalyzer()
  const world = await createWorld({
    assessments: [{ ...simpleAssessment(), analyzer }],
    realAnalyzers: true,
    settings,
  })
  await world.user('ana')
  return { world, analyzer }
}

const refunds = (world: World) =>
  world.rows<{ n: number }>("select count(*) as n from ledger_entries where kind = 'refund'")[0]?.n

describe('scenario 2: a row in processing that somebody inserted 15 minutes ago', () => {
  test.each([
    'test-stuck-1730000000000-abc',
    'x',
    'ümläut/…',
    "'; drop table jobs; --",
    'x'.repeat(255),
  ])('scenario 2: under the id %s is failed, refunded and told once', async (jobId) => {
    const world = await createWorld()
    await world.user('ana')
    world.insertForeign({ jobId, userId: 'ana', status: 'processing', agedMs: 15 * minuteMs })

    expect(await world.check()).toMatchObject({ fixed: 1, total: 1, jobs: [{ jobId }] })
    expect(world.job(jobId)).toMatchObject({
      status: 'failed',
      errorCode: 'STUCK_PROCESSING',
      errorMessage: expect.stringMatching(/\S/),
    })
    expect(world.balanceOf('ana')).toBe(4)
    expect(
      world.eventsOf('ana').map(({ eventType, metadata }) => [eventType, metadata.reason]),
    ).toEqual([['analysis.failed', 'stuck']])

    expect(await world.check()).toMatchObject({ fixed: 0, total: 0 })
    expect(world.balanceOf('ana')).toBe(4)
  })
})

describe('scenario 3: a waiting row that somebody inserted', () => {
  test('scenario 3: 20 minutes ago is failed, refunded and told once', async () => {
    const world = await createWorld()
    await world.user('ana')
    const jobId = world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 20 * minuteMs })

    expect(await world.check()).toMatchObject({ fixed: 1, total: 1 })
    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'STUCK_QUEUED' })
    expect(world.balanceOf('ana')).toBe(4)
    expect(await world.check()).toMatchObject({ fixed: 0, total: 0 })
  })

  test.each([
    ['queued', 14 * minuteMs, 'queued'],
    ['queued', 15 * minuteMs - 1, 'queued'],
    ['queued', 15 * minuteMs, 'failed'],
    ['processing', 10 * minuteMs - 1, 'processing'],
    ['processing', 10 * minuteMs, 'failed'],
  ])('scenario 3: that is %s for %i ms is %s after a check', async (status, agedMs, after) => {
    const world = await createWorld()
    await world.user('ana')
    const jobId = world.insertForeign({ userId: 'ana', status, agedMs })
    await world.check()
    expect(world.statusOf(jobId)).toBe(after)
  })

  test('scenario 3: that is left alone ends at its own deadline, without another check', async () => {
    const world = await createWorld()
    await world.user('ana')
    const jobId = world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 14 * minuteMs })
    await world.check()

    await world.passes(minuteMs - 1)
    expect(world.statusOf(jobId)).toBe('queued')
    await world.passes(1)
    expect(world.statusOf(jobId)).toBe('failed')
  })
})

describe('scenario 5: a repair is told', () => {
  test('scenario 5: to who is connected, at once and with everything they need', async () => {
    const { world } = await manual()
    const { jobId, resultId } = await world.submit('ana')
    await world.settle()
    const controller = new AbortController()
    const heard = world.service.feed.after('ana', 2, controller.signal)[Symbol.asyncIterator]()
    const next = heard.next()
    await world.passes(10 * minuteMs)

    expect((await next).value).toMatchObject({
      eventType: 'analysis.failed',
      timestamp: world.clock.now(),
      jobId,
      resultId,
      userId: 'ana',
      userEmail: 'ana@example.com',
      status: 'failed',
      attempt: 1,
      metadata: {
        errorCode: 'STUCK_PROCESSING',
        errorMessage: 'The analysis did not finish in time',
        refundedTokens: 1,
        newBalance: 3,
        reason: 'stuck',
      },
    })
    expect(world.statusOf(jobId)).toBe('failed')
    controller.abort()
  })

  test('scenario 5: to who was away, when they come back', async () => {
    const { world } = await manual()
    await world.submit('ana')
    await world.passes(20 * minuteMs)
    const controller = new AbortController()
    const missed: string[] = []
    for await (const event of world.service.feed.after('ana', 2, controller.signal)) {
      missed.push(event.eventType)
      controller.abort()
    }
    expect(missed).toEqual(['analysis.failed'])
  })
})

describe('scenario 9: a completion races with the repair', () => {
  const succeeded = {
    type: 'analysis.succeeded',
    attempt: 1,
    profile: '{"text":"x"}',
    analyzer: 'x@1',
  } as const

  test('scenario 9: and comes first: it stays, unrefunded, and the check does not claim it', async () => {
    const { world } = await manual()
    const { jobId } = await world.submit('ana')
    await world.settle()
    // Overdue in the table, while the completion is already under way in the same tick.
    world.sql('update jobs set deadline_at = ?, revision = revision where job_id = ?', 1, jobId)
    const [, report] = await Promise.all([
      world.service.supervisor.dispatch(jobId, succeeded),
      world.check(),
    ])

    expect(world.statusOf(jobId)).toBe('completed')
    expect(report.jobs.filter(({ outcome }) => outcome === 'fixed')).toEqual([])
    expect(refunds(world)).toBe(0)
  })

  test('scenario 9: and comes second: it is discarded', async () => {
    const { world } = await manual()
    const { jobId } = await world.submit('ana')
    await world.settle()
    await world.passes(10 * minuteMs)
    expect(await world.service.supervisor.dispatch(jobId, succeeded)).toMatchObject({
      outcome: 'ignored',
    })
    expect(world.statusOf(jobId)).toBe('failed')
  })
})

describe('scenario 11: slow but alive is not stuck', () => {
  test('scenario 11: an analysis of 12 minutes that reports every minute completes', async () => {
    const world = await createWorld()
    world.analyzer.next({ does: 'report', everyMs: minuteMs, times: 12 })
    await world.user('ana')
    const { jobId } = await world.submit('ana')
    await world.passes(12 * minuteMs)
    expect(world.statusOf(jobId)).toBe('completed')
  })

  test('scenario 11: one that stops reporting is failed ten minutes after its last sign of life', async () => {
    const world = await createWorld()
    world.analyzer.next({ does: 'report', everyMs: minuteMs, times: 5, thenHangs: true })
    await world.user('ana')
    const { jobId } = await world.submit('ana')
    await world.passes(15 * minuteMs - 1)
    expect(world.statusOf(jobId)).toBe('processing')
    await world.passes(1)
    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'STUCK_PROCESSING' })
  })

  test('scenario 11: one that reports for ever is failed at the hard limit', async () => {
    const world = await createWorld()
    world.analyzer.next({ does: 'report', everyMs: minuteMs, times: 1_000 })
    await world.user('ana')
    const { jobId } = await world.submit('ana')
    await world.passes(60 * minuteMs - 1)
    expect(world.statusOf(jobId)).toBe('processing')
    await world.passes(1)
    expect(world.statusOf(jobId)).toBe('failed')
  })

  test('scenario 11: a heartbeat of an older attempt has no effect', async () => {
    const { world } = await manual()
    const { jobId } = await world.submit('ana')
    await world.settle()
    await world.restart()
    const { deadlineAt } = world.job(jobId) ?? {}
    await world.passes(5 * minuteMs)
    await world.service.supervisor.dispatch(jobId, { type: 'analysis.heartbeat', attempt: 1 })
    expect(world.job(jobId)?.deadlineAt).toBe(deadlineAt)
  })
})

test.each(['queued', 'processing'])(
  'a %s row that says it was adopted, but has no deadline, ends and pays back like any other',
  async (status) => {
    const world = await createWorld()
    await world.user('ana', 3)
    const columns = { adopted_at: 1, revision: 7 }
    world.insertForeign({ userId: 'ana', status, agedMs: 20 * minuteMs, columns })
    expect(await world.check()).toMatchObject({ fixed: 1 })
    expect(world.rows('select status from jobs')).toEqual([{ status: 'failed' }])
    expect(refunds(world)).toBe(1)
  },
)

test('scenario 25: given a process that dies in the middle of a check, then the next one repairs the rest, each once', async () => {
  let commitsLeft = Number.POSITIVE_INFINITY
  const world = await createWorld({
    databasePath: file(),
    crashPoint: (name, struck) => {
      if (name === 'after-commit' && --commitsLeft === 0) struck.die()
    },
  })
  await world.user('ana')
  for (let row = 0; row < 500; row++) {
    world.insertForeign({ userId: 'ana', status: 'processing', agedMs: 20 * minuteMs })
  }
  commitsLeft = 3
  void world.check()
  await world.settle()
  expect(world.isDead).toBe(true)
  await world.restart()

  expect(world.rows('select status, count(*) as n from jobs group by 1')).toEqual([
    { status: 'failed', n: 500 },
  ])
  expect(refunds(world)).toBe(500)
  expect(world.balanceOf('ana')).toBe(503)
})
