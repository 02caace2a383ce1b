import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { endpointsMaxOfService } from '../../src/actors/webhook-desk.ts'
import { makeBackup } from '../../src/backup/make-backup.ts'
import { erasureFinding } from '../../src/cli/findings.ts'
import { beginning, removals, stepResultsMax, stepRowsMax } from '../../src/db/commit-erasure.ts'
import { deleteWebhooksOf } from '../../src/db/commit-webhook.ts'
import { verify } from '../../src/db/verify.ts'
import { makeLog } from '../../src/system/log.ts'
import type { World, WorldOptions } from '../../src/testing/index.ts'
import { columnClasses } from '../security/support/column-classes.ts'
import { attempt, Receivers } from '../support/receivers.ts'
import { useFiles, useWorlds } from '../support/worlds.ts'
import { canaryOf, livedAs, noted, placesOf } from './support/person.ts'

const makeWorld = useWorlds()
const file = useFiles()

const by = { kind: 'operator', id: 'olga' } as const
const reason = 'ticket 4711'

const worldWith = (options: WorldOptions = {}): Promise<World> =>
  makeWorld({ ...options, assessments: [noted], settings: { slotsMax: 1, ...options.settings } })

async function erased(world: World, userId: string): Promise<void> {
  await world.service.eraser.erase(userId, by, reason)
  await world.passes(60_000)
  expect(world.service.eraser).toMatchObject({ unfinished: 0, trouble: undefined })
}

const proved = (world: World): unknown[] =>
  verify(world.db, { now: world.clock.now() }).checks.filter(({ ok }) => !ok)

const bytesIn = (path: string): Buffer =>
  Buffer.concat(
    ['', '-wal', '-shm'].map((end) =>
      existsSync(path + end) ? readFileSync(path + end) : Buffer.alloc(0),
    ),
  )

describe('given somebody who has used everything', () => {
  /** Nothing is kept in these: images are not offered, and nothing is verified by mail. */
  const notOfPeople = [
    'auth_verifications.identifier',
    'auth_verifications.value',
    'auth_jwks.private_key',
  ]
  const telling = columnClasses()
    .filter(({ as }) => as === 'personal' || as === 'secret')
    .map(({ column }) => column)
    .filter((column) => !notOfPeople.includes(column))

  test('before an erasure every column that can name somebody holds a word of theirs', async () => {
    const world = await worldWith()
    await livedAs(world, 'ana')

    const found = placesOf(world, 'canary-ana')
    expect(telling.filter((column) => !found.includes(column))).toEqual([])
  })

  test('after it no column does, no byte of the file, its log, the log of the service, or a later backup', async () => {
    const path = file()
    const logged: string[] = []
    const log = makeLog('info', { write: (line: string) => void logged.push(line) })
    const world = await worldWith({ databasePath: path, log, settings: { slotsMax: 2 } })
    await livedAs(world, 'ana')
    await livedAs(world, 'bob')
    expect(bytesIn(path).includes('canary-ana')).toBe(true)

    await erased(world, 'ana')

    expect(placesOf(world, 'canary-ana')).toEqual([])
    expect(bytesIn(path).includes('canary-ana')).toBe(false)
    expect(logged.filter((line) => line.includes('canary'))).toEqual([])
    const target = join(dirname(path), 'backup.db')
    await makeBackup({ databasePath: path, target, now: world.clock.now() })
    expect(readFileSync(target).includes('canary-ana')).toBe(false)
    // What is somebody else's is all there.
    const found = placesOf(world, 'canary-bob')
    expect(telling.filter((column) => !found.includes(column))).toEqual([])
    expect(readFileSync(target).includes(canaryOf('bob', 'results.profile'))).toBe(true)
    expect(proved(world)).toEqual([])
  })

  test('what waited and ran is failed and refunded, and the ledger is what it was and the refunds', async () => {
    const world = await worldWith()
    const { running, waiting, completed } = await livedAs(world, 'ana')
    const entries = () => world.rows<{ seq: number }>('select * from ledger_entries order by seq')
    const before = entries()

    await erased(world, 'ana')

    expect([running, waiting, completed].map((jobId) => world.statusOf(jobId))).toEqual([
      'failed',
      'failed',
      'completed',
    ])
    expect(entries().slice(0, before.length)).toEqual(before)
    expect(entries().slice(before.length)).toMatchObject([
      { kind: 'refund', user_id: 'ana' },
      { kind: 'refund', user_id: 'ana' },
    ])
    // Frozen on the closed account: the sum stays the balance, and nobody can spend it.
    const [{ sum } = { sum: 0 }] = world.rows<{ sum: number }>(
      "select sum(amount) as sum from ledger_entries where user_id = 'ana'",
    )
    expect(world.balanceOf('ana')).toBe(sum)
    expect(proved(world)).toEqual([])
  })
})

