import { expect, test } from 'vitest'
import {
  BulkRuns,
  type JobOutcome,
  keptMs,
  selectedMax,
  selectionsMax,
  stepMax,
} from '../../src/actors/bulk-runs.ts'
import { SimulatedClock } from '../../src/testing/simulated-clock.ts'

function make() {
  const clock = new SimulatedClock()
  let ids = 0
  const steps: number[] = []
  const runs = new BulkRuns({
    clock,
    newId: () => `s${++ids}`,
    onStep: () => void steps.push(acted.length),
  })
  const acted: string[] = []
  const act = async (jobId: string): Promise<JobOutcome> => {
    acted.push(jobId)
    return { jobId, outcome: 'successful', code: null, message: null, newJobId: null }
  }
  return { clock, runs, steps, acted, act }
}
const many = (count: number) => Array.from({ length: count }, (_, i) => `j${i}`)

test('jobs are done some at a time, each once, and it ends when the last has its outcome', async () => {
  const { runs, steps, act } = make()
  const { selectionId } = runs.select('fail', [...many(2 * stepMax + 1), 'j0'])
  expect(await runs.run(selectionId, act)).toMatchObject({
    state: 'done',
    total: 2 * stepMax + 1,
    successful: 2 * stepMax + 1,
  })
  expect(steps).toEqual([stepMax, 2 * stepMax, 2 * stepMax + 1])
  await runs.run(selectionId, act)
  expect(steps).toHaveLength(3)
})

test('stopped in the middle, it leaves the rest alone', async () => {
  const { runs, acted, act } = make()
  const { selectionId } = runs.select('fail', many(3 * stepMax))
  const ended = runs.run(selectionId, (jobId) => {
    if (jobId === 'j5') runs.halt(selectionId)
    return act(jobId)
  })
  expect(await ended).toMatchObject({ state: 'stopped', successful: stepMax })
  expect(acted).toHaveLength(stepMax)
})

test('a stopping service ends it between two steps', async () => {
  const { runs, act } = make()
  const { selectionId } = runs.select('fail', many(3 * stepMax))
  const ended = runs.run(selectionId, act)
  runs.stop()
  expect(await ended).toMatchObject({ state: 'stopped', successful: stepMax })
})

test('it holds so many jobs, and so many selections for so long', async () => {
  const { clock, runs } = make()
  expect(runs.select('fail', many(selectedMax + 1)).total).toBe(selectedMax)
  await clock.advance(keptMs)
  expect(runs.progress('s1').state).toBe('ready')
  await clock.advance(1)
  expect(() => runs.progress('s1')).toThrow('There is no selection s1')

  for (let made = 0; made < selectionsMax; made++) runs.select('fail', ['j'])
  expect(runs.progress('s2').state).toBe('ready')
  runs.select('fail', ['j'])
  expect(() => runs.progress('s2')).toThrow('There is no selection')
})

test('while all that are kept run, another is refused', () => {
  const { runs } = make()
  for (let made = 0; made < selectionsMax; made++) {
    const { selectionId } = runs.select('fail', ['j'])
    void runs.run(selectionId, () => new Promise(() => {}))
  }
  expect(() => runs.select('fail', ['j'])).toThrow('Too many selections')
})
