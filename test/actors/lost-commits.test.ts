import Database, { SqliteError } from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { AnalysisFailure } from '../../src/domain/assessment.ts'
import { simpleAssessment, type World } from '../../src/testing/index.ts'
import { ManualAnalyzer } from '../support/manual-analyzer.ts'
import { useFiles, useWorlds } from '../support/worlds.ts'

const file = useFiles()
const createWorld = useWorlds()

/** A world whose next commits can be made to fail, and whose analyses wait for the test. */
async function fragile(settings: Parameters<typeof createWorld>[0] = {}) {
  const analyzer = new ManualAnalyzer()
  const store = { sparing: 0, losing: 0 }
  const world = await createWorld({
    assessments: [{ ...simpleAssessment(), analyzer }],
    realAnalyzers: true,
    ...settings,
    crashPoint: (name) => {
      if (name !== 'before-commit' || store.sparing-- > 0 || store.losing <= 0) return
      store.losing--
      throw new SqliteError('database or disk is full', 'SQLITE_FULL')
    },
  })
  await world.user('ana', 500)
  return { world, analyzer, store }
}

const statuses = (world: World) =>
  world.rows<{ status: string }>('select status from jobs order by rowid').map((row) => row.status)

describe('given a lost commit', () => {
  test('of a submission, then it is refused, nothing of it is kept and the next one is taken', async () => {
    const { world, store } = await fragile()
    store.losing = 1

    await expect(world.submit('ana')).rejects.toThrow('full')
    expect(world.balanceOf('ana')).toBe(500)
    expect(statuses(world)).toEqual([])
    expect(world.service.supervisor.live).toBe(0)
    await world.passes(5_000)
    expect(world.armed).toBe(2)

    expect(await world.submit('ana')).toMatchObject({ remainingTokens: 499 })
  })

  test('of a completion, then it is reported again and the job is completed', async () => {
    const { world, analyzer, store } = await fragile()
    const { jobId } = await world.submit('ana')
    await world.settle()
    store.losing = 1
    analyzer.calls[0]?.succeed()
    await world.settle()
    expect(world.statusOf(jobId)).toBe('processing')

    await world.passes(100)

    expect(world.job(jobId)).toMatchObject({ status: 'completed', attempt: 1 })
  })

  test('of a failure, then the analysis runs again within seconds and is not left to its deadline', async () => {
    const { world, analyzer, store } = await fragile()
    const { jobId } = await world.submit('ana')
    await world.settle()
    store.losing = 1
    analyzer.calls[0]?.fail(new AnalysisFailure('wrong', { transient: false }))
    await world.passes(6_000)

    expect(analyzer.calls).toHaveLength(2)
    analyzer.calls[1]?.fail(new AnalysisFailure('wrong', { transient: false }))
    await world.settle()

    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'ANALYSIS_FAILED' })
    expect(world.balanceOf('ana')).toBe(500)
  })

  test('of a sign of life, then the job goes on and still ends', async () => {
    const { world, analyzer, store } = await fragile()
    const { jobId } = await world.submit('ana')
    await world.settle()
    store.losing = 1
    analyzer.calls[0]?.context.heartbeat()
    await world.passes(6_000)
    analyzer.calls.at(-1)?.succeed()
    await world.settle()

    expect(world.statusOf(jobId)).toBe('completed')
  })

  test('of a start, then the job is started soon after', async () => {
    const { world, analyzer, store } = await fragile({ settings: { slotsMax: 1 } })
    await world.submit('ana')
    const { jobId } = await world.submit('ana')
    await world.settle()
    store.losing = 1
    analyzer.calls[0]?.succeed()
    await world.passes(5_000)

    expect(world.statusOf(jobId)).toBe('processing')
  })

  test('of a cancellation and an end in one tick, then the job that was not cancelled is started', async () => {
    const { world, analyzer, store } = await fragile({ settings: { slotsMax: 1 } })
    const running = await world.submit('ana')
    const { jobId } = await world.submit('ana')
    await world.settle()
    store.losing = 1
    const { supervisor, desk } = world.service
    const lost = await Promise.allSettled([
      supervisor.dispatch(running.jobId, {
        type: 'analysis.succeeded',
        attempt: 1,
        profile: '{"text":"fine"}',
        analyzer: 'test@1',
      }),
      desk.cancel(jobId, { kind: 'user', id: 'ana' }),
    ])
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    analyzer.calls[0]?.succeed()
    await world.passes(6_000)

    expect(world.statusOf(jobId)).toBe('processing')
  })

  test('of the end at a deadline, then the alarm makes it good', async () => {
    const { world, store } = await fragile()
    const { jobId } = await world.submit('ana')
    await world.passes(599_999)
    store.losing = 2
    await world.passes(1)
    expect(world.statusOf(jobId)).toBe('processing')

    await world.passes(2_000)

    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'STUCK_PROCESSING' })
    expect(world.balanceOf('ana')).toBe(500)
  })

  test('of the start of a process, then what was cut off is taken up when the store is well', async () => {
    const { world, analyzer, store } = await fragile()
    const { jobId } = await world.submit('ana')
    await world.settle()
    store.losing = 3
    await world.restart()
    await world.passes(10_000)

    expect(world.job(jobId)).toMatchObject({ status: 'processing', attempt: 2 })
    analyzer.calls.at(-1)?.succeed()
    await world.settle()
    expect(world.statusOf(jobId)).toBe('completed')
  })
})

