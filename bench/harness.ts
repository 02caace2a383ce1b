// What every benchmark shares: rounds that take turns, their median and spread, a temporary folder, and
// figures that can be compared with last month's. It measures nothing itself.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Unit = 'per s' | 'ms' | 'µs' | 'MB' | 'KB' | '%'

export interface Figure {
  readonly benchmark: string
  /** What was measured, as a person would ask for it. */
  readonly measure: string
  readonly unit: Unit
  readonly median: number
  readonly min: number
  readonly max: number
  readonly rounds: number
  /** What it stands beside, measured in the same rounds. */
  readonly beside?: Beside
  readonly aim?: Aim
}

export interface Beside {
  readonly name: string
  readonly median: number
}

export interface Aim {
  readonly text: string
  readonly isMet: boolean
}

export interface Bench {
  /** Less of everything, so that all benchmarks together end within 90 s. */
  readonly quick: boolean
  /** A folder for databases, removed when the benchmark has ended. */
  readonly folder: string
  /** One line about what happens now, on stderr. */
  say(line: string): void
  /** In a quick run: its share of the time is over, and no further round is to begin. */
  isLate(): boolean
}

export interface Benchmark {
  readonly name: string
  readonly question: string
  /** What must be asked for on the command line; without it everything runs. */
  readonly needs?: 'peers' | 'with-servers'
  /** Called in the runner, before the process is made that runs it. */
  readonly prepare?: () => Preparation
  run(bench: Bench): Promise<Figure[]>
}

/** What the process of a benchmark is given, or why it cannot run on this machine. */
export type Preparation =
  | { readonly env: Readonly<Record<string, string>> }
  | { readonly skipped: string }

export const seed = 20_260_101

/** Each benchmark's share of a quick run. */
const quickMs = 4_000

/** Runs a benchmark with a folder of its own under the system's temporary one. */
export async function runBenchmark(benchmark: Benchmark, quick: boolean): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), `unstuck-bench-${benchmark.name}-`))
  const say = (line: string) => void process.stderr.write(`  ${benchmark.name}: ${line}\n`)
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  const startedAt = performance.now()
  const isLate = () => quick && performance.now() - startedAt > quickMs
  // Ctrl-C must not leave gigabytes behind.
  process.once('SIGINT', () => process.exit(130)).once('exit', removeFolder)
  try {
    return await benchmark.run({ quick, folder, say, isLate })
  } finally {
    process.removeListener('exit', removeFolder)
    removeFolder()
  }
}

/** One contender of a comparison: does its work once and answers with the figure of that round. */
export type Contender = () => Promise<number> | number

/**
 * Runs the contenders in turn, first once to warm up and then in counted rounds; every other round goes
 * backwards, so that nobody always runs in the other's wake. Answers the counted figures by contender: one
 * round at least, and no more once `isLate`.
 */
export async function takeTurns<Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, Contender>>,
  options: { beforeRound?: () => Promise<void>; isLate?: () => boolean } = {},
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[]
  const figures = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    number[]
  >
  for (let round = 0; round <= rounds; round++) {
    if (round > 1 && options.isLate?.()) break
    await options.beforeRound?.()
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      collectGarbage()
      const figure = await contenders[name]()
      if (round > 0) figures[name].push(figure)
    }
  }
  return figures
}

/** Between rounds, so that one contender does not pay for what the other left behind. */
export const collectGarbage = (): void => void globalThis.gc?.()

/** Keeps `width` calls of `one` in flight until `count` of them have ended. Answers calls per second. */
export async function inFlight(
  count: number,
  width: number,
  one: (index: number) => Promise<unknown>,
): Promise<number> {
  let next = 0
  const client = async () => {
    while (next < count) await one(next++)
  }
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: width }, client))
  return perSecond(count, startedAt)
}

export const perSecond = (count: number, startedAt: number): number =>
  (count * 1_000) / (performance.now() - startedAt)

/** Calls `one` at a steady rate until `isOver`; a late call is made good at once. */
export async function atSteadyRate(
  ratePerSecond: number,
  isOver: (elapsedMs: number) => boolean,
  one: (index: number) => void,
): Promise<void> {
  const startedAt = performance.now()
  for (let made = 0; ; ) {
    const elapsedMs = performance.now() - startedAt
    if (isOver(elapsedMs)) return
    for (; made < (elapsedMs * ratePerSecond) / 1_000; made++) one(made)
    await pause(1)
  }
}

/** What `work` gives. Throws where it is not there in time: who hangs is named, and not waited for. */
export async function within<T>(maxMs: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not done in ${maxMs / 1_000} s`)), maxMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

export const pause = (durationMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, durationMs))

/** The value that `share` of the samples do not exceed; `percentile(samples, 0.99)` is the p99. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5)

/** A figure from the values of its rounds. */
export const figure = (
  what: Pick<Figure, 'benchmark' | 'measure' | 'unit'> & { beside?: Beside; aim?: Aim },
  rounds: readonly number[],
): Figure => ({
  ...what,
  median: median(rounds),
  min: Math.min(...rounds),
  max: Math.max(...rounds),
  rounds: rounds.length,
})

/** Stops the benchmark when its work was not really done: a fast wrong answer is no figure. */
export function requireDone(what: string, actual: unknown, expected: unknown): void {
  if (actual === expected) return
  throw new Error(`${what}: expected ${String(expected)}, found ${String(actual)}`)
}

/** Numbers from 0 up to 1, the same in every run. */
export function makeRandom(state = seed): () => number {
  let current = state
  return () => {
    current = (current + 0x6d2b79f5) | 0
    let mixed = Math.imul(current ^ (current >>> 15), 1 | current)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
