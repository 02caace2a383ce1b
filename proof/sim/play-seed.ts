// One seed from plan to result, in whatever process it is asked for; one in twenty is played twice.
import { generatePlan } from './generate.ts'
import type { ProbeCounts } from './probes.ts'
import { type Figures, simulate, type Violation } from './simulate.ts'

export interface SeedResult {
  readonly seed: number
  readonly violation: Violation | undefined
  readonly hash: string
  readonly figures: Figures
  readonly probes: ProbeCounts
  readonly cpuMs: number
  readonly isPlayedTwice: boolean
}

const twiceEvery = 20

export async function playSeed(seed: number, days: number): Promise<SeedResult> {
  const plan = generatePlan(seed, days)
  const before = process.cpuUsage()
  const { violation, hash, figures, probes } = await simulate(plan)
  const { user, system } = process.cpuUsage(before)
  const isPlayedTwice = seed % twiceEvery === 0
  const again = isPlayedTwice ? (await simulate(plan)).hash : hash
  const differs = again === hash ? undefined : unrepeatable(figures)
  const cpuMs = (user + system) / 1_000
  return { seed, violation: violation ?? differs, hash, figures, probes, cpuMs, isPlayedTwice }
}

const unrepeatable = ({ simulatedMs: at }: Figures): Violation => ({
  rule: 'determinism',
  what: 'played twice, the plan gave two histories',
  at,
  step: 0,
})
