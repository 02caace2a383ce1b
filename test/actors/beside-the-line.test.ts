// What the simulation found where erasure, retention, drains and rows written by hand meet. Each test bears the name of
// what happened.
import { expect, test } from 'vitest'
import { verify } from '../../src/db/verify.ts'
import { externalWorker } from '../../src/domain/assessment.ts'
import { simpleAssessment } from '../../src/testing/defaults.ts'
import { createWorld as newWorld, type World, type WorldOptions } from '../../src/testing/index.ts'
import { Receivers } from '../support/receivers.ts'
import { useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()
const olga = { kind: 'operator', id: 'olga' } as const
const url = 'https://hook.example/it'
const kept = { events: 60_000 }

const worldWith = async (options: WorldOptions = {}): Promise<World> => {
  const world = await createWorld(options)
  for (const name of ['ana', 'bob']) await world.user(name, 10)
  return world
}

const writtenByHand = (world: World, work: () => void): void => {
  world.db.$client.pragma('foreign_keys = off')
  work()
  world.db.$client.pragma('foreign_keys = on')
}

async function removedOld(world: World): Promise<void> {
  const run = world.service.retention.run()
  await world.passes(10_000)
  await run
}

test('a webhook whose address was looked up while its owner was erased is refused, and none is left', async () => {
  let answer = (_: string) => {}
  const slow = Object.assign(new Receivers(), {
    check: () => new Promise<string>((resolve) => (answer = resolve)),
  })
  const world = await worldWith({ webhooks: slow })
  const acts = { owner: 'ana', by: { kind: 'user', id: 'ana' } } as const
  const made = world.service.webhooks.desk.create(acts, { url })
  await world.service.eraser.erase('ana', olga, 'by letter')
  await world.passes(60_000)

  answer(url)

  await expect(made).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  expect(world.rows('select 1 from webhook_endpoints')).toEqual([])
})

test('a webhook whose address was looked up while its owner was disabled is refused', async () => {
  let answer = (_: string) => {}
  const slow = Object.assign(new Receivers(), {
    check: () => new Promise<string>((resolve) => (answer = resolve)),
  })
  const world = await worldWith({ webhooks: slow })
  const acts = { owner: 'ana', by: { kind: 'user', id: 'ana' } } as const
  const made = world.service.webhooks.desk.create(acts, { url })
  await world.service.accounts.setActive('ana', false, olga)

  answer(url)

  await expect(made).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('the newest event of the file, kept without texts, is not told to the service’s webhooks once its person is erased', async () => {
  const receivers = new Receivers()
  const world = await worldWith({ webhooks: receivers })
  world.analyzer.next({ does: 'hang' })
  await world.submit('ana')
  await world.settle()
  await world.service.webhooks.desk.create({ owner: null, by: olga }, { url })

  await world.service.eraser.erase('ana', olga, 'by letter')
  await world.passes(60_000)

  expect(world.rows('select type from events')).toEqual([{ type: 'analysis.failed' }])
  expect(receivers.received).toEqual([])
  expect(world.rows('select 1 from webhook_deliveries')).toEqual([])
})

test('what was pending for a webhook of a person is not sent any more once the account is closed', async () => {
  const receivers = new Receivers()
  receivers.answer(url, 503)
  const world = await worldWith({ webhooks: receivers })
  const acts = { owner: 'ana', by: { kind: 'user', id: 'ana' } } as const
  await world.service.webhooks.desk.create(acts, { url })
  await world.submit('ana')
  await world.passes(2_000)
  const sent = receivers.received.length
  expect(sent).toBeGreaterThan(0)
  // As a file of before, put back by hand: closed at the start, removed while it is served.
  const closed = 'update users set erased_at = 1, email = null, name = null, is_active = 0'
  world.sql(`${closed} where id = 'ana'`)
  await world.passes(60_000)

  expect(receivers.received).toHaveLength(sent)
})

test('a person is erased although the row of the job of the newest event was deleted by hand', async () => {
  const world = await worldWith()
  const { jobId } = await world.submit('ana')
  await world.passes(60_000)
  writtenByHand(world, () => world.sql('delete from jobs where job_id = ?', jobId))

  await world.service.eraser.erase('ana', olga, 'by letter')
  await world.passes(60_000)

  expect(world.service.eraser).toMatchObject({ unfinished: 0, trouble: undefined })
  const [left] = world.rows<{ metadata: string }>('select metadata from events')
  expect(Object.keys(JSON.parse(left?.metadata ?? ''))).toEqual(['assessmentName'])
  // Events are as unchangeable as before.
  expect(() => world.sql("update events set metadata = '{}'")).toThrow('events')
})

const writes = {
  'somebody writes its row': 'updated_at = updated_at + 1',
  'somebody completes it whole': "status = 'completed', finished_at = :now, updated_at = :now",
  'somebody fails it whole': `status = 'failed', error_code = 'WORKER_DIED', error_message = 'x', finished_at = :now,
    updated_at = :now`,
}

test.each([
  ['failed', 'somebody writes its row'],
  ['failed', 'somebody fails it whole'],
  ['completed', 'somebody writes its row'],
  ['completed', 'somebody completes it whole'],
] as const)(
  'the end of a job that has %s is not told again, nor paid back, when its events are gone and %s',
  async (status, how) => {
    const world = await worldWith({ settings: { retention: kept } })
    if (status === 'failed') world.analyzer.next({ does: 'fail', transient: false })
    const { jobId } = await world.submit('ana')
    await world.passes(120_000)
    await world.submit('bob')
    await world.passes(10_000)
    expect(world.statusOf(jobId)).toBe(status)
    await removedOld(world)
    const before = [world.eventsOf('ana'), world.balanceOf('ana')]

    const write = `update jobs set ${writes[how]} where job_id = :jobId`
    writtenByHand(world, () => world.sql(write, { jobId, now: world.clock.now() }))
    await world.passes(10_000)
    await world.check()

    expect(world.job(jobId)?.adoptedAt).not.toBeNull()
    expect(before).toEqual([[], status === 'failed' ? 10 : 9])
    expect([world.eventsOf('ana'), world.balanceOf('ana')]).toEqual(before)
  },
)

test.each(['queued', 'processing'] as const)(
  'a job of somebody else that was taken on while it was %s, and that they then end whole, is refunded and told',
  async (status) => {
    const world = await worldWith()
    await world.service.switches.pause('dispatch', olga, 'theirs to run')
    const jobId = world.insertForeign({ userId: 'ana', status })
    await world.check()
    await world.passes(1_000)
    expect(world.job(jobId)).toMatchObject({ revision: 1, finishedAt: null })
    expect(world.eventsOf('ana')).toEqual([])

    const end = `update jobs set status = 'failed', error_code = 'WORKER_DIED', error_message = 'x',
      finished_at = ?, updated_at = ? where job_id = ?`
    world.sql(end, world.clock.now(), world.clock.now(), jobId)
    await world.passes(10_000)
    await world.check()

    expect(world.balanceOf('ana')).toBe(11)
    expect(world.eventsOf('ana').map(({ eventType }) => eventType)).toEqual(['analysis.failed'])
  },
)

test('a job of somebody else that was taken on, and that they then complete, is told', async () => {
  const world = await worldWith()
  await world.service.switches.pause('dispatch', olga, 'theirs to run')
  const jobId = world.insertForeign({ userId: 'ana', status: 'processing' })
  await world.check()
  await world.passes(1_000)

  const result = `update results set status = 'completed', profile = '{}', analyzer = 'theirs'
    where id = (select result_id from jobs where job_id = ?)`
  const end =
    "update jobs set status = 'completed', finished_at = ?, updated_at = ? where job_id = ?"
  world.sql(result, jobId)
  world.sql(end, world.clock.now(), world.clock.now(), jobId)
  await world.passes(10_000)
  await world.check()

  expect(world.eventsOf('ana').map(({ eventType }) => eventType)).toEqual(['analysis.completed'])
})

/**
 * A job of an account that is not there, failed, its events removed by retention. Not among the worlds that are judged at
 * their end: the judge does not know of such accounts.
 */
async function failedWithoutAccount(): Promise<{ world: World; jobId: string }> {
  const world = await newWorld({ settings: { retention: kept } })
  await world.user('bob', 10)
  const jobId = world.insertForeign({ userId: 'nobody', status: 'queued' })
  await world.check()
  await world.passes(3_600_000)
  await world.check()
  expect(world.statusOf(jobId)).toBe('failed')
  await world.passes(120_000)
  await world.submit('bob')
  await world.passes(10_000)
  await removedOld(world)
  return { world, jobId }
}

test('a job that failed while its account was gone is not settled again once that is made anew', async () => {
  const { world, jobId } = await failedWithoutAccount()
  await world.user('nobody', 3)

  world.sql('update jobs set updated_at = updated_at + 1 where job_id = ?', jobId)
  await world.passes(10_000)
  await world.check()
  const [balance, told] = [world.balanceOf('nobody'), world.eventsOf('nobody')]
  await world.close()
  expect([balance, told]).toEqual([3, []])
})

test('a drain is told as done when what ran was ended by hand', async () => {
  const logged: string[] = []
  const note = (event: string) => void logged.push(event)
  const world = await worldWith({ log: { info: note, warn: note, error: note } })
  world.analyzer.next({ does: 'hang' })
  const { jobId } = await world.submit('ana')
  await world.settle()
  await world.service.draining.begin(olga, 'a release', { exit: false })
  expect(logged).not.toContain('service.drained')

  const end = "update jobs set status = 'failed', error_message = 'by hand' where job_id = ?"
  writtenByHand(world, () => world.sql(end, jobId))
  await world.passes(10_000)
  await world.check()

  expect(logged.filter((event) => event === 'service.drained')).toHaveLength(1)
})

test('verify does not miss events that retention removed of an account that was deleted by hand', async () => {
  const { world } = await failedWithoutAccount()

  const broken = verify(world.db, { now: world.clock.now() }).checks.filter(({ ok }) => !ok)
  await world.close()
  expect(broken.map(({ id }) => id)).not.toContain('E1')
})

test('verify takes a job that a second worker has claimed for what it is', async () => {
  const outside = { ...simpleAssessment(), analyzer: externalWorker({ leaseMs: 1_000 }) }
  const world = await worldWith({ assessments: [outside] })
  const { jobId } = await world.submit('ana')
  const claim = (workerId: string) => world.service.workers.claims.claim({ workerId })
  expect(await claim('one')).toMatchObject({ jobId, attempt: 1 })
  await world.passes(5_000)
  expect(await claim('two')).toMatchObject({ jobId, attempt: 2 })

  const broken = verify(world.db, { now: world.clock.now() }).checks.filter(({ ok }) => !ok)
  expect(broken.map(({ sample }) => sample[0])).toEqual([])
})
