import { describe, expect, test } from 'vitest'
import { Estimator } from '../../src/actors/estimator.ts'
import { simpleAssessment } from '../../src/testing/index.ts'
import { useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()
const name = 'Simple Assessment'
const defaults = {
  queuedTimeoutMs: 900_000,
  processingTimeoutMs: 600_000,
  hardLimitMs: 3_600_000,
  triesMax: 3,
  tokenCost: 1,
  estimateMs: 30_000,
}

const make = (slotsMax = 4, estimateMs?: number, isHeldBack = false) => {
  const assessment = { ...simpleAssessment(), ...(estimateMs && { estimateMs }) }
  const assessments = new Map([[assessment.name, assessment]])
  return new Estimator({
    ...{ assessments, defaults },
    slotsMax: () => slotsMax,
    isHeldBack: () => isHeldBack,
  })
}

const estimateOf = (estimator: Estimator, ahead: number, free: number) =>
  estimator.after(estimator.leastWaitMs(ahead, free), name)

describe('before anything was measured', () => {
  test('an analysis takes what its definition expects, else what the service does', () => {
    expect(make(4, 5_000).analysisMs(name)).toBe(5_000)
    expect(make().analysisMs(name)).toBe(30_000)
    expect(make().analysisMs('another')).toBe(30_000)
  })

  test('who finds a free slot does not wait', () => {
    expect(estimateOf(make(), 3, 4)).toEqual({ waitMs: 0, totalMs: 30_000 })
  })

  test('who finds none waits for a round of all slots, or for several', () => {
    expect(estimateOf(make(4), 4, 4)?.waitMs).toBe(30_000)
    expect(estimateOf(make(4), 7, 4)?.waitMs).toBe(30_000)
    expect(estimateOf(make(4), 8, 4)?.waitMs).toBe(60_000)
    expect(estimateOf(make(1), 0, 0)?.waitMs).toBe(30_000)
  })
})

test('while what waits is held back nobody is told a time, and the least that the line takes is known', () => {
  const estimator = make(1, 30_000, true)

  expect(estimateOf(estimator, 2, 0)).toBeUndefined()
  expect(estimator.leastWaitMs(2, 0)).toBe(90_000)
  expect(estimator.analysisMs(name)).toBe(30_000)
})

describe('what was measured', () => {
  test('is told as what four of five did not exceed', () => {
    const estimator = make()
    for (const durationMs of [100, 200, 300, 400, 5_000]) estimator.record(name, durationMs)
    expect(estimator.analysisMs(name)).toBe(400)
    expect(estimator.meanMs).toBe(1_200)
  })

  test('is the last 50', () => {
    const estimator = make()
    estimator.record(name, 1_000_000)
    for (let job = 0; job < 49; job++) estimator.record(name, 10)
    expect(estimator.meanMs).toBeGreaterThan(10)
    estimator.record(name, 10)
    expect(estimator.meanMs).toBe(10)
  })

  test('is at least a millisecond, so that a line of quick jobs still has a length', () => {
    const estimator = make(1)
    estimator.record(name, 0)
    expect(estimateOf(estimator, 9, 0)?.waitMs).toBe(10)
  })

  test('is learned again from the jobs of an earlier process', async () => {
    const world = await createWorld()
    world.analyzer.otherwise({ does: 'succeed', afterMs: 7_000 })
    await world.user('ana')
    await world.submit('ana')
    await world.passes(7_000)
    await world.restart()

    expect(world.service.estimator.analysisMs(name)).toBe(7_000)
  })

  test('is never a failure', async () => {
    const world = await createWorld()
    world.analyzer.otherwise({ does: 'fail', afterMs: 7_000 })
    await world.user('ana')
    await world.submit('ana')
    await world.passes(7_000)
    await world.restart()

    expect(world.service.estimator.analysisMs(name)).toBe(30_000)
  })
})
