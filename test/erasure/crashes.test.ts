import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { verify } from '../../src/db/verify.ts'
import { createWorld, type World } from '../../src/testing/index.ts'
import { violations } from '../support/invariants.ts'
import { useFiles } from '../support/worlds.ts'
import { livedAs, noted, placesOf } from './support/person.ts'

const file = useFiles()
const by = { kind: 'operator', id: 'olga' } as const

const bytesIn = (path: string): Buffer =>
  Buffer.concat(
    ['', '-wal'].map((end) =>
      existsSync(path + end) ? readFileSync(path + end) : Buffer.alloc(0),
    ),
  )

/** Dies at the nth commit boundary of an erasure, and once more at the mth of the start after it. */
async function erasedWithDeaths(
  deaths: readonly number[],
): Promise<{ died: number; path: string }> {
  const path = file()
  const left = [...deaths]
  let boundaries = 0
  let isArmed = false
  let died = 0
  const world: World = await createWorld({
    databasePath: path,
    assessments: [noted],
    settings: { slotsMax: 2 },
    crashPoint: (_, dying) => {
      if (!isArmed || ++boundaries !== left[0]) return
      left.shift()
      boundaries = 0
      died++
      dying.die()
    },
  })
  await livedAs(world, 'ana')
  await livedAs(world, 'bob')
  isArmed = true
  void world.service.eraser.erase('ana', by, 'ticket 4711').catch(() => {})
  await world.passes(60_000)
  while (world.isDead) {
    await world.restart(1_000)
    // Where the intent itself was lost nobody was told of it: it is asked for again.
    if (!world.isDead && world.rows('select 1 from erasures').length === 0) {
      void world.service.eraser.erase('ana', by, 'ticket 4711').catch(() => {})
    }
    if (!world.isDead) await world.passes(60_000)
  }
  isArmed = false
  await world.passes(60_000)
  expect(world.service.eraser).toMatchObject({ unfinished: 0, trouble: undefined })
  expect(placesOf(world, 'canary-ana')).toEqual([])
  expect(placesOf(world, 'canary-bob')).not.toEqual([])
  const { checks } = verify(world.db, { now: world.clock.now() })
  expect(checks.filter(({ ok }) => !ok)).toEqual([])
  expect(violations(world.db)).toEqual([])
  await world.close()
  expect(bytesIn(path).includes('canary-ana')).toBe(false)
  return { died, path }
}

test('given a death at any one boundary between two commits of an erasure, then it still ends erased', async () => {
  let boundary = 1
  for (; ; boundary++) {
    const { died } = await erasedWithDeaths([boundary])
    if (died === 0) break
  }
  // The intent, the end of each job that lived, each kind of thing that is kept, and the end: before and after each.
  expect(boundary).toBeGreaterThan(20)
}, 120_000)

test.each([1, 2, 3, 4, 6, 9])(
  'given a second death, at boundary %i of the start that takes it up again, then it still ends erased',
  async (second) => {
    const { died } = await erasedWithDeaths([5, second])
    expect(died).toBe(2)
  },
  60_000,
)
