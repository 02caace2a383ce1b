import { expect, test } from 'vitest'
import { commitDecision, StaleRowError } from '../../src/db/commit.ts'
import * as jobs from '../../src/db/jobs.queries.ts'
import * as stats from '../../src/db/stats.queries.ts'
import { inSavepoint, inTransaction } from '../../src/db/transaction.ts'
import * as move from '../../src/domain/transitions.ts'
import type { World } from '../../src/testing/index.ts'
import { useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()
const policy = { queuedTimeoutMs: 1, processingTimeoutMs: 1_000, hardLimitMs: 1_000, triesMax: 1 }

async function waitingJob(): Promise<{ world: World; job: jobs.JobRow }> {
  const world = await createWorld()
  world.service.dispatcher.close()
  await world.user('ana')
  const { jobId } = await world.submit('ana')
  const job = world.job(jobId)
  if (!job) throw new Error('The job is not there')
  return { world, job }
}

test.each(['status', 'attempt', 'revision'])(
  'a decision made from another %s than the row has is refused, and writes nothing',
  async (column) => {
    const { world, job } = await waitingJob()
    const before = { ...job, [column]: column === 'status' ? 'processing' : 7 }
    const after = move.dispatched(job, world.clock.now(), 1, policy)

    expect(() =>
      inTransaction(world.db, () => commitDecision(world.db, { before, after })),
    ).toThrow(StaleRowError)
    expect(world.job(job.jobId)).toEqual(job)
  },
)

test('a stale completion leaves no profile behind', async () => {
  const { world, job } = await waitingJob()
  const after = move.completed(job, world.clock.now())
  const profile = { json: '{}', analyzer: 'x@1' }
  const before = { ...job, revision: 7 }
  expect(() => commitDecision(world.db, { before, after, profile })).toThrow(StaleRowError)
  expect(world.rows('select profile from results')).toEqual([{ profile: null }])
})

test('a refund is made once, however often its decision is written', async () => {
  const { world, job } = await waitingJob()
  const first = move.failed(job, world.clock.now(), 'STUCK_QUEUED')
  const event = {
    type: 'analysis.failed',
    metadata: { assessmentName: job.assessmentName },
  } as const
  const settled = commitDecision(world.db, {
    before: job,
    after: first,
    event,
    refundReason: 'STUCK_QUEUED',
  })
  expect(settled).toEqual({ refundedTokens: 1, newBalance: 3 })

  const again = { ...first, revision: first.revision + 1 }
  expect(commitDecision(world.db, { before: first, after: again, refundReason: 'AGAIN' })).toEqual({
    refundedTokens: 0,
    newBalance: undefined,
  })
  expect(world.balanceOf('ana')).toBe(3)
})

test('what a savepoint threw is undone, what was before it is not', async () => {
  const { world } = await waitingJob()
  const { db } = world
  inTransaction(db, () => {
    world.sql("update users set name = 'kept'")
    expect(() =>
      inSavepoint(db, () => {
        world.sql("update users set name = 'undone'")
        throw new Error('no')
      }),
    ).toThrow('no')
  })
  expect(world.rows('select name from users')).toEqual([{ name: 'kept' }])
})

test('what a transaction threw is undone, and the next one begins', async () => {
  const { world } = await waitingJob()
  const { db } = world
  expect(() =>
    inTransaction(db, () => {
      world.sql("update users set name = 'undone'")
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(inTransaction(db, () => 1)).toBe(1)
  expect(world.rows('select name from users')).toEqual([{ name: 'ana' }])
})

test('statistics agree with the rows, to the millisecond of the last 24 hours', async () => {
  const { world } = await waitingJob()
  const dayMs = 86_400_000
  const now = world.clock.now()
  for (const [agoMs, status] of [
    [dayMs, 'failed'],
    [dayMs + 1, 'failed'],
    [dayMs - 1, 'failed'],
    [60_000, 'failed'],
    [33 * 3_600_000, 'processing'],
    [20 * 60_000, 'queued'],
    [0, 'processing'],
  ] as const) {
    world.insertForeign({
      userId: 'ana',
      status,
      agedMs: agoMs,
      columns: status === 'failed' ? { error_message: 'x', finished_at: now - agoMs } : {},
    })
  }
  const adopt = world.service.supervisor
  await world.service.commits.add(() => {
    for (const jobId of jobs.listUnadopted(world.db, now, 100)) adopt.adoptNow(jobId)
  })

  expect(stats.readStats(world.db, now)).toEqual({
    processing_jobs: 2,
    queued_jobs: 2,
    completed_jobs: 0,
    failed_jobs: 3,
    stuck_processing: 1,
    stuck_queued: 1,
    quarantined_jobs: 0,
  })
})
