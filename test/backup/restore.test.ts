import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ErasureFile, erasureListPath } from '../../src/backup/erasure-list.ts'
import { makeBackup } from '../../src/backup/make-backup.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { renumberedBy } from '../../src/db/commit-restore.ts'
import { openDatabase, openReadOnly } from '../../src/db/connection.ts'
import { DatabaseInUse } from '../../src/db/instance-lock.ts'
import { verify } from '../../src/db/verify.ts'
import { createCaller } from '../../src/router/index.ts'
import { createWorld } from '../../src/testing/index.ts'
import { livedAs, noted, placesOf } from '../erasure/support/person.ts'
import { TestApi } from '../router/support/api.ts'

let folder: string
let databasePath: string
let target: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unstuck-restore-'))
  databasePath = join(folder, 'data.db')
  target = join(folder, 'backup.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

const now = Date.UTC(2026, 10, 24)
const wasErased = () => false

/** Overwrites the middle of a file, as a bad disk does. */
function damage(path: string): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(statSync(path).size / 2, 0x5a), 0, undefined, 8_192)
  closeSync(file)
}

const isSound = (path: string): boolean => {
  const { db, close } = openReadOnly(path)
  try {
    return verify(db, { now }).ok
  } finally {
    close()
  }
}

test('the drill: backed up, damaged, restored, proved, and served on', async () => {
  const before = await createWorld({ databasePath, startAt: now })
  await before.user('ana', 10)
  const completed = await before.submit('ana')
  await before.passes(5_000)
  before.analyzer.otherwise({ does: 'hang' })
  const running = await before.submit('ana')
  await before.settle()
  await makeBackup({ databasePath, target, now })
  // What follows is lost with the disk, and clients have seen it.
  const lost = await before.submit('ana')
  await before.settle()
  const seen = before.eventsOf('ana').at(-1)?.id ?? 0
  await before.close()
  damage(databasePath)

  const report = await restoreBackup({ backup: target, databasePath, now: now + 60_000, wasErased })

  expect(report).toMatchObject({ from: now + 5_000, rows: { jobs: 2, users: 1 } })
  expect(isSound(databasePath)).toBe(true)
  expect(statSync(report.aside ?? '').size).toBeGreaterThan(0)
  const after = await createWorld({ databasePath, startAt: now + 60_000 })
  expect(after.statusOf(completed.jobId)).toBe('completed')
  expect(after.statusOf(lost.jobId)).toBeUndefined()
  expect(after.balanceOf('ana')).toBe(8)
  // Cut off by the end of the machine, not by its own doing: it is taken up again, not counted as a death.
  await after.passes(60_000)
  expect(after.job(running.jobId)).toMatchObject({ status: 'completed', deaths: 0 })
  expect(after.eventsOf('ana').every(({ id }) => id > seen)).toBe(true)
  await after.close()
  expect(isSound(databasePath)).toBe(true)
})

describe('clients that resume after a restore', () => {
  test.each([
    ['where the backup was', (head: number) => head],
    [
      'in the time that is lost, which new events have passed meanwhile',
      (head: number) => head + 2,
    ],
    ['before the backup', () => 1],
  ])('from %s are told that something is missing, and then everything new', async (_, cursorOf) => {
    const before = await createWorld({ databasePath, startAt: now })
    await before.user('ana', 10)
    await before.submit('ana')
    await before.passes(5_000)
    const head = before.eventsOf('ana').at(-1)?.id ?? 0
    await makeBackup({ databasePath, target, now })
    await before.close()
    await restoreBackup({ backup: target, databasePath, now, wasErased })
    const world = await createWorld({ databasePath, startAt: now + 10_000 })
    // A world numbers its ids from 1; the first are taken.
    for (let n = 0; n < 100; n++) world.newId()
    await world.submit('ana')
    await world.passes(5_000)

    const api = new TestApi(world)
    const caller = createCaller(api.context(api.signedIn('ana')))
    const events = await caller.notifications.onEvent({ lastEventId: String(cursorOf(head)) })
    const { value } = await (events as AsyncGenerator<[string, { event: string }]>)
      [Symbol.asyncIterator]()
      .next()

    expect(value?.[1].event).toBe('reset')
    expect(Number(value?.[0])).toBe(renumberedBy + head + 3)
    await (events as AsyncGenerator<unknown>).return(undefined)
    await world.close()
  })
})

