import { describe, expect, test } from 'vitest'
import { controlsOf } from '../../src/incident-controls.ts'
import { useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()
const olga = { kind: 'operator', id: 'olga' } as const

/** Two analyses that run for a minute, and one job that waits. */
async function busyWorld() {
  const logged: [string, unknown][] = []
  const note = (event: string, fields?: object) => void logged.push([event, fields])
  const log = { info: note, warn: note, error: note }
  const world = await createWorld({ settings: { slotsMax: 2 }, log })
  await world.user('ana', 5)
  world.analyzer.next({ does: 'succeed', afterMs: 60_000 }, { does: 'fail', afterMs: 60_000 })
  const jobs = [await world.submit('ana'), await world.submit('ana'), await world.submit('ana')]
  await world.settle()
  const statuses = () => jobs.map(({ jobId }) => world.statusOf(jobId))
  const begin = (exit = false) =>
    Promise.all([world.service.draining.begin(olga, 'a new release', { exit }), world.settle()])
  return { world, statuses, begin, logged }
}

describe('given a drain', () => {
  test('what runs ends by itself, what waits is kept, nothing new is taken, and the end is told once', async () => {
    const { world, statuses, begin, logged } = await busyWorld()
    await begin()

    expect(statuses()).toEqual(['processing', 'processing', 'queued'])
    await expect(world.submit('ana')).rejects.toMatchObject({ code: 'OVERLOADED' })
    expect(logged.filter(([event]) => event === 'service.drained')).toEqual([])
    await world.passes(60_000)

    expect(statuses()).toEqual(['completed', 'failed', 'queued'])
    expect(world.service.draining.state).toMatchObject({
      ...{ by: 'operator:olga', reason: 'a new release', exit: false, completed: 1, failed: 1 },
    })
    expect(logged.filter(([event]) => event === 'service.drained')).toEqual([
      ['service.drained', { completed: 1, failed: 1, waiting: 1 }],
    ])
    expect(world.rows('select actor, action, subject, details from audit')).toEqual([
      {
        ...{ actor: 'operator:olga', action: 'service.drain' },
        ...{ subject: 'service', details: 'a new release' },
      },
    ])
  })

  test('nobody who waits is told a time', async () => {
    const { world, begin } = await busyWorld()
    await begin()
    const { estimator } = world.service
    expect(estimator.after(estimator.leastWaitMs(1, 0), '')).toBeUndefined()
  })

  test('deadlines hold: what waits too long is failed and refunded', async () => {
    const { world, statuses, begin } = await busyWorld()
    await begin()
    await world.passes(15 * 60_000)
    expect(statuses()).toEqual(['completed', 'failed', 'failed'])
    expect(world.balanceOf('ana')).toBe(4)
  })

  test('a switch that is let go calls it off, and the line goes on', async () => {
    const { world, statuses, begin, logged } = await busyWorld()
    await begin(true)

    await Promise.all([world.service.switches.resume('dispatch', olga), world.settle()])
    await world.passes(60_000)

    expect(world.service.draining.state).toBeUndefined()
    expect(statuses()).toEqual(['completed', 'failed', 'processing'])
    expect(logged.filter(([event]) => event === 'service.drained')).toEqual([])
  })

  test('a restart ends it', async () => {
    const { world, begin } = await busyWorld()
    await begin()
    await world.restart()
    expect(world.service.draining.state).toBeUndefined()
    expect(world.service.switches.held).toEqual([])
  })
})

test('given that nothing runs, a drain is told at once; asked again with an exit, it is told again, by its first name', async () => {
  const world = await createWorld()
  const { db, clock, accounts, dispatcher, supervisor } = world.service
  const drained: object[] = []
  const log = { info() {}, warn() {}, error() {} }
  const { draining } = controlsOf({
    ...{ db, clock, log, accounts, dispatcher, supervisor },
    onDrained: (state) => void drained.push(state),
  })

  await Promise.all([draining.begin(olga, 'first', { exit: false }), world.settle()])
  await Promise.all([draining.begin(olga, 'second', { exit: true }), world.settle()])

  expect(drained).toMatchObject([
    { reason: 'first', exit: false },
    { reason: 'first', exit: true },
  ])
})
