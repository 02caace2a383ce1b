// The main run: one service as it is shipped and two that are weakened, each recorded, and the power cut at
// many places of each record. The weakened ones must be caught losing, or the proof proves nothing.
import { join } from 'node:path'
import type { Clock } from '../../src/system/clock.ts'
import type { Lanes } from './lanes.ts'
import type { Recorder } from './recorder.ts'
import { keepLog, record } from './recording.ts'
import type { Row } from './report.ts'
import { addTally, makeTally } from './sweep.ts'

export interface PowerOptions {
  readonly recorder: Recorder
  readonly lanes: Lanes
  readonly clock: Clock
  readonly folder: string
  readonly seed: number
  readonly images: number
  readonly onProgress: (name: string, images: number, of: number) => void
}

/** How the connection is set: as the service sets it, or weakened. */
type Strength = Row['name']

/** Enough of them to see that a weakened service is caught. */
const weakenedImagesMax = 200

export async function cutPower(options: PowerOptions): Promise<Row[]> {
  const weakened = Math.min(weakenedImagesMax, options.images)
  return [
    await runSweep(options, 'as-shipped', options.images),
    await runSweep(options, 'normal', weakened),
    await runSweep(options, 'off', weakened),
  ]
}

async function runSweep(options: PowerOptions, name: Strength, images: number): Promise<Row> {
  const { recorder, lanes, clock, seed, onProgress } = options
  const startedAt = clock.now()
  const isMain = name === 'as-shipped'
  const { log } = await record({
    recorder,
    folder: join(options.folder, name),
    seed,
    synchronous: name,
    lives: isMain ? 3 : 2,
    rounds: isMain ? 30 : 15,
  })
  let done = 0
  const onImages = (more: number): void => {
    done += more
    onProgress(name, done, images)
  }
  const parts = lanes.count
  const tallies = await Promise.all(
    Array.from({ length: parts }, (_, part) =>
      lanes.run({ what: 'sweep', log, images, seed, part, parts }, onImages),
    ),
  )
  const tally = makeTally(tallies[0]?.positions ?? 0)
  tally.promises = tallies[0]?.promises ?? 0
  for (const each of tallies) addTally(tally, each)
  const kept = isMain && tally.failures.length > 0 ? keepLog(log, String(seed)) : undefined
  return { name, tally, durationMs: clock.now() - startedAt, kept }
}
