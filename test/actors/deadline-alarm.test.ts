import { beforeEach, describe, expect, test, vi } from 'vitest'
import { DeadlineAlarm } from '../../src/actors/deadline-alarm.ts'
import { SimulatedClock } from '../../src/testing/index.ts'
import { useFiles, useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()
const file = useFiles()
const hourMs = 3_600_000

describe('the alarm', () => {
  let clock: SimulatedClock
  const repairOverdue = vi.fn<() => Promise<number>>()
  const onTrouble = vi.fn()
  beforeEach(() => {
    clock = new SimulatedClock()
    repairOverdue.mockReset().mockResolvedValue(0)
    onTrouble.mockReset()
  })

  async function make() {
    const { db } = await createWorld()
    return new DeadlineAlarm({ db, clock, repairOverdue, onTrouble })
  }

  test('with nothing to wait for looks once an hour', async () => {
    const alarm = await make()
    alarm.start()
    await clock.advance(hourMs - 1)
    expect(repairOverdue).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(repairOverdue).toHaveBeenCalledOnce()
    await clock.advance(hourMs)
    expect(repairOverdue).toHaveBeenCalledTimes(2)
    alarm.stop()
  })

  test('wakes for an earlier deadline that it is told of, not for a later one', async () => {
    const alarm = await make()
    alarm.start()
    alarm.note(clock.now() + 5_000)
    alarm.note(clock.now() + 9_000)
    await clock.advance(4_999)
    expect(repairOverdue).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(repairOverdue).toHaveBeenCalledOnce()
    alarm.stop()
  })

  test('whose look breaks off says so and looks again after a second', async () => {
    const alarm = await make()
    repairOverdue.mockRejectedValueOnce(new Error('the database is locked'))
    alarm.start()
    await clock.advance(hourMs)
    expect(onTrouble).toHaveBeenCalledWith(new Error('the database is locked'))

    await clock.advance(999)
    expect(repairOverdue).toHaveBeenCalledOnce()
    await clock.advance(1)
    expect(repairOverdue).toHaveBeenCalledTimes(2)
    alarm.stop()
  })

  test('needs one timer and leaves none when it is stopped, also in the middle of a look', async () => {
    const alarm = await make()
    alarm.start()
    alarm.start()
    alarm.note(clock.now() + 5)
    expect(clock.armed).toBe(1)

    let finish: (found: number) => void = () => {}
    repairOverdue.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)))
    await clock.advance(5)
    alarm.stop()
    finish(0)
    await clock.advance(0)

    expect(clock.armed).toBe(0)
    alarm.note(clock.now())
    expect(clock.armed).toBe(0)
  })
})

test('given rows without actors, when their deadlines come one by one, then each is settled at its instant', async () => {
  const world = await createWorld({
    settings: {
      liveActorsMax: 0,
      slotsMax: 1,
      processingTimeoutMs: 10 * hourMs,
      hardLimitMs: 10 * hourMs,
    },
  })
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana', 20)
  const jobIds: string[] = []
  for (let job = 0; job < 10; job++) {
    jobIds.push((await world.submit('ana')).jobId)
    await world.passes(1_000)
  }
  expect(world.service.supervisor.live).toBe(1)
  await world.passes(10 * hourMs - 11_000)

  const late = world.rows<{ lateMs: number }>(
    `select finished_at - created_at - 900000 as lateMs from jobs where job_id <> ?`,
    jobIds[0],
  )
  expect(late).toEqual(Array.from({ length: 9 }, () => ({ lateMs: 0 })))
})

test('given a full disk, overdue rows are tried one a second, and all are settled within a second of room', async () => {
  const world = await createWorld({ databasePath: file(), settings: { slotsMax: 300 } })
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana', 300)
  for (let job = 0; job < 300; job++) await world.submit('ana')
  const { $client } = world.db
  const adopted = vi.spyOn(world.service.supervisor, 'adoptNow')
  const count = 'select count(*) as n from jobs where status = ?'
  // Free pages of the file would hold a few rows more.
  $client.exec('vacuum')
  $client.pragma(`max_page_count = ${$client.pragma('page_count', { simple: true })}`)
  await world.passes(10 * 60_000 + 1_000)
  adopted.mockClear()

  await world.passes(10_000)
  expect(adopted.mock.calls.length).toBeGreaterThan(5)
  expect(adopted.mock.calls.length).toBeLessThan(30)
  expect(world.rows(count, 'failed')).not.toEqual([{ n: 300 }])

  $client.pragma('max_page_count = 1000000')
  await world.passes(1_000)
  expect(world.rows(count, 'processing')).toEqual([{ n: 0 }])
})

test('given rows that outlived the process, when it starts again, then their deadlines still come', async () => {
  const world = await createWorld({ databasePath: file(), settings: { slotsMax: 1 } })
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana')
  const running = await world.submit('ana')
  const waiting = await world.submit('ana')
  await world.settle()
  await world.restart(299_999)
  await world.passes(300_000)
  expect(world.statusOf(running.jobId)).toBe('processing')
  await world.passes(1)

  expect(world.job(running.jobId)).toMatchObject({ errorCode: 'STUCK_PROCESSING' })
  expect(world.statusOf(waiting.jobId)).toBe('processing')
})
