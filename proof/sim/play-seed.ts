// One seed from plan to result, in whatever process it is asked for; some are played twice, and must give the
// same history.
import { generatePlan } from './generate.ts'
import type { Plan } from './plan.ts'
import type { ProbeCounts } from './probes.ts'
import {
  type Figures,
  type Outcome,
  type SimulateOptions,
  simulate,
  type Violation,
} from './simulate.ts'

export interface SeedOrder {
  readonly seed: number
  readonly days: number
  readonly isPlayedTwice: boolean
}

export interface SeedResult {
  readonly seed: number
  readonly violation: Violation | undefined
  readonly hash: string
  readonly figures: Figures
  readonly probes: ProbeCounts
  readonly cpuMs: number
  readonly isPlayedTwice: boolean
}

/** One seed in so many is played twice. */
const twiceEvery = 20

/** Every twentieth, from the tenth on; a seed that is played alone as well. */
export const ordersOf = (seeds: readonly number[], days: number): SeedOrder[] =>
  seeds.map((seed, index) => ({
    seed,
    days,
    isPlayedTwice: seeds.length === 1 || index % twiceEvery === twiceEvery / 2 - 1,
  }))

/** What one playing costs is counted once. */
export async function playSeed({ seed, days, isPlayedTwice }: SeedOrder): Promise<SeedResult> {
  const plan = generatePlan(seed, days)
  const before = process.cpuUsage()
  const { violation, hash, figures, probes } = await simulate(plan)
  const { user, system } = process.cpuUsage(before)
  const cpuMs = (user + system) / 1_000
  const differs = isPlayedTwice && !violation ? await playAgain(plan, hash) : undefined
  return { seed, violation: violation ?? differs, hash, figures, probes, cpuMs, isPlayedTwice }
}

/** What a plan breaks: where asked for, also by giving another history when it is played again. */
export async function violationOf(
  plan: Plan,
  { twice, ...options }: SimulateOptions & { readonly twice: boolean },
): Promise<Violation | undefined> {
  const { violation, hash } = await simulate(plan, options)
  return violation ?? (twice ? playAgain(plan, hash, options) : undefined)
}

async function playAgain(
  plan: Plan,
  hash: string,
  options: SimulateOptions = {},
): Promise<Violation | undefined> {
  const again = await simulate(plan, options)
  return again.hash === hash ? again.violation : unrepeatable(again)
}

const unrepeatable = ({ figures }: Outcome): Violation => ({
  rule: 'determinism',
  what: 'played twice, the plan gave two histories',
  at: figures.simulatedMs,
  step: 0,
})
