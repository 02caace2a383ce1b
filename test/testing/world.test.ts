import { afterEach, describe, expect, test } from 'vitest'
import { createWorld, ProcessDied, type Script, type World } from '../../src/testing/index.ts'
import { useFiles } from '../support/worlds.ts'

const file = useFiles()
let world: World
afterEach(() => world.close().catch(() => {}))

const processed = async (...scripts: Script[]) => {
  world = await createWorld({ settings: { triesMax: 1 } })
  world.analyzer.next(...scripts)
  await world.user('ana', 10)
  return (await world.submit('ana')).jobId
}

describe('a world', () => {
  test('gives an account exactly the tokens that were asked for', async () => {
    world = await createWorld()
    await world.user('none', 0)
    await world.user('some')
    await world.user('many', 500)
    expect(['none', 'some', 'many'].map((id) => world.balanceOf(id))).toEqual([0, 3, 500])
  })

  test('says at its end that the service left a timer armed', async () => {
    world = await createWorld()
    world.service.clock.setTimeout(() => {}, 1_000)
    await expect(world.close()).rejects.toThrow('left 1 timer(s) armed')
  })

  test('given two made alike, then the same happens in both', async () => {
    const told: unknown[] = []
    for (let run = 0; run < 2; run++) {
      await processed({ does: 'fail', transient: true, afterMs: 5 })
      await world.passes(60_000)
      told.push([world.rows('select * from jobs'), world.eventsOf('ana')])
      await world.close()
    }
    expect(told[0]).toEqual(told[1])
  })
})

describe.each(['in memory', 'on a file'])('a process that dies, %s,', (where) => {
  const make = async (crashPoint?: (name: string, struck: World) => void) => {
    world = await createWorld({
      ...(where === 'on a file' && { databasePath: file() }),
      ...(crashPoint && { crashPoint }),
    })
    await world.user('ana')
  }

  test('leaves what was committed, and none of its timers fires', async () => {
    await make()
    world.analyzer.otherwise({ does: 'succeed', afterMs: 1_000 })
    const { jobId } = await world.submit('ana')
    await world.settle()
    world.crash()
    await world.passes(3_600_000)

    expect(world.statusOf(jobId)).toBe('processing')
    expect(world.clock.armed).toBe(0)
    expect(() => world.service).toThrow('not running')
  })

  test.each([
    ['before-commit', 0],
    ['after-commit', 1],
  ])('%s leaves %i of the jobs it was about to commit', async (point, jobs) => {
    let armed = false
    await make((name, struck) => {
      if (armed && name === point) struck.die()
    })
    armed = true
    let answered = false
    world.submit('ana').then(
      () => {
        answered = true
      },
      (error: unknown) => expect(error).toBeInstanceOf(ProcessDied),
    )
    await world.settle()
    expect([world.isDead, answered]).toEqual([true, false])
    armed = false
    await world.restart()

    expect(world.rows('select * from jobs')).toHaveLength(jobs)
    expect(world.isDead).toBe(false)
  })
})

describe('the fake analyzer', () => {
  test.each<[string, Script, string | null, number]>([
    ['succeeds', { does: 'succeed', afterMs: 7 }, null, 7],
    ['succeeds with nonsense', { does: 'succeed', result: 'no' }, 'INVALID_RESULT', 0],
    ['fails', { does: 'fail', afterMs: 7, message: 'no' }, 'ANALYSIS_FAILED', 7],
    ['throws', { does: 'throw', what: undefined }, 'ANALYSIS_FAILED', 0],
    ['hangs', { does: 'hang' }, 'STUCK_PROCESSING', 600_000],
    [
      'hangs and does not heed its abort',
      { does: 'hang', deaf: true },
      'STUCK_PROCESSING',
      600_000,
    ],
    ['reports, then succeeds', { does: 'report', everyMs: 1_000, times: 3 }, null, 3_000],
    ['answers late', { does: 'answer-late', afterMs: 700_000 }, 'STUCK_PROCESSING', 600_000],
  ])('%s', async (_what, script, code, afterMs) => {
    const jobId = await processed(script)
    await world.passes(800_000)

    const job = world.job(jobId)
    expect(job?.errorCode).toBe(code)
    expect((job?.finishedAt ?? 0) - (job?.startedAt ?? 0)).toBe(afterMs)
  })

  test('does what was scripted first, then what it does otherwise', async () => {
    await processed({ does: 'fail' })
    world.analyzer.otherwise({ does: 'succeed', afterMs: 1 })
    await world.submit('ana')
    await world.submit('ana')
    await world.passes(10)

    expect(world.rows('select status from jobs order by rowid')).toEqual([
      { status: 'failed' },
      { status: 'completed' },
      { status: 'completed' },
    ])
    expect(world.analyzer.calls.map(({ attempt, input }) => [attempt, input])).toEqual(
      Array.from({ length: 3 }, () => [1, { score: 50 }]),
    )
  })
})
