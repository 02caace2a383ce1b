import { SqliteError } from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTalentMapping } from '../../src/assessments/talent-mapping/talent-mapping.ts'
import { AnalysisFailure } from '../../src/domain/assessment.ts'
import type { JobEvent } from '../../src/domain/job.ts'
import {
  createWorld as createOneWorld,
  simpleAssessment,
  type World,
} from '../../src/testing/index.ts'
import { ManualAnalyzer } from '../support/manual-analyzer.ts'
import { talentScores } from '../support/scores.ts'
import { useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()
const refunds = (world: World) =>
  world.rows<{ n: number }>("select count(*) as n from ledger_entries where kind = 'refund'")[0]?.n
const failure = (attempt: number): JobEvent => ({
  type: 'analysis.failed',
  attempt,
  failure: { code: 'ANALYSIS_FAILED', reason: 'a test', transient: false },
})

test('scenario 7: given a store that takes no refunds, then the job is not failed before it does, and then is, without an operator', async () => {
  const world = await createWorld({
    settings: { queuedTimeoutMs: 60_000, processingTimeoutMs: 60_000 },
  })
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana')
  const { jobId } = await world.submit('ana')
  await world.settle()
  world.sql(`create trigger no_refunds before insert on ledger_entries when new.kind = 'refund'
    begin select raise(abort, 'no refunds today'); end`)
  for (let minute = 0; minute < 10; minute++) {
    await world.passes(60_000)
    expect(world.statusOf(jobId)).toBe('processing')
    expect(world.balanceOf('ana')).toBe(2)
  }
  world.sql('drop trigger no_refunds')
  await world.passes(3_600_000)

  expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'STUCK_PROCESSING' })
  expect(world.balanceOf('ana')).toBe(3)
})

test('scenario 7: given a store that takes nothing at all, then the refund is made within seconds of its return', async () => {
  let isFull = false
  const world = await createWorld({
    crashPoint: (name) => {
      if (isFull && name === 'before-commit') throw new SqliteError('disk full', 'SQLITE_FULL')
    },
  })
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana')
  const { jobId } = await world.submit('ana')
  await world.passes(599_000)
  isFull = true
  await world.passes(600_000)
  expect(world.statusOf(jobId)).toBe('processing')
  isFull = false
  await world.passes(1_000)

  expect(world.statusOf(jobId)).toBe('failed')
  expect(world.balanceOf('ana')).toBe(3)
})

describe('scenario 13: nothing leads back', () => {
  const signals: fc.Arbitrary<JobEvent> = fc.oneof(
    fc.constant<JobEvent>({ type: 'job.dispatched', boot: 9 }),
    fc.constant<JobEvent>({ type: 'job.resumed', boot: 9, died: true }),
    fc.constant<JobEvent>({ type: 'job.unsupported' }),
    fc.constant<JobEvent>({ type: 'deadline.found' }),
    fc.constant<JobEvent>({ type: 'status.unknown' }),
    fc.constant<JobEvent>({ type: 'cancel.requested', by: { kind: 'user', id: 'ana' } }),
    fc.constant<JobEvent>({
      type: 'failure.requested',
      by: { kind: 'operator', id: 'olga' },
      reason: 'a test',
    }),
    fc.nat(3).map((attempt): JobEvent => ({ type: 'analysis.heartbeat', attempt })),
    fc.nat(3).map(
      (attempt): JobEvent => ({
        type: 'analysis.progress',
        attempt,
        fraction: 1,
        note: null,
      }),
    ),
    fc.nat(3).map(failure),
    fc.nat(3).map(
      (attempt): JobEvent => ({
        type: 'analysis.succeeded',
        attempt,
        profile: '{"text":"another"}',
        analyzer: 'another@1',
      }),
    ),
  )

  test.each(['completed', 'failed'])(
    'scenario 13: a %s job ignores every signal, in any order, over restarts',
    async (end) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(signals, { minLength: 1, maxLength: 12 }),
          fc.boolean(),
          async (events, restarts) => {
            const world = await createOneWorld()
            world.analyzer.next({ does: end === 'completed' ? 'succeed' : 'fail' })
            await world.user('ana')
            const { jobId } = await world.submit('ana')
            await world.passes(1_000)
            if (restarts) await world.restart()
            const state = () => [
              world.job(jobId),
              world.rows('select * from results'),
              world.rows('select * from ledger_entries'),
              world.eventsOf('ana'),
            ]
            const before = state()
            expect(world.statusOf(jobId)).toBe(end)

            for (const event of events) await world.service.supervisor.dispatch(jobId, event)
            await world.passes(60_000)

            expect(state()).toEqual(before)
            await world.close()
          },
        ),
        { numRuns: 30 },
      )
    },
  )
})

