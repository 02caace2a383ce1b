// Cuts the power at many places of one log, several ways at each, and has every image examined.
import { Disk, type Files, junk } from './disk.ts'
import { type Examiner, type Finding, isSound } from './examine.ts'
import type { Entry } from './log.ts'
import { Promises } from './promises.ts'
import { makeRandom, type Random } from './random.ts'

export interface Tally {
  /** Places in the log where the power was cut, of how many there are. */
  cuts: number
  positions: number
  images: number
  /** Promises made by the end of the log. */
  promises: number
  /** Images in which the service was started as well. */
  started: number
  /** Images with at least one such finding. */
  lost: number
  invented: number
  drift: number
  corrupt: number
  readonly failures: Failure[]
}

/** Images of one place are numbered; or the process died there and the power stayed. */
export type ImageNumber = number | 'death'

/** Enough to make the image again. */
export interface Failure {
  readonly position: number
  readonly image: ImageNumber
  readonly finding: Finding
}

export interface SweepOptions {
  readonly entries: readonly Entry[]
  /** Of the whole sweep. */
  readonly images: number
  readonly seed: number
  /** Every so-many-th image is this part's; a sweep with one part has them all. */
  readonly part: number
  readonly parts: number
  readonly examiner: Examiner
  /** Told of each image of this part. */
  readonly onImage?: () => void
}

/** Failures kept with all their lines. */
const failuresMax = 20
/** In one of so many images the service is started too. */
const startedOneIn = 10
const sharedMemoryBytes = 32_768

export async function sweep(options: SweepOptions): Promise<Tally> {
  const { entries, seed, part, parts, examiner, onImage } = options
  const cuts = chooseCuts(entries, options.images, makeRandom(seed, 'cuts'))
  const tally = makeTally(entries.length)
  tally.cuts = cuts.size
  const disk = new Disk()
  const promises = new Promises()
  let all = 0
  for (const [index, entry] of entries.entries()) {
    disk.apply(entry, noFailedSync)
    if (entry.kind === 'mark') promises.apply(entry.mark)
    for (let image = 0; image < (cuts.get(index + 1) ?? 0); image++) {
      const number = all++
      if (number % parts !== part) continue
      const startService = Math.floor(number / parts) % startedOneIn === 0
      const files = imageOf(disk, makeRandom(seed, index + 1, image))
      note(tally, index + 1, image, await examiner.examine(files, promises, { startService }))
      if (startService) tally.started++
      onImage?.()
    }
  }
  tally.promises = promises.count
  return tally
}

/** Adds what another part of the same sweep, or another run, came to. */
export function addTally(tally: Tally, other: Tally): void {
  tally.cuts = Math.max(tally.cuts, other.cuts)
  for (const name of ['images', 'started', 'lost', 'invented', 'drift', 'corrupt'] as const) {
    tally[name] += other[name]
  }
  tally.failures.push(...other.failures.slice(0, failuresMax - tally.failures.length))
}

/** The files and the promises at one place of a log; the same arguments give the same bytes. */
export function rebuild(
  entries: readonly Entry[],
  { seed, position, image }: { seed: number; position: number; image: ImageNumber },
): { files: Files; promises: Promises } {
  const random = makeRandom(seed, position, image)
  const disk = new Disk()
  const promises = new Promises()
  for (const entry of entries.slice(0, position)) {
    disk.apply(entry, random)
    if (entry.kind === 'mark') promises.apply(entry.mark)
  }
  return { files: image === 'death' ? disk.afterDeath() : imageOf(disk, random), promises }
}

function imageOf(disk: Disk, random: Random): Files {
  const files = new Map(disk.afterPowerLoss(random))
  // The index of the write-ahead log is never synced: whatever is in it must not matter.
  if (random.next() < 0.2) files.set('-shm', junk(random, sharedMemoryBytes))
  return files
}

const noFailedSync: Random = makeRandom('the log of a sweep holds no failed sync')

/** How many images at which position: each once or more where there are enough, else a sample. */
function chooseCuts(
  entries: readonly Entry[],
  images: number,
  random: Random,
): Map<number, number> {
  const cuts = new Map<number, number>()
  const add = (position: number) => cuts.set(position, (cuts.get(position) ?? 0) + 1)
  const everywhere = Math.floor(images / entries.length)
  for (let round = 0; round < everywhere; round++) {
    for (let position = 1; position <= entries.length; position++) add(position)
  }
  const rest = images - everywhere * entries.length
  // Half of the rest evenly over the log, half where a promise has just been made or a sync is due.
  const even = Math.ceil(rest / 2)
  for (let n = 0; n < even; n++) {
    add(1 + Math.min(entries.length - 1, Math.floor(((n + random.next()) * entries.length) / even)))
  }
  const telling = tellingPositions(entries)
  for (let n = even; n < rest; n++) add(random.pick(telling))
  return cuts
}

const tellingPositions = (entries: readonly Entry[]): number[] =>
  entries.flatMap((entry, index) => {
    const isAnswer = entry.kind === 'mark' && /answered|told/.test(entry.mark.at)
    const isBeforeSync = entries[index + 1]?.kind === 'sync'
    return isAnswer || isBeforeSync || entry.kind === 'sync' ? [index + 1] : []
  })

export const makeTally = (positions: number): Tally => ({
  cuts: 0,
  positions,
  images: 0,
  promises: 0,
  started: 0,
  lost: 0,
  invented: 0,
  drift: 0,
  corrupt: 0,
  failures: [],
})

export function note(tally: Tally, position: number, image: ImageNumber, finding: Finding): void {
  tally.images++
  if (isSound(finding)) return
  for (const kind of ['lost', 'invented', 'drift', 'corrupt'] as const) {
    if (finding[kind].length > 0) tally[kind]++
  }
  if (tally.failures.length < failuresMax) tally.failures.push({ position, image, finding })
}
