// npm run sim: plays the bug base, then seeds, and says what it found in one table. Exit code 0: all held. 1: an
// invariant broke, a history could not be repeated, or a long run missed a situation. 2: usage.
import { fileURLToPath } from 'node:url'
import { playSeeds, work, workerFlag } from './crew.ts'
import { type Failure, keepSome, playRegressions } from './failures.ts'
import { type Options, optionsFrom, usage } from './options.ts'
import { ordersOf, playSeed, type SeedOrder, type SeedResult } from './play-seed.ts'
import { probeNames } from './probes.ts'
import { Progress } from './progress.ts'
import { readPlan } from './regressions.ts'
import { describe, lastLine, probeList, type Summary, summarise, table } from './report.ts'
import { simulate } from './simulate.ts'

/** From this many simulated days on, every situation must have been met. */
const fullDays = 100

const say = (text: string): void => void process.stdout.write(`${text}\n`)

async function main(args: readonly string[]): Promise<number> {
  const options = optionsFrom(args)
  if (options.help) {
    say(usage)
    return 0
  }
  if (options.plan !== undefined) return playPlan(options.plan)
  const { played: regressions, relapses } = await playRegressions()
  const startedAt = performance.now()
  const results = await playAll(ordersOf(options.seeds, options.days), options.workers)
  const seconds = (performance.now() - startedAt) / 1_000
  const summary = summarise(results, { seconds, regressions })
  const failures = results.flatMap(({ seed, violation }): Failure[] =>
    violation ? [{ seed, violation }] : [],
  )
  const missed = missedIn(summary, options)
  if (!options.json) sayWhatIsFound(summary, failures, options)
  for (const { path, title, violation } of relapses) {
    complain(`again: ${title}: ${describe(violation)}\n  npm run sim -- --plan ${path}`)
  }
  for (const name of missed) complain(`never met: ${name}`)
  await keepFailures(failures, options)
  const broken = [
    ...counted(relapses.length, 'saved plan again'),
    ...counted(failures.length, 'seed'),
    ...counted(missed.length, 'situation never met'),
  ]
  if (options.json) say(JSON.stringify({ ...summary, failures, relapses, missed }))
  else say(lastLine(summary, broken))
  return broken.length > 0 ? 1 : 0
}

const counted = (count: number, what: string): string[] => (count > 0 ? [`${count} × ${what}`] : [])

const complain = (text: string): void => void process.stderr.write(`${text}\n`)

const missedIn = (summary: Summary, { seeds, days }: Options): readonly string[] =>
  seeds.length * days < fullDays ? [] : probeNames.filter((name) => summary.probes[name] === 0)

function sayWhatIsFound(summary: Summary, failures: readonly Failure[], { probes }: Options): void {
  say(table(summary))
  if (probes) say(probeList(summary.probes))
  for (const { seed, violation } of failures) say(`seed ${seed}: ${describe(violation)}`)
}

async function playAll(
  orders: readonly SeedOrder[],
  workers: number,
): Promise<readonly SeedResult[]> {
  const results: SeedResult[] = []
  const progress = new Progress(orders.length)
  let violations = 0
  const onResult = (result: SeedResult) => {
    results.push(result)
    if (result.violation) {
      violations++
      complain(`seed ${result.seed}: ${describe(result.violation)}`)
    }
    progress.show(results.length, violations)
  }
  const [first] = orders
  if (first && orders.length === 1) onResult(await playSeed(first))
  else await playSeeds({ script: fileURLToPath(import.meta.url), orders, workers, onResult })
  return results.sort((a, b) => a.seed - b.seed)
}

async function playPlan(path: string): Promise<number> {
  const plan = readPlan(path)
  const { violation, hash, trace } = await simulate(plan, { keepTrace: true })
  for (const line of trace.slice(-40)) say(line)
  const end = violation ? `FAILED: ${describe(violation)}` : 'holds'
  say(`sim: ${plan.title}: ${end} (history ${hash.slice(0, 16)})`)
  return violation ? 1 : 0
}

async function keepFailures(failures: readonly Failure[], options: Options): Promise<void> {
  if (!options.shrinks || failures.length === 0) return
  complain('making failing plans small …')
  for (const { seed, steps, runs, path } of await keepSome(failures, { days: options.days })) {
    complain(`seed ${seed}: ${steps} steps after ${runs} runs: npm run sim -- --plan ${path}`)
  }
  complain(`as it was found: npm run sim -- --seed ${failures[0]?.seed} --days ${options.days}`)
}

if (process.argv.includes(workerFlag)) work()
else {
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code
    },
    (error: unknown) => {
      complain(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
      process.exitCode = 2
    },
  )
}
