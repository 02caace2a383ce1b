import { afterEach, expect, test } from 'vitest'
import { createWorld, type World } from '../../src/testing/index.ts'

let world: World
afterEach(() => world.close())

test('given a submission, when its analysis succeeds, then it is completed and stays charged', async () => {
  world = await createWorld()
  await world.user('ana')

  const answer = await world.submit('ana')
  expect(answer).toMatchObject({
    status: 'queued',
    remainingTokens: 2,
    tokenCost: 1,
    queuePosition: 0,
  })
  await world.settle()
  expect(world.statusOf(answer.jobId)).toBe('processing')
  await world.passes(1_000)

  expect(world.statusOf(answer.jobId)).toBe('completed')
  expect(world.balanceOf('ana')).toBe(2)
  expect(world.eventsOf('ana').map(({ id, eventType }) => [id, eventType])).toEqual([
    [1, 'analysis.queued'],
    [2, 'analysis.started'],
    [3, 'analysis.completed'],
  ])
})

test('given a hanging analysis, when its deadline passes, then it fails and its price is refunded', async () => {
  world = await createWorld()
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana')
  const { jobId } = await world.submit('ana')

  await world.passes(599_999)
  expect(world.statusOf(jobId)).toBe('processing')

  await world.passes(1)
  expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'STUCK_PROCESSING' })
  expect(world.balanceOf('ana')).toBe(3)
  expect(world.analyzer.calls[0]?.isAborted()).toBe(true)
})

test('given no free slot, when the queued deadline passes, then the waiting job fails and is refunded', async () => {
  world = await createWorld({
    settings: { slotsMax: 1, hardLimitMs: 7_200_000, processingTimeoutMs: 7_200_000 },
  })
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana')
  await world.submit('ana')
  const { jobId } = await world.submit('ana')

  await world.passes(899_999)
  expect(world.statusOf(jobId)).toBe('queued')
  await world.passes(1)

  expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'STUCK_QUEUED' })
  expect(world.balanceOf('ana')).toBe(2)
})

test('given a running analysis, when the process dies twice, then the job is poison and refunded', async () => {
  world = await createWorld()
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana')
  const { jobId } = await world.submit('ana')
  await world.settle()

  await world.restart()
  expect(world.job(jobId)).toMatchObject({ status: 'processing', attempt: 2, deaths: 1 })
  await world.restart()

  expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'POISON', deaths: 2 })
  expect(world.balanceOf('ana')).toBe(3)
})

test('given a row of somebody else, when it is checked, then it is failed and refunded once', async () => {
  world = await createWorld()
  await world.user('ana')
  const old = world.clock.now() - 15 * 60_000
  world.sql(
    "insert into jobs (job_id, user_id, status, created_at, updated_at) values (?, 'ana', 'processing', ?, ?)",
    'test-stuck-1730000000000-abc',
    old,
    old,
  )

  expect(await world.check()).toMatchObject({ total: 1, fixed: 1 })
  expect(world.balanceOf('ana')).toBe(4)
  expect(await world.check()).toMatchObject({ total: 0, fixed: 0 })
  expect(world.balanceOf('ana')).toBe(4)
})
