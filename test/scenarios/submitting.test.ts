import { describe, expect, test } from 'vitest'
import { createTalentMapping } from '../../src/assessments/talent-mapping/talent-mapping.ts'
import { commitAccount } from '../../src/db/commit-account.ts'
import { simpleAssessment, type World } from '../../src/testing/index.ts'
import { ManualAnalyzer } from '../support/manual-analyzer.ts'
import { talentScores } from '../support/scores.ts'
import { useFiles, useWorlds } from '../support/worlds.ts'

const file = useFiles()
const createWorld = useWorlds()
const count = (world: World, table: string) =>
  world.rows<{ n: number }>(`select count(*) as n from ${table}`)[0]?.n
const everything = (world: World) =>
  ['jobs', 'results', 'ledger_entries', 'events', 'idempotency_keys'].map((table) =>
    count(world, table),
  )

test('scenario 1: submit answers with the ids of what it stored, charged once', async () => {
  const world = await createWorld({ assessments: [createTalentMapping()] })
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana')
  const answer = await world.submit('ana', { assessmentData: talentScores() })

  expect(answer).toMatchObject({
    jobId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    resultId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    status: 'queued',
    tokenCost: 1,
    remainingTokens: 2,
    queuePosition: 0,
  })
  expect(world.job(answer.jobId)?.resultId).toBe(answer.resultId)
  const [result] = world.rows<{ scores: string; profile: string | null }>(
    'select assessment_data as scores, profile from results where id = ?',
    answer.resultId,
  )
  expect(JSON.parse(result?.scores ?? '')).toEqual(talentScores())
  expect(result?.profile).toBeNull()
  expect(
    world.rows('select kind, amount from ledger_entries where job_id = ?', answer.jobId),
  ).toEqual([{ kind: 'charge', amount: -1 }])
})

describe('scenario 15: what is not offered or not valid is refused before payment', () => {
  const scores = talentScores()
  const without = (block: 'riasec' | 'viaIs', key: string) => {
    const { [key]: _left, ...rest } = scores[block]
    return { ...scores, [block]: rest }
  }
  const wrong: [string, object, string][] = [
    [
      'scores keyed by letters',
      { ...scores, riasec: { R: 1, I: 2, A: 3, S: 4, E: 5, C: 6 } },
      'assessmentData.riasec',
    ],
    [
      'a score of 101',
      { ...scores, riasec: { ...scores.riasec, realistic: 101 } },
      'assessmentData.riasec.realistic',
    ],
    [
      'a score of -1',
      { ...scores, riasec: { ...scores.riasec, realistic: -1 } },
      'assessmentData.riasec.realistic',
    ],
    [
      'a score of 7.5',
      { ...scores, ocean: { ...scores.ocean, openness: 7.5 } },
      'assessmentData.ocean.openness',
    ],
    [
      'a score of "75"',
      { ...scores, ocean: { ...scores.ocean, openness: '75' } },
      'assessmentData.ocean.openness',
    ],
    ['a missing strength', without('viaIs', 'zest'), 'assessmentData.viaIs.zest'],
    ['an extra dimension', { ...scores, disc: { D: 1 } }, 'assessmentData.disc'],
    ['no scores', {}, 'assessmentData.riasec'],
  ]

  test.each(wrong)('scenario 15: %s', async (_what, assessmentData, path) => {
    const world = await createWorld({ assessments: [createTalentMapping()] })
    await world.user('ana')
    const before = everything(world)
    const refusal = await world.submit('ana', { assessmentData }).catch((error: unknown) => error)

    expect(refusal).toMatchObject({ code: 'VALIDATION_ERROR' })
    const { fields } = (refusal as { details: { fields: { path: string }[] } }).details
    expect(fields.map((field) => field.path).join(' ')).toContain(path)
    expect(fields.every((field) => field.path !== '')).toBe(true)
    expect(everything(world)).toEqual(before)
    expect(world.balanceOf('ana')).toBe(3)
  })

  test('scenario 15: an assessment that nobody offers', async () => {
    const world = await createWorld({ assessments: [createTalentMapping()] })
    await world.user('ana')
    for (const assessmentName of ['AI-Based IQ Test', 'Custom Assessment', '', '__proto__']) {
      await expect(
        world.submit('ana', { assessmentName, assessmentData: scores }),
      ).rejects.toMatchObject({ code: 'UNSUPPORTED_ASSESSMENT' })
    }
    expect(everything(world)).toEqual([0, 0, 1, 0, 0])
  })

  test('scenario 15: the bounds themselves are taken', async () => {
    const world = await createWorld({ assessments: [createTalentMapping()] })
    world.analyzer.otherwise({ does: 'hang' })
    await world.user('ana')
    for (const score of [0, 100]) {
      await world.submit('ana', { assessmentData: talentScores(score) })
    }
    expect(world.balanceOf('ana')).toBe(1)
  })
})

