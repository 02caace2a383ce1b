import { describe, expect, test } from 'vitest'
import type { EventEnvelope } from '../../src/domain/events.ts'
import type { World } from '../../src/testing/index.ts'
import { useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()

/** Reads the feed of a user until it is aborted. */
function listen(world: World, userId: string, cursor = 0) {
  const controller = new AbortController()
  const heard: EventEnvelope[] = []
  const ended = (async () => {
    for await (const event of world.service.feed.after(userId, cursor, controller.signal)) {
      heard.push(event)
    }
  })()
  return {
    heard,
    ids: () => heard.map(({ id }) => id),
    stop: () => {
      controller.abort()
      return ended
    },
  }
}

describe('a subscriber', () => {
  test('hears what was, then what happens, each event once and in order', async () => {
    const world = await createWorld()
    await world.user('ana', 10)
    await world.submit('ana')
    await world.settle()
    const subscriber = listen(world, 'ana')
    await world.settle()
    expect(subscriber.ids()).toEqual([1, 2])

    await world.passes(1_000)
    await world.submit('ana')
    await world.settle()

    expect(subscriber.ids()).toEqual([1, 2, 3, 4, 5])
    await subscriber.stop()
  })

  test('among many of one user hears what was read once for all, each time anew', async () => {
    const world = await createWorld()
    await world.user('ana')
    const subscribers = Array.from({ length: 3 }, () => listen(world, 'ana'))
    await world.settle()
    await world.submit('ana')
    await world.passes(1_000)

    for (const { heard, ids } of subscribers) {
      expect(ids()).toEqual([1, 2, 3])
      expect(heard.every((event, index) => event === subscribers[0]?.heard[index])).toBe(true)
    }
    for (const { stop } of subscribers) await stop()
  })

  test('hears what is committed in the very turn in which it found nothing', async () => {
    const world = await createWorld()
    await world.user('ana')
    await world.submit('ana')
    await world.settle()
    const subscriber = listen(world, 'ana', 2)

    // It has read already, and no turn of the loop has passed since.
    world.sql(`insert into events (user_id, n, job_id, type, result_id, status, attempt, metadata, created_at)
      select user_id, 3, job_id, type, result_id, status, attempt, metadata, created_at from events where n = 2`)
    world.service.feed.wake('ana')
    await world.settle()

    expect(subscriber.ids()).toEqual([3])
    await subscriber.stop()
    world.sql('delete from events where n = 3')
  })

  test('goes on from its cursor', async () => {
    const world = await createWorld()
    await world.user('ana')
    await world.submit('ana')
    await world.passes(1_000)
    const subscriber = listen(world, 'ana', 2)
    await world.settle()

    expect(subscriber.ids()).toEqual([3])
    await subscriber.stop()
  })

  test('hears nothing of others, and is not woken for them', async () => {
    const world = await createWorld()
    await world.user('ana')
    await world.user('bob')
    const subscriber = listen(world, 'bob')
    await world.settle()
    await world.submit('ana')
    await world.passes(1_000)

    expect(subscriber.ids()).toEqual([])
    await subscriber.stop()
  })

  test('gets a history longer than a page without a gap', async () => {
    const world = await createWorld({ settings: { slotsMax: 100 } })
    await world.user('ana', 200)
    for (let job = 0; job < 70; job++) await world.submit('ana')
    await world.passes(1_000)
    const subscriber = listen(world, 'ana')
    await world.settle()

    expect(subscriber.ids()).toEqual(Array.from({ length: 210 }, (_, index) => index + 1))
    await subscriber.stop()
  })

  test('leaves nothing behind when it goes, whether it waits or not', async () => {
    const world = await createWorld()
    await world.user('ana')
    const subscribers = [listen(world, 'ana'), listen(world, 'ana')]
    await world.settle()
    expect(world.service.feed.waiting).toBe(2)

    for (const subscriber of subscribers) await subscriber.stop()
    expect(world.service.feed.waiting).toBe(0)
  })

  test('given one that was told to go before it came, then it ends at once', async () => {
    const world = await createWorld()
    await world.user('ana')
    await world.submit('ana')
    const heard: unknown[] = []
    for await (const event of world.service.feed.after('ana', 0, AbortSignal.abort())) {
      heard.push(event)
    }
    expect(heard).toEqual([])
  })
})

test('two devices of one user hear the same', async () => {
  const world = await createWorld()
  await world.user('ana')
  const devices = [listen(world, 'ana'), listen(world, 'ana')]
  await world.settle()
  await world.submit('ana')
  await world.passes(1_000)

  for (const device of devices) {
    expect(device.ids()).toEqual([1, 2, 3])
    await device.stop()
  }
})