describe('after an erasure', () => {
  test('nothing of the person can be made any more, by whomever', async () => {
    const world = await worldWith()
    const { failed, resultId } = await livedAs(world, 'ana')
    await erased(world, 'ana')
    const { service } = world
    const submission = { assessmentData: { score: 1, note: 'again' } }

    await expect(world.submit('ana', submission)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(service.intake.retry('ana', failed)).rejects.toMatchObject({
      code: 'JOB_NOT_RETRYABLE',
    })
    await expect(
      service.accounts.ensure({ id: 'ana', email: 'ana@example.com', name: 'Ana' }),
    ).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await expect(service.accounts.grant('ana', 1, 'gift', by)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(service.accounts.setActive('ana', true, by)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(
      service.shares.create('ana', { resultId, sections: ['everything'], days: 1 }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(() => world.insertForeign({ userId: 'ana', status: 'queued' })).toThrow(/was erased/)
    expect(() => world.sql("update users set is_active = 1 where id = 'ana'")).toThrow(/was erased/)
    expect(() =>
      world.sql('update results set profile = ? where id = ?', '{"text":"back"}', resultId),
    ).toThrow(/was removed/)
    await world.passes(60_000)
    expect(proved(world)).toEqual([])
  })

  test('a second one changes nothing and answers the same', async () => {
    const world = await worldWith()
    await livedAs(world, 'ana')
    await erased(world, 'ana')
    const before = world.rows('select * from erasures')
    const audited = world.rows("select * from audit where action = 'user.erase'")

    const again = await world.service.eraser.erase('ana', by, 'asked again')
    await world.passes(60_000)

    expect(again.finishedAt).not.toBeNull()
    expect(world.rows('select * from erasures')).toEqual(before)
    expect(world.rows("select * from audit where action = 'user.erase'")).toEqual(audited)
    expect(audited).toMatchObject([{ actor: 'operator:olga', subject: 'ana', details: reason }])
  })

  test('subscribers of the person are told reset, and no event names a number twice', async () => {
    const world = await worldWith()
    await livedAs(world, 'ana')
    const newest = () =>
      world.rows<{ seq: number }>('select max(seq) as seq from events')[0]?.seq ?? 0
    const before = newest()

    await erased(world, 'ana')
    await world.user('bob')
    await world.submit('bob', { assessmentData: { score: 1, note: 'x' } })

    expect(newest()).toBeGreaterThan(before)
    const [user] = world.rows('select event_floor, event_cursor from users where id = ?', 'ana')
    expect(user?.['event_floor']).toBeGreaterThanOrEqual(Number(user?.['event_cursor']) - 1)
  })
})

describe('refused', () => {
  test('somebody who is not there, and a reason that names the person', async () => {
    const world = await worldWith()
    await world.user('ana')
    const { eraser } = world.service

    await expect(eraser.erase('nobody', by, reason)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(eraser.erase('ana', by, 'ANA@example.com wrote')).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    })
    expect(world.rows('select * from erasures')).toEqual([])
  })
})

describe('given submissions that arrive while somebody is erased', () => {
  test('whatever comes after is refused, and no new row is left', async () => {
    const world = await worldWith({ settings: { slotsMax: 4 } })
    await world.user('ana', 1_000)
    const scores = { assessmentData: { score: 1, note: 'canary-race' } }
    const early = Array.from({ length: 30 }, () => world.submit('ana', scores))
    const erasure = world.service.eraser.erase('ana', by, reason)
    const late = Array.from({ length: 30 }, () => world.submit('ana', scores))
    const outcomes = Promise.allSettled([...early, ...late])
    await world.passes(0)
    await erasure
    await world.passes(60_000)

    const settled = await outcomes
    expect(settled.slice(0, 30).every(({ status }) => status === 'fulfilled')).toBe(true)
    expect(settled.slice(30).every(({ status }) => status === 'rejected')).toBe(true)
    expect(placesOf(world, 'canary-race')).toEqual([])
    expect(world.balanceOf('ana')).toBe(1_000)
    expect(proved(world)).toEqual([])
  })
})

describe('bounded', () => {
  test.each([
    ['as many results as one step takes', stepResultsMax],
    ['one more', stepResultsMax + 1],
    ['more events than one step takes', stepRowsMax],
  ])('given %s, all of them are removed', async (_, count) => {
    const world = await worldWith({ settings: { slotsMax: 50 } })
    await world.user('ana', count)
    for (let n = 0; n < count; n++) {
      await world.submit('ana', { assessmentData: { score: 1, note: 'canary-many' } })
    }
    await world.passes(10_000)

    await erased(world, 'ana')

    expect(placesOf(world, 'canary-many')).toEqual([])
    expect(world.rows('select 1 from results where removed_at is null')).toEqual([])
    expect(proved(world)).toEqual([])
  })
})

describe('given webhooks that go on while somebody is erased', () => {
  const ofAna = { owner: 'ana', by: { kind: 'user', id: 'ana' } } as const
  const ofService = { owner: null, by } as const

  /** Receivers that fail and quote in their answers who it was about. */
  async function sceneOf(events: number) {
    const receivers = new Receivers()
    const world = await worldWith({ webhooks: receivers, settings: { slotsMax: 50 } })
    for (const id of ['ana', 'bob']) await world.user(id, 1_000)
    const quoting = async ({ body }: { body: string }) => ({
      ...attempt(500, 'it answered 500'),
      answer: `canary-of-${JSON.parse(body).data.userId}`,
    })
    for (const url of ['https://ana.example/', 'https://service.example/']) {
      receivers.answer(url, quoting)
    }
    await world.service.webhooks.desk.create(ofAna, { url: 'https://ana.example/' })
    await world.service.webhooks.desk.create(ofService, { url: 'https://service.example/' })
    await world.submit('bob', { assessmentData: { score: 1, note: 'x' } })
    for (let n = 0; n < events / 3; n++) {
      await world.submit('ana', { assessmentData: { score: 1, note: 'x' } })
    }
    await world.passes(10_000)
    return { world, receivers }
  }

  test.each([3, stepRowsMax, 3 * stepRowsMax])(
    'given about %i events, then nothing of the person is left at any endpoint, and what is somebody else’s is still due',
    async (events) => {
      const { world, receivers } = await sceneOf(events)
      expect(placesOf(world, 'canary-of-ana')).toEqual(['webhook_deliveries.answer'])

      await erased(world, 'ana')
      const told = receivers.received.length
      await world.passes(60_000)

      expect(placesOf(world, 'canary-of-ana')).toEqual([])
      expect(placesOf(world, 'canary-of-bob')).toEqual(['webhook_deliveries.answer'])
      expect(world.rows("select 1 from webhook_endpoints where user_id = 'ana'")).toEqual([])
      expect(receivers.received.slice(told).filter(({ url }) => url.includes('ana'))).toEqual([])
      expect(world.rows("select 1 from webhook_deliveries where status = 'pending'")).toHaveLength(
        3,
      )
      expect(proved(world)).toEqual([])
    },
  )

  test.each([
    ['as many deliveries as one step takes', stepRowsMax, 2],
    ['one fewer', stepRowsMax - 1, 1],
    ['one more', stepRowsMax + 1, 2],
  ])('given %s to one endpoint, it takes %i rows in %i steps', async (_, count, steps) => {
    const { world } = await sceneOf(0)
    const [{ id } = { id: '' }] = world.rows<{ id: string }>(
      "select id from webhook_endpoints where user_id = 'ana'",
    )
    for (let n = 0; n < count; n++) {
      world.sql(
        `insert into webhook_deliveries (id, endpoint_id, type, payload, status, created_at, finished_at)
         values (?, ?, 'webhook.test', '{}', 'dead', 1, 1)`,
        `delivery-${n}`,
        id,
      )
    }
    const rows = () => world.rows('select 1 from webhook_deliveries').length
    const before = rows()
    let made = 0
    do {
      const from = rows()
      made++
      if (!deleteWebhooksOf(world.db, 'ana', stepRowsMax)) break
      expect(from - rows()).toBe(stepRowsMax)
    } while (made < 10)

    expect(made).toBe(steps)
    expect(before - rows()).toBe(count)
    expect(world.rows('select 1 from webhook_endpoints')).toHaveLength(1)
    expect(proved(world)).toEqual([])
  })

  test('given more endpoints of the service than a step has rows for the events, no step takes more than its bound', async () => {
    const { world } = await sceneOf(60)
    for (let n = 0; n < 19; n++) {
      const url = `https://service.example/${n}`
      const { id } = await world.service.webhooks.desk.create(ofService, { url })
      world.sql(
        `insert into webhook_deliveries (id, endpoint_id, event_seq, type, status, created_at, finished_at)
         select ? || seq, ?, seq, type, 'dead', 1, 1 from events where user_id = 'ana'`,
        `delivery-${n}-`,
        id,
      )
    }
    const count = (table: string) => world.rows(`select 1 from ${table}`).length
    const rows = () => count('events') + count('webhook_deliveries')
    const step = removals.find(({ name }) => name === 'events')
    let most = 0
    for (let place = step && beginning; step && place; ) {
      const before = rows()
      place = step.run(world.db, 'ana', place, world.clock.now())
      most = Math.max(most, before - rows())
    }

    expect(most).toBeGreaterThanOrEqual(stepRowsMax)
    expect(most).toBeLessThanOrEqual(stepRowsMax + endpointsMaxOfService)
    expect(world.rows("select 1 from events where user_id = 'ana'").length).toBeLessThanOrEqual(1)
  })
})

describe('trouble', () => {
  test('given a list that cannot be written, everything is removed, it is not called finished, and it is tried again', async () => {
    const listed: string[] = []
    let isBroken = true
    const erasureList = {
      size: 0,
      has: () => false,
      add(userId: string) {
        if (isBroken) throw new Error('no room')
        listed.push(userId)
      },
    }
    const world = await worldWith({ settings: { erasureList } })
    await livedAs(world, 'ana')

    await world.service.eraser.erase('ana', by, reason)
    await world.passes(10_000)
    expect(world.service.eraser).toMatchObject({ unfinished: 1, trouble: expect.any(String) })
    await world.passes(3_600_000 - 10_000)
    expect(world.service.eraser.trouble).not.toContain('60 minutes')
    expect(erasureFinding(world.db, world.clock.now(), true)).toMatchObject({ level: 'ok' })
    await world.passes(1)
    expect(world.service.eraser).toMatchObject({
      unfinishedMs: 3_600_001,
      trouble: expect.stringContaining('unfinished for 60 minutes'),
    })
    expect(erasureFinding(world.db, world.clock.now(), true)).toMatchObject({
      level: 'warn',
      found: expect.stringMatching(/^1 unfinished, the oldest since /),
      fix: expect.stringContaining('erasure.failed'),
    })

    isBroken = false
    await world.passes(30_000)
    expect(world.service.eraser).toMatchObject({
      ...{ unfinished: 0, unfinishedMs: 0, trouble: undefined },
    })
    expect(listed).toEqual(['ana'])
  })
})

describe('given more people at once than one look finds', () => {
  const people = Array.from({ length: 250 }, (_, index) => `u${index}`)

  test('who are recalled after a restore, then all of them are erased', async () => {
    const listed = new Set<string>()
    const erasureList = {
      get size() {
        return listed.size
      },
      has: (userId: string) => listed.has(userId),
      add: (userId: string) => void listed.add(userId),
    }
    const world = await worldWith({ settings: { erasureList, slotsMax: 300 } })
    for (const userId of people) {
      await world.user(userId)
      await world.submit(userId, { assessmentData: { score: 1, note: userId } })
    }
    for (const userId of people) listed.add(userId)
    expect(await world.service.eraser.recall()).toBe(250)
    await world.restart(1_000)
    await world.passes(10 * 60_000)

    expect(world.service.eraser).toMatchObject({ unfinished: 0, trouble: undefined })
    expect(
      world.rows("select count(*) as n from jobs where status in ('queued', 'processing')"),
    ).toEqual([{ n: 0 }])
  })

  test('who ask at the same time, then all of them are erased', async () => {
    const world = await worldWith()
    for (const userId of people) await world.user(userId)
    await Promise.all(people.map((userId) => world.service.eraser.erase(userId, by, reason)))
    await world.passes(10 * 60_000)

    expect(world.service.eraser).toMatchObject({ unfinished: 0, trouble: undefined })
  })
})