describe('scenario 17: a keyed submission', () => {
  const keyed = { assessmentData: { score: 1 }, idempotencyKey: 'K-1' }

  test('scenario 17: sent ten times at once is one job, one charge and one answer', async () => {
    const world = await createWorld()
    await world.user('ana')
    const answers = await Promise.all(Array.from({ length: 10 }, () => world.submit('ana', keyed)))

    const bodies = answers.map(({ replayed: _replayed, currentStatus: _now, ...body }) => body)
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1)
    expect(answers.filter(({ replayed }) => replayed)).toHaveLength(9)
    expect(world.balanceOf('ana')).toBe(2)
    expect(count(world, 'jobs')).toBe(1)
  })

  test('scenario 17: with other scores is refused', async () => {
    const world = await createWorld()
    await world.user('ana')
    const { jobId } = await world.submit('ana', keyed)
    await expect(
      world.submit('ana', { ...keyed, assessmentData: { score: 2 } }),
    ).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', details: { jobId } })
    expect(world.balanceOf('ana')).toBe(2)
  })

  test('scenario 17: by somebody else is theirs', async () => {
    const world = await createWorld()
    await world.user('ana')
    await world.user('bob')
    const mine = await world.submit('ana', keyed)
    const theirs = await world.submit('bob', keyed)
    expect(theirs).toMatchObject({ replayed: false, remainingTokens: 2 })
    expect(theirs.jobId).not.toBe(mine.jobId)
  })

  test('scenario 17: is answered again after a restart', async () => {
    const world = await createWorld({ databasePath: file() })
    await world.user('ana')
    const { jobId } = await world.submit('ana', keyed)
    await world.restart()
    expect(await world.submit('ana', keyed)).toMatchObject({ jobId, replayed: true })
  })

  test('scenario 17: two on one day without keys are two jobs', async () => {
    const world = await createWorld()
    await world.user('ana')
    const [first, second] = [await world.submit('ana'), await world.submit('ana')]
    expect(first.jobId).not.toBe(second.jobId)
    expect(world.balanceOf('ana')).toBe(1)
  })

  test('scenario 17: that was refused leaves its key free', async () => {
    const world = await createWorld()
    await world.user('ana', 0)
    await expect(world.submit('ana', keyed)).rejects.toMatchObject({ code: 'INSUFFICIENT_TOKENS' })
    await world.service.accounts.grant('ana', 1, 'a test', { kind: 'operator', id: 'olga' })
    expect(await world.submit('ana', keyed)).toMatchObject({ replayed: false })
  })
})

