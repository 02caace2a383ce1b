import { describe, expect, test, vi } from 'vitest'
import { type LogFields, silentLog } from '../../src/system/log.ts'
import { simpleAssessment } from '../../src/testing/index.ts'
import { ManualAnalyzer } from '../support/manual-analyzer.ts'
import { useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()
const richest = Number.MAX_SAFE_INTEGER
const ana = { kind: 'user', id: 'ana' } as const
const operator = { kind: 'operator', id: 'olga' } as const

const busyWorld = async (slotsMax = 1) => {
  const analyzer = new ManualAnalyzer()
  const world = await createWorld({
    assessments: [{ ...simpleAssessment(), analyzer }],
    realAnalyzers: true,
    settings: { slotsMax },
  })
  return { world, analyzer }
}

describe('given a row that somebody else ended', () => {
  test('when its analysis succeeds before anybody noticed, then no profile is kept and the token comes back', async () => {
    const { world, analyzer } = await busyWorld()
    await world.user('ana')
    const { jobId, resultId } = await world.submit('ana')
    await world.settle()
    world.sql(
      "update jobs set status = 'failed', error_message = 'by hand' where job_id = ?",
      jobId,
    )

    analyzer.calls[0]?.succeed()
    await world.settle()
    await world.check()

    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'FAILED_ELSEWHERE' })
    expect(world.rows('select status, profile from results where id = ?', resultId)).toEqual([
      { status: 'failed', profile: null },
    ])
    expect(world.balanceOf('ana')).toBe(3)
  })

  test('with instants far in the future, then the events that tell of it bear the time of the telling', async () => {
    const { world } = await busyWorld()
    await world.user('ana')
    world.insertForeign({
      userId: 'ana',
      status: 'failed',
      columns: { error_message: 'by hand', updated_at: 9e15 },
    })
    await world.check()

    expect(world.eventsOf('ana')).toMatchObject([{ timestamp: world.clock.now() }])
  })
})

describe('given an event that cannot be committed', () => {
  test('when the row had been touched as well, then the job still answers once it can be', async () => {
    const { world } = await busyWorld()
    await world.user('rich', richest)
    await world.user('ana')
    await world.submit('ana')
    const { jobId } = await world.submit('rich')
    await world.service.accounts.grant('rich', 1, 'back to the brim', operator)
    world.sql('update jobs set attempt = attempt + 1 where job_id = ?', jobId)
    const cancel = () => world.service.desk.cancel(jobId, { kind: 'user', id: 'rich' })

    await expect(cancel()).rejects.toThrow('users_balance')
    await world.submit('rich')

    expect(await cancel()).toMatchObject({ status: 'failed', refundedTokens: 1 })
  })
})

describe('the number of live actors', () => {
  test('is bounded, and those beyond it end at their deadlines all the same', async () => {
    const world = await createWorld({
      settings: { slotsMax: 1, liveActorsMax: 2, processingTimeoutMs: 7_200_000 },
    })
    world.analyzer.otherwise({ does: 'hang' })
    await world.user('ana', 10)
    const answers = await Promise.all(Array.from({ length: 5 }, () => world.submit('ana')))
    await world.settle()
    expect(world.service.supervisor.live).toBe(2)

    await world.passes(899_999)
    const statuses = () => answers.map(({ jobId }) => world.statusOf(jobId))
    expect(statuses()).toEqual(['processing', 'queued', 'queued', 'queued', 'queued'])
    await world.passes(1)

    expect(statuses()).toEqual(['processing', 'failed', 'failed', 'failed', 'failed'])
    expect(world.balanceOf('ana')).toBe(9)
  })

  test('falls to none when all jobs have ended', async () => {
    const world = await createWorld()
    await world.user('ana')
    await world.submit('ana')
    await world.passes(1_000)

    expect(world.service.supervisor.live).toBe(0)
    expect(world.service.supervisor.busy).toBe(0)
  })
})

