import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { profileBytesMax } from '../../src/actors/analysis-checks.ts'
import { AnalysisFailure, defineAssessment } from '../../src/domain/assessment.ts'
import { simpleAssessment, type World } from '../../src/testing/index.ts'
import { ManualAnalyzer } from '../support/manual-analyzer.ts'
import { useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()

async function running(result = simpleAssessment().result) {
  const analyzer = new ManualAnalyzer()
  const world = await createWorld({
    assessments: [{ ...simpleAssessment(), result, analyzer }],
    realAnalyzers: true,
    settings: { triesMax: 1 },
  })
  await world.user('ana')
  const { jobId, resultId } = await world.submit('ana')
  await world.settle()
  const [call] = analyzer.calls
  if (!call) throw new Error('The analysis did not start')
  return { world, analyzer, jobId, resultId, call }
}

const tryOf = (world: World) =>
  world.rows<{ code: string; reason: string }>('select code, reason from job_tries')[0]

describe('a result', () => {
  test('is stored with who made it', async () => {
    const { world, call, resultId } = await running()
    call.succeed({ text: 'well done' })
    await world.settle()

    expect(
      world.rows('select profile, analyzer, status from results where id = ?', resultId),
    ).toEqual([{ profile: '{"text":"well done"}', analyzer: 'manual@1', status: 'completed' }])
  })

  test.each([
    ['nothing', null],
    ['undefined', undefined],
    ['text', 'fine'],
    ['truncated JSON', '{"text":"fi'],
    ['an object without its field', {}],
    ['an empty field', { text: '' }],
    ['a field too many', { text: 'fine', more: 1 }],
    ['a field that is too long', { text: 'x'.repeat(1_001) }],
    ['text that is not well-formed', { text: 'half a pair: \ud800' }],
  ])('that is %s completes nothing, and nothing of it is stored', async (_name, result) => {
    const { world, call, jobId, resultId } = await running()
    call.succeed(result === undefined ? new Proxy({}, {}) : result)
    await world.settle()

    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'INVALID_RESULT' })
    expect(world.rows('select profile from results where id = ?', resultId)).toEqual([
      { profile: null },
    ])
    expect(world.balanceOf('ana')).toBe(3)
    expect(tryOf(world)?.code).toBe('INVALID_RESULT')
  })

  test('of 1 MiB is taken, one byte more is not', async () => {
    const anything = z.object({ text: z.string() })
    const shell = JSON.stringify({ text: '' }).length
    for (const [bytes, status] of [
      [profileBytesMax, 'completed'],
      [profileBytesMax + 1, 'failed'],
    ] as const) {
      const { world, call, jobId } = await running(anything)
      call.succeed({ text: 'x'.repeat(bytes - shell) })
      await world.settle()
      expect(world.statusOf(jobId)).toBe(status)
    }
  })

  test('that no JSON can hold is a failure and not a crash', async () => {
    const { world, call, jobId } = await running(z.any())
    call.succeed({ big: 1n })
    await world.settle()
    expect(world.statusOf(jobId)).toBe('failed')
  })
})

describe('a failure', () => {
  test('keeps its raw reason for operators and shows users the plain message', async () => {
    const { world, call, jobId } = await running()
    call.fail(new AnalysisFailure('{"error":{"host":"10.0.0.7"}}', { transient: false }))
    await world.settle()

    expect(tryOf(world)?.reason).toContain('10.0.0.7')
    const told = JSON.stringify([world.job(jobId), world.eventsOf('ana')])
    expect(told).not.toContain('10.0.0.7')
    expect(world.job(jobId)?.errorMessage).toBe('The analysis could not be completed')
  })

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'no'],
    ['a number', 7],
    ['an object without a prototype', Object.create(null)],
    [
      'what throws when it is looked at',
      {
        toString() {
          throw new Error('do not look')
        },
      },
    ],
    [
      'what throws when it is asked for its kind',
      new Proxy(
        {},
        {
          getPrototypeOf() {
            throw new Error('do not ask')
          },
        },
      ),
    ],
    ['a symbol', Symbol('why')],
    ['text that is not well-formed, with a NUL', new Error('\ud800 \0')],
  ])('may be %s', async (_name, thrown) => {
    const { world, call, jobId } = await running()
    call.fail(thrown)
    await world.settle()
    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'ANALYSIS_FAILED' })
  })

  test('keeps 2,000 characters of its reason', async () => {
    const { world, call } = await running()
    call.fail(new AnalysisFailure('x'.repeat(5_000), { transient: false }))
    await world.settle()
    expect(tryOf(world)?.reason).toHaveLength(2_000)
  })

  test('of an analyzer that throws before it answers with a promise is one as well', async () => {
    const thrower = {
      name: 'thrower',
      version: '1',
      analyze: (): never => {
        throw new AnalysisFailure('at once', { transient: false })
      },
    }
    const world = await createWorld({
      assessments: [defineAssessment({ ...simpleAssessment(), analyzer: thrower })],
      realAnalyzers: true,
    })
    await world.user('ana')
    const { jobId } = await world.submit('ana')
    await world.settle()
    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'ANALYSIS_FAILED' })
  })
})

describe('progress', () => {
  const told = (world: World) =>
    world
      .eventsOf('ana')
      .filter(({ eventType }) => eventType === 'analysis.progress')
      .map(({ metadata: { fraction, note } }) => [fraction, note])

  test('is told at most once a second, of each job', async () => {
    const { world, call } = await running()
    call.context.progress(0.1)
    call.context.progress(0.2)
    await world.passes(999)
    call.context.progress(0.3)
    await world.passes(1)
    call.context.progress(0.4)
    await world.settle()

    expect(told(world)).toEqual([
      [0.1, undefined],
      [0.4, undefined],
    ])
    call.succeed()
  })

  test.each([
    [-1, 0],
    [2, 1],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 0],
  ])('of %d is told as %d', async (fraction, expected) => {
    const { world, call } = await running()
    call.context.progress(fraction)
    await world.settle()
    expect(told(world)).toEqual([[expected, undefined]])
  })

  test('keeps 200 characters of its note, whatever they are', async () => {
    const { world, call } = await running()
    call.context.progress(0.5, `\ud800${'x'.repeat(500)}`)
    await world.settle()
    expect(told(world)).toEqual([[0.5, `\ufffd${'x'.repeat(199)}`]])
  })

  test('after the end is not told', async () => {
    const { world, call } = await running()
    call.succeed()
    await world.settle()
    await world.passes(5_000)
    call.context.progress(0.9)
    call.context.heartbeat()
    await world.settle()
    expect(told(world)).toEqual([])
  })
})

test('given stored scores that no longer fit, then the job fails as such, without a call of the analyzer', async () => {
  const analyzer = new ManualAnalyzer()
  const world = await createWorld({
    assessments: [{ ...simpleAssessment(), analyzer }],
    realAnalyzers: true,
    settings: { slotsMax: 1 },
  })
  await world.user('ana')
  await world.submit('ana')
  const { jobId, resultId } = await world.submit('ana')
  await world.settle()
  world.sql(`update results set assessment_data = '{"score":101}' where id = ?`, resultId)
  analyzer.calls[0]?.succeed()
  await world.settle()

  expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'NO_ASSESSMENT_DATA' })
  expect(analyzer.calls).toHaveLength(1)
})