describe('nothing is changed', () => {
  const files = () => readdirSync(folder).sort()

  test('while a service runs on the file', async () => {
    const database = openDatabase(databasePath)
    await makeBackup({ databasePath, target, now })
    const order = { backup: target, databasePath, now, wasErased }

    await expect(restoreBackup(order)).rejects.toThrow(DatabaseInUse)

    database.close()
    await expect(restoreBackup(order)).resolves.toMatchObject({ rows: { jobs: 0 } })
  })

  test('by a backup that is damaged, is none or is not there', async () => {
    openDatabase(databasePath).close()
    await makeBackup({ databasePath, target, now })
    damage(target)
    const before = files()

    await expect(restoreBackup({ backup: target, databasePath, now, wasErased })).rejects.toThrow()
    await expect(
      restoreBackup({ backup: join(folder, 'none.db'), databasePath, now, wasErased }),
    ).rejects.toThrow(/no backup/)
    await expect(
      restoreBackup({ backup: databasePath, databasePath, now, wasErased }),
    ).rejects.toThrow(/from itself/)

    expect(files()).toEqual(before)
    expect(isSound(databasePath)).toBe(true)
  })
})

test('where there was no database, the backup becomes it, and a second restore moves numbers again', async () => {
  const source = openDatabase(databasePath)
  source.close()
  await makeBackup({ databasePath, target, now })
  const elsewhere = join(folder, 'new.db')

  const first = await restoreBackup({ backup: target, databasePath: elsewhere, now, wasErased })
  const second = await restoreBackup({
    backup: target,
    databasePath: elsewhere,
    now: now + 1,
    wasErased,
  })

  expect(first.aside).toBeUndefined()
  expect(second.aside).toBe(`${elsewhere}.before-restore-${now + 1}`)
})

describe('people who were erased after the backup', () => {
  const by = { kind: 'operator', id: 'olga' } as const
  const listed = () => new ErasureFile({ databasePath, key: () => 'k'.repeat(32) })

  /** Somebody with a result and a job that waits, backed up, then erased. */
  async function erasedSinceBackup(): Promise<void> {
    const world = await createWorld({
      databasePath,
      startAt: now,
      assessments: [noted],
      settings: { slotsMax: 2, erasureList: listed() },
    })
    await livedAs(world, 'ana')
    await livedAs(world, 'bob')
    await makeBackup({ databasePath, target, now })
    expect(readFileSync(target).includes('canary-ana')).toBe(true)
    await world.service.eraser.erase('ana', by, 'ticket 4711')
    await world.passes(60_000)
    await world.close()
  }

  const served = async () => {
    const world = await createWorld({
      databasePath,
      startAt: now + 120_000,
      assessments: [noted],
      settings: { slotsMax: 2, erasureList: listed() },
    })
    await world.passes(3_600_000)
    return world
  }

  test('are erased anew before the file is in its place, and their jobs settled when it is served', async () => {
    await erasedSinceBackup()
    // The disk is lost, and with it the file that knew of the erasure; the list was kept elsewhere.
    for (const end of ['', '-wal', '-shm']) rmSync(databasePath + end, { force: true })
    const list = listed()

    const report = await restoreBackup({
      backup: target,
      databasePath,
      now: now + 60_000,
      wasErased: (userId) => list.has(userId),
    })

    expect(report.erased).toBe(1)
    expect(readFileSync(databasePath).includes('canary-ana')).toBe(false)
    expect(readFileSync(databasePath).includes('canary-bob')).toBe(true)
    expect(isSound(databasePath)).toBe(true)
    const world = await served()
    expect(world.rows('select 1 from erasures where finished_at is null')).toEqual([])
    expect(
      world.rows("select 1 from jobs where user_id = 'ana' and deadline_at is not null"),
    ).toEqual([])
    await world.close()
    expect(isSound(databasePath)).toBe(true)
  })

  test('are known from the old file, too, where the list has not heard of them', async () => {
    await erasedSinceBackup()

    const order = { backup: target, databasePath, now: now + 60_000, wasErased }
    await expect(restoreBackup(order)).resolves.toMatchObject({ erased: 1 })
  })

  test('are shut out before anybody is served where the file was put back by hand', async () => {
    await erasedSinceBackup()
    for (const end of ['', '-wal', '-shm']) rmSync(databasePath + end, { force: true })
    copyFileSync(target, databasePath)
    const database = openDatabase(databasePath)
    database.close()

    const world = await createWorld({
      databasePath,
      startAt: now + 120_000,
      assessments: [noted],
      settings: { slotsMax: 2, erasureList: listed() },
    })
    await expect(world.service.eraser.recall()).resolves.toBe(1)
    await expect(world.service.eraser.recall()).resolves.toBe(0)
    await world.service.eraser.resume()
    await world.passes(60_000)

    expect(placesOf(world, 'canary-ana')).toEqual([])
    expect(placesOf(world, 'canary-bob')).not.toEqual([])
    await world.close()
  })

  test('are not looked for with another key', async () => {
    await erasedSinceBackup()
    const other = new ErasureFile({ databasePath, key: () => 'another key of 32 characters or so' })

    expect(() => other.has('ana')).toThrow(/put that one back/)
    expect(listed().has('ana')).toBe(true)
    expect(listed().has('bob')).toBe(false)
    expect(readFileSync(erasureListPath(databasePath), 'utf8')).toMatch(/^(\n[0-9a-f]{64}\n)+$/)
  })
})