describe('an event', () => {
  test('for a job that is not there is ignored', async () => {
    const { world } = await busyWorld()
    const result = await world.service.supervisor.dispatch('nobody', { type: 'deadline.found' })
    expect(result).toEqual({ outcome: 'ignored', job: undefined })
  })

  test('for a job that has ended is ignored, and says what the job is', async () => {
    const { world, analyzer } = await busyWorld()
    await world.user('ana')
    const { jobId } = await world.submit('ana')
    await world.settle()
    analyzer.calls[0]?.succeed()
    await world.settle()
    const result = await world.service.supervisor.dispatch(jobId, {
      type: 'cancel.requested',
      by: ana,
    })

    expect(result).toMatchObject({ outcome: 'ignored', job: { status: 'completed' } })
  })

  test('that comes with the one that ends its job is logged, and reaches no stopped actor', async () => {
    const logged: string[] = []
    const info = (event: string, fields?: LogFields) =>
      void logged.push([event, fields?.jobId, fields?.reason].join(' '))
    const world = await createWorld({ log: { ...silentLog, info } })
    const onStderr = vi.spyOn(console, 'warn').mockImplementation(() => {})
    world.analyzer.otherwise({ does: 'hang' })
    await world.user('ana')
    const { jobId } = await world.submit('ana')
    await world.settle()
    const { supervisor } = world.service
    const [ended, late] = await Promise.all([
      supervisor.dispatch(jobId, { type: 'failure.requested', by: operator, reason: 'a test' }),
      supervisor.dispatch(jobId, { type: 'analysis.heartbeat', attempt: 1 }),
    ])
    await supervisor.dispatch(jobId, { type: 'analysis.heartbeat', attempt: 1 })

    expect(ended?.outcome).toBe('applied')
    expect(late).toMatchObject({ outcome: 'ignored', job: { status: 'failed' } })
    const told = logged.filter((line) => line.startsWith('job.late-event'))
    expect(told).toEqual(Array(2).fill(`job.late-event ${jobId} analysis.heartbeat`))
    expect(onStderr).not.toHaveBeenCalled()
    onStderr.mockRestore()
  })

  test('of an older attempt changes nothing', async () => {
    const { world } = await busyWorld()
    await world.user('ana')
    const { jobId } = await world.submit('ana')
    await world.settle()
    await world.restart()
    const before = world.job(jobId)
    expect(before?.attempt).toBe(2)

    const { supervisor } = world.service
    const outcomes = await Promise.all([
      supervisor.dispatch(jobId, { type: 'analysis.heartbeat', attempt: 1 }),
      supervisor.dispatch(jobId, {
        type: 'analysis.failed',
        attempt: 1,
        failure: { code: 'ANALYSIS_FAILED', reason: 'old', transient: false },
      }),
      supervisor.dispatch(jobId, {
        type: 'analysis.succeeded',
        attempt: 1,
        profile: '{}',
        analyzer: 'old@1',
      }),
    ])

    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['ignored', 'ignored', 'ignored'])
    expect(world.job(jobId)).toEqual(before)
  })
})

test('given a poisonous job that cannot be settled, when the service starts, then everybody else is served', async () => {
  const { world } = await busyWorld(3)
  await world.user('rich', richest)
  await world.user('ana')
  const poisonous = await world.submit('rich')
  await world.settle()
  await world.service.accounts.grant('rich', 1, 'back to the brim', operator)
  const mine = await world.submit('ana')
  await world.settle()
  await world.restart()
  await world.service.desk.fail(mine.jobId, operator, 'only the other one shall die twice')
  await world.restart()

  const { jobId } = await world.submit('ana')
  await world.settle()

  expect(world.statusOf(poisonous.jobId)).toBe('processing')
  expect(world.statusOf(jobId)).toBe('processing')

  await world.submit('rich')
  await world.passes(10_000)
  expect(world.job(poisonous.jobId)).toMatchObject({ status: 'failed', errorCode: 'POISON' })
})