test('given a process that starts, when its first look at the line is lost, then it looks again', async () => {
  const { world, store } = await fragile({ settings: { slotsMax: 1 } })
  const poisonous = await world.submit('ana')
  const { jobId } = await world.submit('ana')
  await world.settle()
  await world.restart()
  world.crash()
  // The check that finds nothing and the end of the poisonous job are committed; the look at the line is not.
  store.sparing = 2
  store.losing = 1
  await world.start()
  expect(world.job(poisonous.jobId)).toMatchObject({ status: 'failed', errorCode: 'POISON' })
  expect(store.losing).toBe(0)

  await world.passes(1_000)

  expect(world.statusOf(jobId)).toBe('processing')
})

describe('given a database file', () => {
  test('that is full, then nobody is acknowledged, reads go on, and all is well when there is room', async () => {
    const { world, analyzer } = await fragile({ databasePath: file() })
    const { jobId } = await world.submit('ana')
    await world.settle()
    const { $client } = world.db
    const pages = Number($client.pragma('page_count', { simple: true }))
    $client.pragma(`max_page_count = ${pages}`)

    // More than a page: not one of them fits into what is free in the pages that are there.
    const answered = { questionId: 'Q', value: 'x'.repeat(1_000) }
    const rawResponses = { big: Array.from({ length: 5 }, () => answered) }
    const wanted = Array.from({ length: 200 }, () => world.submit('ana', { rawResponses }))
    const outcomes = await Promise.allSettled(wanted)

    expect(outcomes.map(({ status }) => status)).not.toContain('fulfilled')
    expect(outcomes[0]).toMatchObject({ reason: { code: 'SQLITE_FULL' } })
    expect(world.balanceOf('ana')).toBe(499)
    expect(statuses(world)).toEqual(['processing'])

    $client.pragma('max_page_count = 1073741823')
    analyzer.calls[0]?.succeed()
    await world.passes(10_000)
    analyzer.calls.at(-1)?.succeed()
    await world.settle()
    expect(world.statusOf(jobId)).toBe('completed')
    expect(await world.submit('ana', { rawResponses })).toMatchObject({ remainingTokens: 498 })
  })

  test('that somebody locks across a deadline, then the refund is made, once, when they let go', async () => {
    const { world } = await fragile({ databasePath: file() })
    const { jobId } = await world.submit('ana')
    await world.passes(599_000)
    world.db.$client.pragma('busy_timeout = 0')
    const other = new Database(world.db.$client.name)
    other.exec('begin immediate')
    await world.passes(5_000)

    expect(world.statusOf(jobId)).toBe('processing')
    await expect(world.submit('ana')).rejects.toMatchObject({ code: 'SQLITE_BUSY' })
    expect(world.balanceOf('ana')).toBe(499)

    other.exec('rollback')
    other.close()
    await world.passes(2_000)
    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'STUCK_PROCESSING' })
    expect(world.balanceOf('ana')).toBe(500)
    expect(world.eventsOf('ana').filter((event) => event.status === 'failed')).toHaveLength(1)
  })
})
