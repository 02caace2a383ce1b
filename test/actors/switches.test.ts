import { expect, test } from 'vitest'
import { DomainError } from '../../src/domain/errors.ts'
import { useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()
const olga = { kind: 'operator', id: 'olga' } as const

test('given a paused dispatch, what waits is not started, what runs goes on, and deadlines hold', async () => {
  const world = await createWorld({ settings: { slotsMax: 1 } })
  await world.user('ana', 5)
  const { switches, dispatcher } = world.service
  const running = await world.submit('ana')
  await world.settle()
  await Promise.all([switches.pause('dispatch', olga, 'provider is down'), world.settle()])
  const waiting = await world.submit('ana')

  await world.passes(60_000)
  expect([world.statusOf(running.jobId), world.statusOf(waiting.jobId)]).toEqual([
    'completed',
    'queued',
  ])
  expect([dispatcher.isOpen, dispatcher.isPaused]).toEqual([true, true])

  await world.passes(14 * 60_000)
  expect(world.job(waiting.jobId)).toMatchObject({ status: 'failed', errorCode: 'STUCK_QUEUED' })
  expect(world.balanceOf('ana')).toBe(4)
})

test('given that it is let go again, what waits is started at once', async () => {
  const world = await createWorld()
  await world.user('ana', 5)
  const { switches } = world.service
  await Promise.all([switches.pause('dispatch', olga, 'a look'), world.settle()])
  const { jobId } = await world.submit('ana')
  await world.settle()
  expect(world.statusOf(jobId)).toBe('queued')

  await Promise.all([switches.resume('dispatch', olga), world.settle()])
  await world.settle()

  expect(world.statusOf(jobId)).toBe('processing')
  expect(switches.held).toEqual([])
})

test('given a paused intake, submissions and retries are refused and cost nothing, in the same process too', async () => {
  const world = await createWorld()
  await world.user('ana', 5)
  const { switches, intake } = world.service
  await Promise.all([switches.pause('intake', olga, 'maintenance'), world.settle()])

  const refused = [
    await intake.submit('ana', { assessmentData: { score: 1 } }).catch((error) => error),
    await intake.retry('ana', 'j1').catch((error) => error),
  ]

  for (const error of refused) {
    expect(error).toBeInstanceOf(DomainError)
    expect(error).toMatchObject({ code: 'OVERLOADED', details: { retryAfterMs: 60_000 } })
  }
  expect(world.balanceOf('ana')).toBe(5)
  await Promise.all([switches.resume('intake', olga), world.settle()])
  const [{ status }] = await Promise.all([
    intake.submit('ana', { assessmentData: { score: 1 } }),
    world.settle(),
  ])
  expect(status).toBe('queued')
})

test('who paused, when and why is kept and audited; a second pause changes neither', async () => {
  const world = await createWorld()
  const { switches } = world.service
  const at = world.clock.now()
  await Promise.all([switches.pause('intake', olga, 'first'), world.settle()])
  await world.passes(1_000)
  const ivan = { kind: 'internal', id: 'service-key' } as const
  await Promise.all([switches.pause('intake', ivan, 'second'), world.settle()])

  expect(switches.held).toEqual([{ what: 'intake', by: 'operator:olga', reason: 'first', at }])
  expect(world.rows('select actor, action, subject, details from audit order by id')).toEqual([
    { actor: 'operator:olga', action: 'intake.pause', subject: 'intake', details: 'first' },
    { actor: 'internal:service-key', action: 'intake.pause', subject: 'intake', details: 'second' },
  ])
})

test('a restart lets everything go', async () => {
  const world = await createWorld()
  await Promise.all([world.service.switches.pause('dispatch', olga, 'why'), world.settle()])

  await world.restart()

  expect(world.service.switches.held).toEqual([])
  expect(world.service.dispatcher.isPaused).toBe(false)
})
