// npm run sim: plays the bug base, then seeds, and says what it found in one table. Exits with 1 when an
// invariant broke, when a history could not be repeated, or when a full run missed a situation.
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { playSeeds, work, workerFlag } from './crew.ts'
import { generatePlan } from './generate.ts'
import type { Plan } from './plan.ts'
import { playSeed, type SeedResult } from './play-seed.ts'
import { probeNames } from './probes.ts'
import { listRegressions, readPlan, savePlan } from './regressions.ts'
import { probeList, showProgress, summarise, table } from './report.ts'
import { shrink } from './shrink.ts'
import { simulate, type Violation } from './simulate.ts'

const usage = `npm run sim -- [options]
  --seeds N      seeds to play (100)
  --from S       the first of them (1)
  --days D       simulated days a seed (1)
  --seed S       play only this seed
  --plan FILE    play only this plan
  --workers N    processes (one a core)
  --probes       list how often each situation was met
  --no-shrink    do not make failing plans small
  --json         the summary as JSON`

/** From this many simulated days on, every situation must have been met. */
const fullDays = 100
/** Plans made small in one run; the others are likely the same. */
const shrunkMax = 3

const say = (text: string): void => void process.stdout.write(`${text}\n`)

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '100' },
      from: { type: 'string', default: '1' },
      days: { type: 'string', default: '1' },
      seed: { type: 'string' },
      plan: { type: 'string' },
      workers: { type: 'string', default: String(availableParallelism()) },
      probes: { type: 'boolean', default: false },
      'no-shrink': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    say(usage)
    return 0
  }
  if (values.plan !== undefined) return playPlan(readPlan(values.plan))
  const days = wholeNumber('days', values.days)
  const broken = await playRegressions()
  const first = wholeNumber('seed', values.seed ?? values.from)
  const count = values.seed === undefined ? wholeNumber('seeds', values.seeds) : 1
  const seeds = Array.from({ length: count }, (_, index) => first + index)
  const startedAt = performance.now()
  const results = await playAll(seeds, days, wholeNumber('workers', values.workers))
  const summary = summarise(results, (performance.now() - startedAt) / 1_000)
  say(values.json ? JSON.stringify(summary) : table(summary))
  if (values.probes) say(probeList(summary.probes))
  const failed = results.filter(({ violation }) => violation)
  for (const { seed, violation } of failed) say(`seed ${seed}: ${describe(violation)}`)
  if (!values['no-shrink']) await shrinkSome(failed, days)
  const missed =
    seeds.length * days < fullDays ? [] : probeNames.filter((name) => !summary.probes[name])
  for (const name of missed) say(`never met: ${name}`)
  return broken + failed.length + missed.length > 0 ? 1 : 0
}

async function playAll(
  seeds: readonly number[],
  days: number,
  workers: number,
): Promise<readonly SeedResult[]> {
  const results: SeedResult[] = []
  const onResult = (result: SeedResult) => {
    results.push(result)
    const violations = results.filter(({ violation }) => violation).length
    showProgress(results.length, seeds.length, violations)
  }
  if (seeds.length === 1) onResult(await playSeed(seeds[0] ?? 1, days))
  else {
    const script = fileURLToPath(import.meta.url)
    await playSeeds({ script, seeds, days, workers, onResult })
  }
  return results.sort((a, b) => a.seed - b.seed)
}

async function playPlan(plan: Plan): Promise<number> {
  const { violation, hash, trace } = await simulate(plan, { keepTrace: true })
  for (const line of trace.slice(-40)) say(line)
  say(`${plan.title}: ${violation ? describe(violation) : 'holds'} (${hash.slice(0, 16)})`)
  return violation ? 1 : 0
}

/** How many plans of the bug base break something again. */
async function playRegressions(): Promise<number> {
  let broken = 0
  for (const path of listRegressions()) {
    const plan = readPlan(path)
    const { violation } = await simulate(plan)
    if (!violation) continue
    broken++
    say(`${path}: ${plan.title}\n  ${describe(violation)}`)
  }
  return broken
}

async function shrinkSome(failed: readonly SeedResult[], days: number): Promise<void> {
  const seen = new Set<string>()
  for (const { seed, violation } of failed) {
    if (!violation || seen.has(violation.rule) || seen.size >= shrunkMax) continue
    seen.add(violation.rule)
    if (violation.rule === 'determinism') continue
    const play = async (plan: Plan) => (await simulate(plan)).violation
    const options = { play, runsMax: 1_000 }
    const {
      plan,
      violation: broken,
      runs,
    } = await shrink(generatePlan(seed, days), violation, options)
    const title = `${broken.rule}: ${broken.what}`
    const named = { ...plan, title, cause: 'not known yet' }
    const path = savePlan(named, `seed-${seed}-${broken.rule.replaceAll(/\W/g, '-')}`)
    say(
      `seed ${seed}: ${plan.steps.length} steps after ${runs} runs: npm run sim -- --plan ${path}`,
    )
  }
}

const describe = (violation: Violation | undefined): string =>
  violation
    ? `${violation.rule}, ${violation.what}, after ${violation.at} ms, step ${violation.step}`
    : ''

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`--${name} must be a whole number from 1, not "${text}"\n\n${usage}`)
}

if (process.argv.includes(workerFlag)) work()
else {
  main().then(
    (code) => {
      process.exitCode = code
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      process.exitCode = 2
    },
  )
}
