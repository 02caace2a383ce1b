// What the samples of a soak mean: each figure beside its bound, and whether it held. Pure; it measures nothing.
import { median, percentile } from '../../bench/harness.ts'
import type { Held } from './measured-service.ts'
import { type Growth, growthOf, type Point } from './series.ts'

/** What was seen when nobody asked for anything: the service between two tides. Times in milliseconds. */
export interface Sample extends Held {
  /** When, in milliseconds since the first life began. */
  readonly atMs: number
  /** Which process, from 0. */
  readonly life: number
  /** Submissions so far. */
  readonly submitted: number
  /** Of the tide before: until a submission was promised. */
  readonly answerP50Ms: number
  readonly answerP99Ms: number
}

export interface Verdict {
  readonly name: string
  readonly unit: string
  readonly value: number
  readonly bound: number
  readonly held: boolean
}

const megabyte = 1_000_000
/** Of a life, before anything is judged: caches fill, code is compiled. */
const warmUpShare = 0.25
/** A slope counts as one when it is so many of its standard errors above nothing. */
const certain = 3

export const bounds = {
  heapPerHour: 1,
  /** What may lie between two collections, whatever the slope: shorter runs cannot tell it from noise. */
  heapNoise: 1,
  rssPerHour: 1,
  rssNoise: 16,
  timers: 2,
  openFiles: 2,
  walBytes: 16.8,
  filePerJob: 1.1,
  answer: 1.2,
} as const

/** Every bound that a soak has, for the samples of all its lives. */
export function judge(samples: readonly Sample[]): readonly Verdict[] {
  const lives = [...new Set(samples.map(({ life }) => life))].map((each) =>
    warm(samples.filter(({ life }) => life === each)),
  )
  const worst = (of: (life: readonly Sample[]) => number): number => Math.max(...lives.map(of))
  const grown = (of: (sample: Sample) => number, noise: number) =>
    worst((life) => certainGrowth(growthOf(pointsOf(life, of)), noise))
  const more = (of: (sample: Sample) => number) =>
    worst((life) => median(lastThird(life).map(of)) - median(firstThird(life).map(of)))
  const times = (of: (sample: Sample) => number) =>
    worst((life) => quiet(lastThird(life).map(of)) / quiet(firstThird(life).map(of)))
  return [
    limit(
      'heap grows',
      'MB/h',
      grown(({ heapBytes }) => heapBytes / megabyte, bounds.heapNoise),
      bounds.heapPerHour,
    ),
    limit(
      'memory grows',
      'MB/h',
      grown(({ rssBytes }) => rssBytes / megabyte, bounds.rssNoise),
      bounds.rssPerHour,
    ),
    limit('timers and requests, more at the end', '', more(resourcesOf), bounds.timers),
    limit(
      'open files, more at the end',
      '',
      more(({ openFiles }) => openFiles),
      bounds.openFiles,
    ),
    limit(
      'largest log (WAL)',
      'MB',
      Math.max(...samples.map(({ walBytes }) => walBytes / megabyte)),
      bounds.walBytes,
    ),
    limit('file a job, last half to first', '×', filePerJob(samples), bounds.filePerJob),
    limit(
      'answer p50, end to beginning',
      '×',
      times(({ answerP50Ms }) => answerP50Ms),
      bounds.answer,
    ),
    limit(
      'answer p99, end to beginning',
      '×',
      times(({ answerP99Ms }) => answerP99Ms),
      bounds.answer,
    ),
  ]
}

const limit = (name: string, unit: string, value: number, bound: number): Verdict => ({
  ...{ name, unit, value, bound },
  held: value <= bound,
})

const warm = (life: readonly Sample[]): readonly Sample[] =>
  life.slice(Math.floor(life.length * warmUpShare))

/** Per hour, as far as it is more than noise; 0 where it is not. */
function certainGrowth({ perHour, error, total }: Growth, noise: number): number {
  const isCertain = total > noise && perHour > certain * error
  return isCertain ? perHour : 0
}

const hourMs = 3_600_000

const pointsOf = (life: readonly Sample[], of: (sample: Sample) => number): readonly Point[] =>
  life.map((sample) => ({
    hours: (sample.atMs - (life[0]?.atMs ?? 0)) / hourMs,
    value: of(sample),
  }))

const resourcesOf = ({ resources }: Sample): number =>
  Object.values(resources).reduce((sum, count) => sum + count, 0)

const firstThird = (life: readonly Sample[]): readonly Sample[] =>
  life.slice(0, Math.max(1, Math.floor(life.length / 3)))

const lastThird = (life: readonly Sample[]): readonly Sample[] =>
  life.slice(-Math.max(1, Math.floor(life.length / 3)))

/** What a quarter of them do not exceed: other work on the machine makes answers slower, never quicker. */
const quiet = (values: readonly number[]): number => percentile(values, 0.25)

/** How much larger the file became for each submission of the later half than of the earlier one. */
function filePerJob(samples: readonly Sample[]): number {
  const kept = warm(samples)
  const [first, middle, last] = [kept[0], kept[Math.floor(kept.length / 2)], kept.at(-1)]
  if (!first || !middle || !last) return 0
  return perJob(middle, last) / perJob(first, middle)
}

const perJob = (from: Sample, to: Sample): number =>
  (to.databaseBytes - from.databaseBytes) / (to.submitted - from.submitted)
