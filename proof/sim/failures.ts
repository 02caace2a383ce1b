// What becomes of a seed that broke something: its plan is made small, kept in the bug base, and played first
// by every run from then on.
import { generatePlan } from './generate.ts'
import type { Plan } from './plan.ts'
import { violationOf } from './play-seed.ts'
import { listRegressions, readPlan, savePlan } from './regressions.ts'
import { shrink } from './shrink.ts'
import type { SimulateOptions, Violation } from './simulate.ts'

export interface Failure {
  readonly seed: number
  readonly violation: Violation
}

export interface Kept extends Failure {
  readonly steps: number
  readonly runs: number
  readonly path: string
}

export interface KeepOptions extends SimulateOptions {
  readonly days: number
  /** Plans played at most to make one small. */
  readonly runsMax?: number
  readonly folder?: string
  readonly onProgress?: (seed: number, steps: number, runs: number) => void
}

/** Plans made small in one run; the others are likely the same. */
const keptMax = 3

/** Makes small and saves one failure of each broken invariant, up to a few. */
export async function keepSome(
  failures: readonly Failure[],
  options: KeepOptions,
): Promise<readonly Kept[]> {
  const byRule = new Map(failures.toReversed().map((failure) => [failure.violation.rule, failure]))
  const kept: Kept[] = []
  for (const failure of [...byRule.values()].slice(-keptMax)) {
    kept.push(await keep(failure, options))
  }
  return kept
}

async function keep({ seed, violation }: Failure, options: KeepOptions): Promise<Kept> {
  const { days, runsMax = 1_000, folder, onProgress, ...simulateOptions } = options
  const twice = violation.rule === 'determinism'
  const shrunk = await shrink(generatePlan(seed, days), violation, {
    play: (plan: Plan) => violationOf(plan, { ...simulateOptions, twice }),
    runsMax,
    ...(onProgress && { onProgress: (steps, runs) => onProgress(seed, steps, runs) }),
  })
  const { plan, violation: broken, runs } = shrunk
  const named = { ...plan, title: `${broken.rule}: ${broken.what}`, cause: 'not known yet' }
  const path = savePlan(named, `seed-${seed}-${broken.rule.replaceAll(/\W/g, '-')}`, folder)
  return { seed, violation: broken, steps: plan.steps.length, runs, path }
}

export interface Relapse {
  readonly path: string
  readonly title: string
  readonly violation: Violation
}

/** Plays the bug base: each plan twice, so that none of them holds by luck. */
export async function playRegressions(folder?: string): Promise<{
  readonly played: number
  readonly relapses: readonly Relapse[]
}> {
  const paths = listRegressions(folder)
  const relapses: Relapse[] = []
  for (const path of paths) {
    const plan = readPlan(path)
    const violation = await violationOf(plan, { twice: true })
    if (violation) relapses.push({ path, title: plan.title, violation })
  }
  return { played: paths.length, relapses }
}
