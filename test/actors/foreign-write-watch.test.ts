import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { watchIntervalMs } from '../../src/actors/foreign-write-watch.ts'
import type { World } from '../../src/testing/index.ts'
import { useFiles, useWorlds } from '../support/worlds.ts'

const file = useFiles()
const createWorld = useWorlds()

/** Somebody else with the file open, as with the sqlite3 shell. */
function asSomebodyElse(world: World, statement: string, ...values: unknown[]): void {
  const other = new Database(world.db.$client.name)
  other.prepare(statement).run(...values)
  other.close()
}

/** A job of ana's that has waited for an hour. */
function insertStuck(world: World): void {
  const old = world.clock.now() - 3_600_000
  asSomebodyElse(
    world,
    "insert into jobs (job_id, user_id, status, created_at, updated_at) values ('any text', 'ana', 'queued', ?, ?)",
    old,
    old,
  )
}

test('given a stuck row that somebody inserts into the file, then it is repaired within seconds', async () => {
  const world = await createWorld({ databasePath: file() })
  await world.user('ana')
  insertStuck(world)
  await world.passes(watchIntervalMs)

  expect(world.job('any text')).toMatchObject({ status: 'failed', errorCode: 'STUCK_QUEUED' })
  expect(world.balanceOf('ana')).toBe(4)
  expect(world.rows('select trigger, fixed from monitor_runs order by id desc limit 1')).toEqual([
    { trigger: 'foreign-write', fixed: 1 },
  ])
})

test('given another interval, then it looks so often and no more', async () => {
  const world = await createWorld({
    databasePath: file(),
    settings: { watchIntervalMs: 3_600_000 },
  })
  await world.user('ana')
  insertStuck(world)

  await world.passes(3_599_999)
  expect(world.statusOf('any text')).toBe('queued')
  await world.passes(1)
  expect(world.statusOf('any text')).toBe('failed')
})

test('given a job that somebody marks failed, then it is refunded and told within seconds', async () => {
  const world = await createWorld({ databasePath: file() })
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana')
  const { jobId } = await world.submit('ana')
  await world.settle()
  asSomebodyElse(
    world,
    "update jobs set status = 'failed', error_message = 'by hand' where job_id = ?",
    jobId,
  )
  await world.passes(watchIntervalMs)

  expect(world.balanceOf('ana')).toBe(3)
  expect(world.eventsOf('ana').at(-1)).toMatchObject({
    eventType: 'analysis.failed',
    jobId,
    metadata: { errorCode: 'FAILED_ELSEWHERE', refundedTokens: 1, newBalance: 3 },
  })
  expect(world.analyzer.calls[0]?.isAborted()).toBe(true)
  expect(world.service.supervisor.busy).toBe(0)
})

test('the writes of the service itself are not taken for those of somebody else', async () => {
  const world = await createWorld({ databasePath: file() })
  await world.user('ana')
  await world.submit('ana')
  await world.passes(60_000)

  expect(world.rows("select * from monitor_runs where trigger = 'foreign-write'")).toEqual([])
})
