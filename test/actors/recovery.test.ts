import { describe, expect, test } from 'vitest'
import type { World } from '../../src/testing/index.ts'
import { useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()

/**
 * A process that died over every kind of job: running ones, one that was cut off before, waiting ones, one
 * whose deadline passed meanwhile, and one that somebody else wrote. Dies again before the given commit.
 */
async function cutOff(dieBefore?: number): Promise<World> {
  let commits = Number.NaN
  const world = await createWorld({
    settings: { slotsMax: 3, queuedTimeoutMs: 1_200_000 },
    crashPoint: (name, struck) => {
      if (name === 'before-commit' && commits-- === 0) struck.die()
    },
  })
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana', 20)
  await world.submit('ana')
  await world.settle()
  await world.restart()
  await world.submit('ana')
  await world.passes(300_000)
  await world.submit('ana')
  await world.submit('ana')
  await world.submit('ana')
  await world.settle()
  world.crash()
  world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 3_600_000 })
  await world.passes(299_999)
  commits = dieBefore ?? Number.NaN
  await world.start()
  return world
}

const outcome = (world: World) => ({
  jobs: world.rows(
    'select job_id, status, error_code, attempt, deaths, deadline_at from jobs order by rowid',
  ),
  ledger: world.rows('select user_id, job_id, kind, amount from ledger_entries order by seq'),
})

test('what a death cut off is settled or taken up again, and the line goes on', async () => {
  const world = await cutOff()
  const ends = world.rows('select status, error_code from jobs order by rowid')

  expect(ends).toEqual([
    { status: 'failed', error_code: 'POISON' },
    { status: 'processing', error_code: null },
    { status: 'processing', error_code: null },
    { status: 'processing', error_code: null },
    { status: 'queued', error_code: null },
    { status: 'failed', error_code: 'STUCK_QUEUED' },
  ])
  await world.passes(1)
  expect(world.job(String(world.rows('select job_id from jobs')[1]?.['job_id']))).toMatchObject({
    status: 'failed',
    errorCode: 'STUCK_PROCESSING',
  })
})

test('the log sums up what a start took up again and what it gave back', async () => {
  const logged: [string, unknown][] = []
  const note = (event: string, fields?: unknown) => void logged.push([event, fields])
  const world = await createWorld({ log: { info: note, warn: note, error: note } })
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana', 5)
  for (let job = 0; job < 2; job++) await world.submit('ana')
  await world.settle()
  world.crash()
  world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 3_600_000 })
  await world.start()
  await world.passes(1)

  const summaries = logged.filter(([event]) => event === 'recovery.done').map(([, said]) => said)
  expect(summaries).toEqual([
    expect.objectContaining({ resumed: 0, refunded: 0 }),
    expect.objectContaining({ resumed: 2, refunded: 1 }),
  ])
})

describe('a recovery that is cut off itself', () => {
  test.each([0, 1, 2, 3, 4])('before its commit %i ends as one that was not', async (commit) => {
    const straight = await cutOff()
    const twice = await cutOff(commit)
    if (twice.isDead) await twice.restart()
    expect(outcome(twice)).toEqual(outcome(straight))
  })

  test('at its first commit, ten times over, ends as one that was not', async () => {
    const straight = await cutOff()
    let deaths = 0
    const world = await cutOff(0)
    while (world.isDead && deaths < 10) {
      deaths++
      world.crash()
      await world.start()
    }
    expect(outcome(world)).toEqual(outcome(straight))
  })
})

test('given a process that was asked to stop, when the next one starts, then no death is counted', async () => {
  const world = await createWorld()
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana')
  const { jobId } = await world.submit('ana')
  for (let stop = 0; stop < 5; stop++) {
    await world.settle()
    await world.service.noteStop()
    await world.restart()
    await world.passes(5_000)
  }
  expect(world.job(jobId)).toMatchObject({ status: 'processing', deaths: 0, attempt: 6 })
})
