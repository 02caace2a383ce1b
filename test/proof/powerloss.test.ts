import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Disk } from '../../proof/powerloss/disk.ts'
import { faultKinds, placesOf } from '../../proof/powerloss/fault-kinds.ts'
import { makeFaultTally } from '../../proof/powerloss/fault-run.ts'
import { readOptions } from '../../proof/powerloss/options.ts'
import { makeRandom } from '../../proof/powerloss/random.ts'
import { buildRecorder } from '../../proof/powerloss/recorder.ts'
import { failuresOf, lastLine, type Row, type Summary } from '../../proof/powerloss/report.ts'
import { makeTally } from '../../proof/powerloss/sweep.ts'

const folder = mkdtempSync(join(tmpdir(), 'unstuck-powerloss-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const recorder = buildRecorder(folder)
const missing = 'missing' in recorder ? recorder.missing : ''

const command = 'dist/proof/powerloss/run.js'
const run = (args: readonly string[], env?: NodeJS.ProcessEnv) =>
  spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', ...(env && { env }) })

describe.skipIf(missing !== '')(`power loss${missing && `, skipped: ${missing}`}`, () => {
  test('given 120 images of the built service and 120 of weakened ones, then it loses nothing and they are caught', () => {
    const { status, stdout } = run(['--only', 'images', '--images', '120', '--json'])
    const { ok, failures, power } = JSON.parse(stdout) as Summary & { ok: boolean; failures: [] }
    expect(failures).toEqual([])
    expect({ ok, status }).toEqual({ ok: true, status: 0 })
    const [shipped, normal, off] = power.map(({ tally }) => tally)
    expect(shipped).toMatchObject({ images: 120, lost: 0, invented: 0, drift: 0, corrupt: 0 })
    expect(shipped?.promises).toBeGreaterThan(300)
    expect(normal?.lost).toBeGreaterThan(0)
    expect(off?.corrupt).toBeGreaterThan(0)
  }, 900_000)

  test('given a sync that fails, then what was promised before and after it is kept', () => {
    const { status, stdout } = run(['--only', 'faults', '--fault', 'sync, once', '--places', '1'])
    expect(stdout).toMatch(/^powerloss: 27 images, 3 fault runs, lost 0, .*: nothing lost$/m)
    expect(status).toBe(0)
  }, 900_000)
})

test('without a C compiler it says what to install and exits with 2', () => {
  const { status, stderr } = run([], { PATH: folder })
  expect(stderr).toContain('there is no C compiler (cc, gcc or clang): apt-get install gcc')
  expect(status).toBe(2)
})

test('options that are not understood are named, each at its bound and one past it', () => {
  for (const args of [
    ['--images', '19'],
    ['--images', '1000001'],
    ['--places', '0'],
    ['--lanes', '65'],
    ['--only', 'x'],
  ]) {
    expect(() => readOptions(args, 2)).toThrow(args[0])
  }
  expect(readOptions(['--images', '20', '--lanes', '64'], 2)).toMatchObject({
    images: 20,
    lanes: 64,
  })
  expect(readOptions([], 2)).toMatchObject({ images: 2_000, places: 3, lanes: 2, seed: 1 })
  expect(readOptions(['--full'], 2)).toMatchObject({ images: 20_000, places: 50 })
})

describe('what fails a run', () => {
  const row = (name: Row['name'], found: object = {}): Row => ({
    name,
    tally: { ...makeTally(10), images: 5, ...found },
    durationMs: 1,
    kept: undefined,
  })
  const fault = { name: 'eio on sync, once', ...makeFaultTally(3), runs: 3, struck: 3 }
  const summary: Summary = {
    seed: 1,
    tookMs: 1_000,
    power: [row('as-shipped'), row('normal', { lost: 3 }), row('off', { corrupt: 2 })],
    faults: [fault],
  }

  test('a sound run has none', () => {
    expect(failuresOf(summary)).toEqual([])
    expect(lastLine(summary)).toBe(
      'powerloss: 5 images, 3 fault runs, lost 0, invented 0, drift 0, corrupt 0, synchronous=NORMAL caught, synchronous=OFF caught, 1.0 s: nothing lost',
    )
  })

  test('a loss, a weakened run that is not caught, and a fault that left something wrong', () => {
    const power = [row('as-shipped', { lost: 1 }), row('normal'), row('off', { corrupt: 1 })]
    const faults = [{ ...fault, troubles: ['3: no start after the fault'] }]
    expect(failuresOf({ ...summary, power, faults })).toEqual([
      '1 images are not sound',
      'the harness does not catch synchronous=NORMAL',
      'eio on sync, once: 0 images, 1 runs',
    ])
    expect(lastLine({ ...summary, power })).toMatch(/NORMAL NOT CAUGHT.*: FAILED$/)
  })
})

test('places are spread over all calls; deaths and syncs are tried three times as often', () => {
  for (const kind of faultKinds) {
    const most = kind.what === 'kill' || kind.calls === 'S' ? 12 : 4
    const places = placesOf(kind, 900, 4, makeRandom(1))
    expect(places).toHaveLength(most)
    expect(new Set(places).size).toBe(most)
    expect(Math.min(...places)).toBeGreaterThanOrEqual(1)
    expect(Math.max(...places)).toBeLessThanOrEqual(900)
    expect(placesOf(kind, 3, 4, makeRandom(1))).toEqual([1, 2, 3])
  }
})

test('a disk keeps what was synced, and of the rest any part', () => {
  const write = (text: string, offset: number) =>
    ({ kind: 'write', name: '', offset, data: Buffer.from(text), failed: false }) as const
  const disk = new Disk()
  const luck = makeRandom('luck')
  disk.apply({ kind: 'create', name: '' }, luck)
  disk.apply(write('kept', 0), luck)
  disk.apply({ kind: 'sync', name: '', failed: false }, luck)
  disk.apply({ kind: 'sync-folder' }, luck)
  disk.apply(write('KEPT', 0), luck)
  const seen = new Set<string>()
  for (let image = 0; image < 50; image++) {
    const files = disk.afterPowerLoss(makeRandom('image', image))
    seen.add(String(files.get('')))
  }
  expect(seen).toEqual(new Set(['kept', 'KEPT']))
  expect(String(disk.afterDeath().get(''))).toBe('KEPT')
})