describe('scenario 14: completed implies a valid profile', () => {
  const strengths = (n: number) => Array.from({ length: n }, (_, index) => `strength ${index}`)

  test.each<[string, (profile: Record<string, unknown>) => unknown]>([
    ['null', () => null],
    ['empty text', () => ''],
    ['truncated JSON', (profile) => JSON.stringify(profile).slice(0, -20)],
    ['a profile without its summary', ({ shortSummary: _gone, ...rest }) => rest],
    ['a profile with 7 strengths', (profile) => ({ ...profile, strengths: strengths(7) })],
    ['an empty object', () => ({})],
  ])('scenario 14: %s completes nothing and is a classified failure', async (_what, spoil) => {
    const mapping = createTalentMapping()
    const analyzer = new ManualAnalyzer()
    const world = await createWorld({
      assessments: [{ ...mapping, analyzer, triesMax: 1 }],
      realAnalyzers: true,
    })
    await world.user('ana')
    const { jobId, resultId } = await world.submit('ana', { assessmentData: talentScores(60) })
    await world.settle()
    const { describePersona } = await import('../../src/assessments/talent-mapping/profile.ts')
    const profile = describePersona(talentScores(60) as never)
    expect(mapping.result.safeParse(profile).success).toBe(true)
    analyzer.calls[0]?.succeed(spoil(profile as unknown as Record<string, unknown>))
    await world.settle()

    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'INVALID_RESULT' })
    expect(world.rows('select profile, status from results where id = ?', resultId)).toEqual([
      { profile: null, status: 'failed' },
    ])
    expect(world.balanceOf('ana')).toBe(3)
  })

  test('scenario 14: a valid one completes', async () => {
    const analyzer = new ManualAnalyzer()
    const world = await createWorld({
      assessments: [{ ...createTalentMapping(), analyzer }],
      realAnalyzers: true,
    })
    await world.user('ana')
    const { jobId } = await world.submit('ana', { assessmentData: talentScores(60) })
    await world.settle()
    const { describePersona } = await import('../../src/assessments/talent-mapping/profile.ts')
    analyzer.calls[0]?.succeed(describePersona(talentScores(60) as never))
    await world.settle()
    expect(world.statusOf(jobId)).toBe('completed')
  })
})

test('a transient failure is tried again, neither told nor refunded, until its tries are spent', async () => {
  const analyzer = new ManualAnalyzer()
  const world = await createWorld({
    assessments: [{ ...simpleAssessment(), analyzer }],
    realAnalyzers: true,
  })
  await world.user('ana')
  const { jobId } = await world.submit('ana')
  for (let tries = 1; tries <= 2; tries++) {
    await world.passes(5_000)
    analyzer.calls.at(-1)?.fail(new AnalysisFailure('503', { transient: true }))
    await world.settle()
    expect(world.statusOf(jobId)).toBe('processing')
    expect(refunds(world)).toBe(0)
  }
  await world.passes(5_000)
  analyzer.calls.at(-1)?.succeed()
  await world.settle()

  expect(analyzer.calls).toHaveLength(3)
  expect(world.statusOf(jobId)).toBe('completed')
  expect(world.eventsOf('ana').map(({ eventType }) => eventType)).toEqual([
    'analysis.queued',
    'analysis.started',
    'analysis.completed',
  ])
})
