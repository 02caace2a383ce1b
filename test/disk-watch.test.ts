import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DiskWatch, keepingReserve } from '../src/disk-watch.ts'
import { DomainError } from '../src/domain/errors.ts'
import { SimulatedClock } from '../src/testing/index.ts'
import { useWorlds } from './support/worlds.ts'

const createWorld = useWorlds()
const reserveBytes = 100_000

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unstuck-disk-'))
  path = join(folder, 'disk-reserve')
})
afterEach(() => rmSync(folder, { recursive: true }))

function watched(bytes = reserveBytes) {
  const clock = new SimulatedClock()
  const disk = { free: 10 * reserveBytes }
  const logged: string[] = []
  const note = (event: string) => void logged.push(event)
  const watch = new DiskWatch({
    path,
    reserveBytes: bytes,
    randomBytes: (length) => new Uint8Array(length).fill(7),
    clock,
    log: { info: note, warn: note, error: note },
    freeBytes: () => disk.free,
  })
  return { clock, disk, logged, watch }
}

const kept = () => (existsSync(path) ? statSync(path).size : 0)

test('the reserve is made at the start, whole and private, and left alone after', async () => {
  const { clock, watch } = watched()
  watch.start()
  const { ino, mode, size } = statSync(path)
  expect([size, mode & 0o777]).toEqual([reserveBytes, 0o600])

  await clock.advance(60_000)

  expect(statSync(path).ino).toBe(ino)
  watch.stop()
  expect(clock.armed).toBe(0)
})

test('it is given up below half of it, and nothing new is taken until there is room twice over', async () => {
  const { clock, disk, logged, watch } = watched()
  watch.start()
  disk.free = reserveBytes / 2
  await clock.advance(2_000)
  expect([watch.isFull, kept()]).toEqual([false, reserveBytes])

  disk.free = reserveBytes / 2 - 1
  await clock.advance(2_000)
  expect([watch.isFull, kept()]).toEqual([true, 0])

  // What was given up is room for refunds, not for new work.
  disk.free = 2 * reserveBytes - 1
  await clock.advance(2_000)
  expect([watch.isFull, kept()]).toEqual([true, 0])

  disk.free = 2 * reserveBytes
  await clock.advance(2_000)
  expect([watch.isFull, kept()]).toEqual([false, reserveBytes])
  expect(logged).toEqual(['disk.full', 'disk.roomy'])
  watch.stop()
})

test('with a reserve of 0 there is none, and nothing is watched', () => {
  const { clock, watch } = watched(0)
  watch.start()
  expect([existsSync(path), clock.armed]).toEqual([false, 0])
})

test('a disk that cannot be asked is not called full', async () => {
  const { clock, logged, watch } = watched()
  rmSync(folder, { recursive: true })
  watch.start()
  expect([watch.isFull, logged]).toEqual([false, ['disk.not-watched']])
  watch.stop()
  expect(clock.armed).toBe(0)
  mkdirSync(folder)
})

test('while it is full a submission is refused and costs nothing, and jobs end with their refunds', async () => {
  const world = await createWorld()
  await world.user('ana', 5)
  const disk = { isFull: false }
  const intake = keepingReserve(world.service.intake, disk)
  world.analyzer.otherwise({ does: 'hang' })
  const { jobId } = await Promise.all([
    intake.submit('ana', { assessmentData: { score: 1 } }),
    world.settle(),
  ]).then(([answer]) => answer)
  disk.isFull = true

  const refused = await intake.submit('ana', { assessmentData: { score: 1 } }).catch((e) => e)
  const retried = await intake.retry('ana', jobId).catch((e) => e)
  await world.passes(600_000)

  for (const error of [refused, retried]) {
    expect(error).toBeInstanceOf(DomainError)
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', details: { retryAfterMs: 30_000 } })
  }
  expect(world.statusOf(jobId)).toBe('failed')
  expect(world.balanceOf('ana')).toBe(5)
})