describe('scenario 19: a process that dies in the middle of a submission', () => {
  /** A world on a file, in which the process can be made to die at a write to one of the tables. */
  async function mortal() {
    const analyzer = new ManualAnalyzer()
    const fate = { at: '' }
    const world = await createWorld({
      databasePath: file(),
      assessments: [{ ...simpleAssessment(), analyzer }],
      realAnalyzers: true,
      crashPoint: (name, struck) => {
        if (name === fate.at) {
          fate.at = ''
          struck.die()
        }
      },
    })
    await world.user('ana')
    await world.settle()
    return { world, analyzer, fate }
  }

  const submitAndDie = async (world: World) => {
    let answered = false
    world.submit('ana', { idempotencyKey: 'K' }).then(
      () => {
        answered = true
      },
      () => {},
    )
    await world.settle()
    expect(world.isDead).toBe(true)
    expect(answered).toBe(false)
  }

  const steps = [
    'after insert on results',
    'after insert on jobs',
    'after update on users',
    'after insert on ledger_entries',
    'after insert on events',
    'after insert on idempotency_keys',
  ]
  test.each(steps)(
    'scenario 19: %s leaves nothing, and the same key submits anew',
    async (when) => {
      const { world } = await mortal()
      world.db.$client.function('die_here', () => world.die())
      world.sql(`create temp trigger death ${when} begin select die_here(); end`)
      await submitAndDie(world)
      await world.restart()

      expect(everything(world)).toEqual([0, 0, 1, 0, 0])
      expect(await world.submit('ana', { idempotencyKey: 'K' })).toMatchObject({
        replayed: false,
        remainingTokens: 2,
      })
    },
  )

  test('scenario 19: before the commit leaves nothing', async () => {
    const { world, fate } = await mortal()
    fate.at = 'before-commit'
    await submitAndDie(world)
    await world.restart()

    expect(everything(world)).toEqual([0, 0, 1, 0, 0])
    expect(world.balanceOf('ana')).toBe(3)
  })

  test('scenario 19: after the commit and before the answer leaves everything once, and it runs', async () => {
    const { world, analyzer, fate } = await mortal()
    fate.at = 'after-commit'
    await submitAndDie(world)
    expect(analyzer.calls).toHaveLength(0)
    await world.restart()

    expect(everything(world)).toEqual([1, 1, 2, expect.any(Number), 1])
    expect(await world.submit('ana', { idempotencyKey: 'K' })).toMatchObject({ replayed: true })
    await world.passes(5_000)
    analyzer.calls.at(-1)?.succeed()
    await world.settle()
    expect(world.rows('select status from jobs')).toEqual([{ status: 'completed' }])
    expect(await world.check()).toMatchObject({ total: 0 })
    expect(world.balanceOf('ana')).toBe(2)
  })
})

test('scenario 12: given more work than can start in time, then what is taken is started in time and the rest is refused', async () => {
  const world = await createWorld({
    settings: { slotsMax: 4, estimateMs: 20_000, startingBalance: 2_000 },
  })
  world.analyzer.otherwise({ does: 'succeed', afterMs: 20_000 })
  await world.user('ana')
  const outcomes = await Promise.allSettled(
    Array.from({ length: 2_000 }, () => world.submit('ana')),
  )
  const taken = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const refusals = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))

  expect(taken.length).toBeGreaterThan(150)
  expect(world.balanceOf('ana')).toBe(2_000 - taken.length)
  expect(taken.map(({ queuePosition }) => queuePosition)).toEqual(taken.map((_, index) => index))
  for (const refusal of refusals) {
    expect(refusal).toMatchObject({
      code: 'QUEUE_FULL',
      details: { retryAfterMs: expect.any(Number) },
    })
  }

  await world.passes(16 * 60_000)
  const ends = world.rows('select status, error_code, count(*) as n from jobs group by 1, 2')
  expect(ends).toEqual([{ status: 'completed', error_code: null, n: taken.length }])
  expect(await world.submit('ana')).toMatchObject({ queuePosition: 0 })
})

test('an account that nobody knows, or that was disabled, is refused and nothing is kept', async () => {
  const world = await createWorld()
  commitAccount(world.db, { id: 'dis', email: null, name: null, startingBalance: 3 }, 0)
  await world.service.accounts.setActive('dis', false, { kind: 'operator', id: 'olga' })

  await expect(world.submit('nobody')).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  await expect(world.submit('dis')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(count(world, 'jobs')).toBe(0)
})
