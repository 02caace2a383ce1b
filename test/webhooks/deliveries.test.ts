import { describe, expect, test } from 'vitest'
import { inFlightMax, keptMs, slowInFlightMax } from '../../src/actors/webhook-courier.ts'
import { endedKept, pendingMax } from '../../src/actors/webhook-planner.ts'
import { renumberEvents } from '../../src/db/commit-restore.ts'
import { verify } from '../../src/db/verify.ts'
import * as webhooks from '../../src/db/webhooks.queries.ts'
import { attemptsMax, failingMaxMs, retryDelaysMs, slowFromMs } from '../../src/domain/webhooks.ts'
import {
  // For files whose events are not numbered from 1, which the other worlds are proved to be.
  createWorld as createWorldByHand,
  type World,
  type WorldOptions,
} from '../../src/testing/index.ts'
import { attempt, Receivers } from '../support/receivers.ts'
import { useFiles, useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()
const file = useFiles()

const url = 'https://ana.example/hook'
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const gatheredMs = 200

async function scene(options: WorldOptions = {}) {
  const receivers = new Receivers()
  const world = await createWorld({ ...options, webhooks: receivers })
  for (const id of ['ana', 'bob']) await world.user(id, 10_000)
  const make = (owner: string | null, to = url, eventTypes?: string[]) =>
    world.service.webhooks.desk.create(actsOf(owner), {
      url: to,
      ...(eventTypes && { eventTypes: eventTypes as ['analysis.failed'] }),
    })
  return { world, receivers, make, desk: () => world.service.webhooks.desk }
}

const actsOf = (owner: string | null) =>
  owner === null
    ? { owner, by: { kind: 'operator', id: 'olga' } as const }
    : { owner, by: { kind: 'user', id: owner } as const }

const deliveriesOf = (world: World, id: string, status?: webhooks.DeliveryRow['status']) =>
  webhooks.listDeliveries(world.db, id, status, 10_000, 0)

const typesOf = (received: readonly { payload: { type: string } }[]) =>
  received.map(({ payload }) => payload.type)

describe('what is told to whom', () => {
  test('a person’s webhook is told the events of their own jobs, as a subscriber gets them', async () => {
    const { world, receivers, make } = await scene()
    await make('ana')
    const { jobId } = await world.submit('ana')
    await world.submit('bob')
    await world.passes(5_000)

    expect(typesOf(receivers.received).sort()).toEqual([
      'analysis.completed',
      'analysis.queued',
      'analysis.started',
    ])
    const [, , end] = world.eventsOf('ana')
    const { userEmail: _, ...data } = end ?? expect.unreachable()
    const told = receivers.received.find(({ payload }) => payload.type === 'analysis.completed')
    expect(told?.payload).toEqual({
      type: 'analysis.completed',
      timestamp: new Date(data.timestamp).toISOString(),
      data,
    })
    expect(data.jobId).toBe(jobId)
    expect(JSON.stringify(receivers.received)).not.toContain('ana@example.com')
  })

  test('a webhook of the service is told everybody’s', async () => {
    const { world, receivers, make } = await scene()
    await make(null)
    await world.submit('ana')
    await world.submit('bob')
    await world.passes(5_000)

    const users = receivers.received.map(({ payload }) => payload.data['userId'])
    expect(users.filter((user) => user === 'ana')).toHaveLength(3)
    expect(users.filter((user) => user === 'bob')).toHaveLength(3)
  })

  test('only the types it asks for, and only what happens after it was made', async () => {
    const { world, receivers, make } = await scene()
    await world.submit('ana')
    await world.passes(5_000)
    await make('ana', url, ['analysis.failed'])
    await make(null, 'https://service.example/', ['analysis.failed'])
    world.analyzer.next({ does: 'succeed' }, { does: 'fail' })
    await world.submit('ana')
    await world.submit('ana')
    await world.passes(60_000)

    expect(typesOf(receivers.received)).toEqual(['analysis.failed', 'analysis.failed'])
  })

  test('where nobody has a webhook, no row is written and no timer armed', async () => {
    const { world } = await scene()
    const armed = world.armed
    await world.submit('ana')
    await world.passes(60_000)

    expect(world.armed).toBe(armed)
    expect(world.rows('select * from webhook_deliveries')).toEqual([])
  })
})

describe('a delivery that fails', () => {
  test('is made again after each pause, under the same id, and is then a dead letter', async () => {
    const { world, receivers, make } = await scene()
    const { id } = await make('ana', url, ['analysis.completed'])
    receivers.answer(url, 500)
    await world.submit('ana')
    await world.passes(3_000)
    expect(receivers.received).toHaveLength(1)

    for (const [index, pauseMs] of retryDelaysMs.entries()) {
      const [row] = deliveriesOf(world, id)
      const dueIn = (row?.nextAttemptAt ?? 0) - world.clock.now()
      expect(row).toMatchObject({ status: 'pending', attempts: index + 1, statusCode: 500 })
      expect(dueIn).toBeGreaterThan(pauseMs * 0.4)
      expect(dueIn).toBeLessThanOrEqual(pauseMs * 1.2)
      await world.passes(dueIn - 1)
      expect(receivers.received).toHaveLength(index + 1)
      await world.passes(1)
      expect(receivers.received).toHaveLength(index + 2)
    }

    const [row] = deliveriesOf(world, id, 'dead')
    expect(row).toMatchObject({ attempts: attemptsMax, error: 'it answered 500' })
    expect(new Set(receivers.received.map((each) => each.id))).toEqual(new Set([row?.id]))
    await world.passes(dayMs)
    expect(receivers.received).toHaveLength(attemptsMax)
  })

  test('and comes through later is over', async () => {
    const { world, receivers, make } = await scene()
    const { id } = await make('ana', url, ['analysis.completed'])
    receivers.answer(url, 503)
    await world.submit('ana')
    await world.passes(4_000)
    receivers.answer(url, 204)
    await world.passes(hourMs)

    expect(deliveriesOf(world, id)).toMatchObject([
      { status: 'delivered', attempts: 2, statusCode: 204, error: null },
    ])
    expect(webhooks.find(world.db, id)).toMatchObject({ failingSince: null, isSlow: 0 })
  })

  test('a dead letter is made anew when its owner asks, alone or with all others', async () => {
    const { world, receivers, make, desk } = await scene()
    const { id } = await make('ana', url, ['analysis.completed'])
    receivers.answer(url, 500)
    for (let count = 0; count < 3; count++) await world.submit('ana')
    await world.passes(2 * dayMs)
    expect(deliveriesOf(world, id, 'dead')).toHaveLength(3)
    receivers.answer(url, 200)
    const sent = receivers.received.length
    const [first] = deliveriesOf(world, id)

    expect(await desk().redeliver(actsOf('ana'), id, first?.id)).toBe(1)
    await world.passes(gatheredMs)
    expect(receivers.received.slice(sent).map((each) => each.id)).toEqual([first?.id])
    expect(await desk().redeliver(actsOf('ana'), id)).toBe(2)
    await world.passes(gatheredMs)

    expect(deliveriesOf(world, id, 'delivered')).toHaveLength(3)
  })

  test('one that answers 410 is switched off at once, with what was pending', async () => {
    const { world, receivers, make } = await scene()
    const { id } = await make('ana')
    receivers.answer(url, 410)
    await world.submit('ana')
    await world.passes(10_000)

    expect(webhooks.find(world.db, id)).toMatchObject({
      disabledReason: 'the receiver answered 410 Gone',
      dueAt: null,
    })
    expect(deliveriesOf(world, id, 'pending')).toEqual([])
    expect(world.rows('select actor, action, subject from audit')).toEqual([
      { actor: 'system:webhooks', action: 'webhook.disable', subject: id },
    ])
    const sent = receivers.received.length
    await world.submit('ana')
    await world.passes(dayMs)
    expect(receivers.received).toHaveLength(sent)
  })

  test('one that fails for days is switched off, and a success in between counts', async () => {
    const { world, receivers, make } = await scene()
    const { id } = await make('ana', url, ['analysis.completed'])
    receivers.answer(url, 500)
    const daily = async (days: number) => {
      for (let day = 0; day < days; day++) {
        await world.submit('ana')
        await world.passes(dayMs)
      }
    }
    await daily(4)
    receivers.answer(url, 200)
    await daily(1)
    receivers.answer(url, 500)
    await daily(4)
    expect(webhooks.find(world.db, id)?.disabledAt).toBeNull()
    const since = webhooks.find(world.db, id)?.failingSince ?? 0
    await daily(2)

    const { disabledAt, disabledReason } = webhooks.find(world.db, id) ?? expect.unreachable()
    expect(disabledReason).toBe('nothing was delivered for 5 days')
    expect((disabledAt ?? 0) - since).toBeGreaterThanOrEqual(failingMaxMs)
  })

  test('switched on again, it is told what happens from then on', async () => {
    const { world, receivers, make, desk } = await scene()
    const { id } = await make('ana', url, ['analysis.completed'])
    await desk().setActive(actsOf('ana'), id, false)
    await world.submit('ana')
    await world.passes(hourMs)
    expect(receivers.received).toEqual([])

    await desk().setActive(actsOf('ana'), id, true)
    const { jobId } = await world.submit('ana')
    await world.passes(10_000)

    expect(receivers.received.map(({ payload }) => payload.data['jobId'])).toEqual([jobId])
  })
})

describe('a process that dies', () => {
  test('before events were planned loses none of them', async () => {
    const { world, receivers, make } = await scene({ databasePath: file() })
    await make('ana', url, ['analysis.queued'])
    await world.submit('ana')
    await world.restart()
    await world.passes(1_000)

    expect(typesOf(receivers.received)).toEqual(['analysis.queued'])
  })

  test('while a delivery is under way makes it again, under the same id', async () => {
    const { world, receivers, make } = await scene({ databasePath: file() })
    const { id } = await make('ana', url, ['analysis.queued'])
    receivers.answer(url, 'never')
    await world.submit('ana')
    await world.passes(1_000)
    receivers.answer(url, 200)
    await world.restart(60_000)
    await world.passes(1_000)

    expect(receivers.received).toHaveLength(2)
    expect(receivers.received[0]?.id).toBe(receivers.received[1]?.id)
    expect(deliveriesOf(world, id)).toMatchObject([{ status: 'delivered', attempts: 1 }])
  })

  test('plans an event anew as the same delivery', async () => {
    const { world, receivers, make } = await scene({ databasePath: file() })
    await make('ana', url, ['analysis.queued'])
    await world.submit('ana')
    await world.passes(1_000)
    // As in a file that is older than the delivery.
    world.sql('delete from webhook_deliveries')
    world.sql('update webhook_endpoints set cursor = 0')
    await world.restart()
    await world.passes(1_000)

    expect(receivers.received).toHaveLength(2)
    expect(receivers.received[0]?.id).toBe(receivers.received[1]?.id)
  })

  test.each(['before-commit', 'after-commit'])(
    'at any %s loses and doubles nothing',
    async (point) => {
      for (let dieAt = 1; dieAt <= 10; dieAt++) {
        let passed = 0
        let armed = false
        const receivers = new Receivers()
        const world = await createWorld({
          webhooks: receivers,
          crashPoint: (name, each) => {
            if (name === point && armed && ++passed === dieAt) each.die()
          },
        })
        await world.user('ana')
        const { id } = await world.service.webhooks.desk.create(actsOf('ana'), { url })
        armed = true
        void world.submit('ana').catch(() => {})
        await world.passes(5_000)
        armed = false
        if (world.isDead) await world.restart(1_000)
        await world.passes(dayMs)

        const told = world
          .eventsOf('ana')
          .filter(({ eventType }) => eventType !== 'analysis.progress')
        const delivered = new Map(receivers.received.map((each) => [each.id, each.payload.type]))
        expect([...delivered.values()].sort()).toEqual(
          told.map(({ eventType }) => eventType).sort(),
        )
        expect(deliveriesOf(world, id, 'delivered')).toHaveLength(told.length)
      }
    },
  )
})

test('a restored file, whose events have other numbers, tells nobody their history again', async () => {
  const receivers = new Receivers()
  const world = await createWorldByHand({ databasePath: file(), webhooks: receivers })
  await world.user('ana')
  for (const owner of ['ana', null]) {
    const wish = { url: `https://${owner}.example/`, eventTypes: ['analysis.queued'] as const }
    await world.service.webhooks.desk.create(actsOf(owner), wish)
  }
  await world.submit('ana')
  await world.passes(5_000)
  expect(receivers.received).toHaveLength(2)

  // What was delivered is kept for a while only; the cursor alone must do.
  world.sql('delete from webhook_deliveries')
  renumberEvents(world.db, world.clock.now())
  await world.restart()
  const { jobId } = await world.submit('ana')
  await world.passes(5_000)

  const later = receivers.received.slice(2).map(({ payload }) => payload.data['jobId'])
  expect(later).toEqual([jobId, jobId])
  await world.close()
})

describe('slow and dead receivers', () => {
  test('a receiver that never answers holds up no job', async () => {
    const run = async (isHung: boolean) => {
      const settings = { slotsMax: 10, estimateMs: 1_000 }
      const { world, receivers, make } = await scene({ settings })
      if (isHung) {
        await make('ana')
        await make(null)
        receivers.answer(url, 'never')
      }
      const beganAt = world.clock.now()
      await Promise.all(Array.from({ length: 1_000 }, () => world.submit('ana')))
      await world.passes(600_000)
      const [{ last } = { last: 0 }] = world.rows<{ last: number }>(
        "select max(finished_at) as last from jobs where status = 'completed'",
      )
      const [{ n } = { n: 0 }] = world.rows<{ n: number }>(
        "select count(*) as n from jobs where status = 'completed'",
      )
      return { n, tookMs: last - beganAt, receivers, world }
    }

    const [free, hung] = [await run(false), await run(true)]

    expect([free.n, hung.n]).toEqual([1_000, 1_000])
    expect(hung.tookMs).toBe(free.tookMs)
    // One to each of the two endpoints, then a second: that is all there is of them in memory.
    expect(hung.receivers.underWayMost).toBe(4)
  })

  test('an endpoint reads no further than so many pending, and on when some have ended', async () => {
    const { world, receivers, make } = await scene({ settings: { slotsMax: 50 } })
    const { id } = await make('ana', url, ['analysis.queued'])
    receivers.answer(url, 'never')
    await Promise.all(Array.from({ length: pendingMax + 50 }, () => world.submit('ana')))
    await world.passes(60_000)
    expect(webhooks.countPendingOf(world.db, id)).toBe(pendingMax)

    receivers.release(url)
    await world.passes(60_000)

    expect(webhooks.countPendingOf(world.db, id)).toBe(0)
    expect(new Set(receivers.received.map((each) => each.id)).size).toBe(pendingMax + 50)
  })

  test('so many deliveries are under way in all, and the slow leave room for the others', async () => {
    const { world, receivers, make } = await scene()
    const dead = Array.from({ length: 10 }, (_, index) => `https://dead-${index}.example/`)
    for (const each of dead) {
      await make('ana', each, ['analysis.queued'])
      receivers.answer(each, 500)
    }
    for (let count = 0; count < 30; count++) await world.submit('ana')
    await world.passes(20_000)
    for (const each of dead) receivers.answer(each, 'never')
    await world.passes(hourMs)
    expect(receivers.underWay).toBe(slowInFlightMax)

    await make('bob', 'https://quick.example/')
    await world.submit('bob')
    await world.passes(10_000)

    expect(receivers.at('https://quick.example/')).toHaveLength(3)
    expect(receivers.underWayMost).toBeLessThanOrEqual(inFlightMax)
  })

  test('one that takes long to answer is slow, though it answers well', async () => {
    const { world, receivers, make } = await scene()
    const { id } = await make('ana', url, ['analysis.queued'])
    const isSlow = async (durationMs: number) => {
      receivers.answer(url, async () => attempt(200, null, durationMs))
      await world.submit('ana')
      await world.passes(1_000)
      return webhooks.find(world.db, id)?.isSlow
    }
    expect(await isSlow(slowFromMs + 1)).toBe(1)
    expect(await isSlow(slowFromMs)).toBe(0)
  })
})

describe('what is kept', () => {
  test('ended deliveries: so long, and so many of each endpoint', async () => {
    const { world, make } = await scene({ settings: { slotsMax: 50 } })
    const { id } = await make('ana', url, ['analysis.queued'])
    for (let round = 0; round < 3; round++) {
      await Promise.all(Array.from({ length: 500 }, () => world.submit('ana')))
      await world.passes(60_000)
    }
    expect(deliveriesOf(world, id).length).toBeLessThanOrEqual(endedKept + 100)

    await world.passes(keptMs - 10 * 60_000)
    await world.service.webhooks.prune()
    expect(deliveriesOf(world, id).length).toBeGreaterThan(0)
    await world.passes(10 * 60_000)
    await world.service.webhooks.prune()
    expect(deliveriesOf(world, id)).toEqual([])
  })

  test('nothing of an endpoint that was deleted, also while a delivery is under way', async () => {
    const { world, receivers, make, desk } = await scene()
    const { id } = await make('ana')
    receivers.answer(url, 'never')
    await world.submit('ana')
    await world.passes(1_000)
    await desk().remove(actsOf('ana'), id)
    await world.submit('ana')
    await world.passes(dayMs)

    expect(world.rows('select * from webhook_deliveries')).toEqual([])
    expect(world.rows('select * from webhook_endpoints')).toEqual([])
  })

  test('nothing of a person who is erased, also not at the service’s endpoints', async () => {
    const { world, receivers, make } = await scene()
    await make('ana')
    const { id } = await make(null, 'https://service.example/')
    receivers.answer('https://service.example/', 500)
    await world.submit('ana')
    await world.submit('bob')
    await world.passes(5_000)
    const erase = async (userId: string) => {
      await world.service.eraser.erase(userId, { kind: 'operator', id: 'olga' }, 'ticket 4711')
      await world.passes(1_000)
    }
    await erase('ana')

    expect(webhooks.listOf(world.db, 'ana')).toEqual([])
    const left = deliveriesOf(world, id)
    const owners = world.rows<{ user_id: string }>(
      'select user_id from events where seq in (select event_seq from webhook_deliveries)',
    )
    expect(new Set(owners.map((each) => each.user_id))).toEqual(new Set(['bob']))
    expect(left).toHaveLength(3)

    await erase('bob')
    const { checks } = verify(world.db, { now: world.clock.now(), depth: 'rows' })
    expect(checks.find((check) => check.id === 'D2')).toMatchObject({ ok: true })
    expect(webhooks.find(world.db, id)?.dueAt).toBeNull()
  })

  test('a delivery whose event was removed is given up', async () => {
    const receivers = new Receivers()
    const world = await createWorldByHand({ webhooks: receivers })
    await world.user('ana')
    const { desk } = world.service.webhooks
    const { id } = await desk.create(actsOf('ana'), { url, eventTypes: ['analysis.queued'] })
    receivers.answer(url, 500)
    await world.submit('ana')
    await world.passes(1_000)
    world.sql("delete from events where type = 'analysis.queued'")
    await world.passes(hourMs)

    expect(deliveriesOf(world, id)).toMatchObject([
      { status: 'dead', error: 'the event is no longer kept' },
    ])
    await world.close()
  })

  test('an endpoint that was full reads on when its pending deliveries are given up for want of their events', async () => {
    const receivers = new Receivers()
    const world = await createWorldByHand({
      webhooks: receivers,
      settings: { slotsMax: 2_000, retention: { events: 6 * hourMs } },
    })
    await world.user('ana', 5_000)
    receivers.answer(url, 503)
    await world.service.webhooks.desk.create(actsOf('ana'), { url })
    for (let job = 0; job < 334; job++) await world.submit('ana')
    await world.passes(8 * hourMs)
    for (let job = 0; job < 3; job++) await world.submit('ana')
    await world.passes(60_000)
    const run = world.service.retention.run()
    await world.passes(60_000)
    expect((await run).removed.events).toBeGreaterThan(900)
    receivers.answer(url, 200)
    await world.passes(48 * hourMs)

    const [{ newest } = { newest: 0 }] = world.rows<{ newest: number }>(
      'select max(n) as newest from events',
    )
    expect(world.rows('select cursor from webhook_endpoints')).toEqual([{ cursor: newest }])
    await world.close()
  })

  test('an account that is disabled is told nothing more', async () => {
    const { world, receivers, make } = await scene()
    const { id } = await make('ana')
    await world.service.accounts.setActive('ana', false, { kind: 'operator', id: 'olga' })
    await world.submit('bob')
    await world.passes(10_000)

    expect(webhooks.find(world.db, id)?.disabledReason).toBe('the account was disabled')
    expect(receivers.received).toEqual([])
  })
})
