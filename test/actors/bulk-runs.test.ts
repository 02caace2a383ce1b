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
  const run = (selectionId: string, how = act) =>
    runs.take(selectionId)?.run(how) ?? expect.unreachable('nobody else took it')
  return { clock, runs, run, steps, acted, act }
}
const many = (count: number) => Array.from({ length: count }, (_, i) => `j${i}`)

test('jobs are done some at a time, each once, and it ends when the last has its outcome', async () => {
  const { runs, run, steps } = make()
  const { selectionId } = runs.select('fail', [...many(2 * stepMax + 1), 'j0'])
  expect(await run(selectionId)).toMatchObject({
    state: 'done',
    total: 2 * stepMax + 1,
    successful: 2 * stepMax + 1,
  })
  expect(steps).toEqual([stepMax, 2 * stepMax, 2 * stepMax + 1])
  expect(runs.take(selectionId)).toBeUndefined()
})

test('it is taken by one of those who ask, and by another only when it was given back', () => {
  const { runs } = make()
  const { selectionId } = runs.select('fail', ['j'])
  const taken = runs.take(selectionId)
  expect(runs.take(selectionId)).toBeUndefined()
  expect(runs.progress(selectionId).state).toBe('running')
  taken?.giveBack()
  expect(runs.progress(selectionId).state).toBe('ready')
  const again = runs.take(selectionId)
  runs.halt(selectionId)
  again?.giveBack()
  expect(runs.progress(selectionId).state).toBe('stopped')
})

test('stopped in the middle, it leaves the rest alone', async () => {
  const { runs, run, acted, act } = make()
  const { selectionId } = runs.select('fail', many(3 * stepMax))
  const ended = run(selectionId, (jobId) => {
    if (jobId === 'j5') runs.halt(selectionId)
    return act(jobId)
  })
  expect(await ended).toMatchObject({ state: 'stopped', successful: stepMax })
  expect(acted).toHaveLength(stepMax)
})

test('a stopping service ends it between two steps', async () => {
  const { runs, run } = make()
  const { selectionId } = runs.select('fail', many(3 * stepMax))
  const ended = run(selectionId)
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
  const { runs, run } = make()
  for (let made = 0; made < selectionsMax; made++) {
    const { selectionId } = runs.select('fail', ['j'])
    void run(selectionId, () => new Promise(() => {}))
  }
  expect(() => runs.select('fail', ['j'])).toThrow('Too many selections')
})
