import { expect, test } from 'vitest'
import { simpleAssessment, type World } from '../../src/testing/index.ts'
import { ManualAnalyzer } from '../support/manual-analyzer.ts'
import { useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()

async function make(slotsMax: number) {
  const analyzer = new ManualAnalyzer()
  const world = await createWorld({
    assessments: [{ ...simpleAssessment(), analyzer }],
    realAnalyzers: true,
    settings: { slotsMax },
  })
  await world.user('ana', 100)
  return { world, analyzer, started: () => analyzer.calls.map(({ context }) => context.jobId) }
}

const submit = async (world: World, count: number): Promise<string[]> =>
  (await Promise.all(Array.from({ length: count }, () => world.submit('ana')))).map(
    ({ jobId }) => jobId,
  )

test('no more analyses run than there are slots, and the next one starts when one ends', async () => {
  const { world, analyzer, started } = await make(2)
  const jobIds = await submit(world, 5)
  await world.settle()
  expect(started()).toEqual(jobIds.slice(0, 2))
  expect(world.service.dispatcher.freeSlots).toBe(0)

  analyzer.calls[1]?.succeed()
  await world.settle()

  expect(started()).toEqual(jobIds.slice(0, 3))
})

test('a job that pauses before its next try keeps its slot', async () => {
  const { world, analyzer, started } = await make(1)
  const jobIds = await submit(world, 2)
  await world.settle()
  analyzer.calls[0]?.fail(new Error('in passing'))
  await world.settle()
  expect(started()).toEqual(jobIds.slice(0, 1))
  await world.passes(1_000)
  expect(started()).toEqual([jobIds[0], jobIds[0]])
})

test('jobs start in the order of their submission, whoever ends first', async () => {
  const { world, analyzer, started } = await make(3)
  const jobIds = await submit(world, 12)
  await world.settle()
  for (const call of [2, 0, 1, 5, 4, 3, 7, 6, 8]) {
    analyzer.calls[call]?.succeed()
    await world.settle()
  }
  expect(started()).toEqual(jobIds)
})

test('the end of one job and the start of the next are one transaction', async () => {
  let commits = 0
  const analyzer = new ManualAnalyzer()
  const world = await createWorld({
    assessments: [{ ...simpleAssessment(), analyzer }],
    realAnalyzers: true,
    settings: { slotsMax: 1 },
    crashPoint: (name) => {
      if (name === 'after-commit') commits++
    },
  })
  await world.user('ana')
  await submit(world, 2)
  await world.settle()
  commits = 0
  analyzer.calls[0]?.succeed()
  await world.settle()

  expect(world.rows('select status from jobs order by rowid')).toEqual([
    { status: 'completed' },
    { status: 'processing' },
  ])
  // The second one is the look at a line that is empty now.
  expect(commits).toBeLessThanOrEqual(2)
})

test('after a restart, what was cut off goes before the line', async () => {
  const { world, started } = await make(1)
  const jobIds = await submit(world, 3)
  await world.settle()
  await world.restart()

  expect(started()).toEqual([jobIds[0], jobIds[0]])
})

test('when it is closed nothing more starts', async () => {
  const { world, analyzer, started } = await make(1)
  const jobIds = await submit(world, 2)
  await world.settle()
  world.service.drain()
  analyzer.calls[0]?.succeed()
  await world.passes(60_000)

  expect(world.statusOf(jobIds[0] ?? '')).toBe('completed')
  expect(started()).toEqual(jobIds.slice(0, 1))
})

test('a waiting job whose assessment is not offered any more is failed and refunded', async () => {
  const { world, analyzer } = await make(1)
  const [, jobId = ''] = await submit(world, 2)
  await world.settle()
  world.sql(
    "update jobs set assessment_name = 'Gone', revision = revision + 1 where job_id = ?",
    jobId,
  )
  analyzer.calls[0]?.succeed()
  await world.settle()

  expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'UNSUPPORTED_ASSESSMENT' })
  expect(world.balanceOf('ana')).toBe(99)
})

test('fifty submissions of one tick are one transaction, and those that start join it', async () => {
  const seen: unknown[] = []
  const world = await createWorld({
    settings: { slotsMax: 50 },
    crashPoint: (name, struck) => {
      if (name === 'after-commit') seen.push(struck.rows('select status from jobs'))
    },
  })
  await world.user('ana', 50)
  seen.length = 0
  await Promise.all(Array.from({ length: 50 }, () => world.submit('ana')))
  await world.settle()

  expect(seen[0]).toEqual(Array.from({ length: 50 }, () => ({ status: 'processing' })))
  // The looks at the line that follow share transactions of their own, which write nothing.
  expect(seen.length).toBeLessThanOrEqual(3)
})
