// The result of a run for people: one table, and a last line that says how it went.

import { dayMs } from './plan.ts'
import type { SeedResult } from './play-seed.ts'
import { addCounts, type ProbeCounts, probeNames } from './probes.ts'
import type { Violation } from './simulate.ts'

export interface Summary {
  readonly seeds: number
  readonly simulatedDays: number
  readonly crashes: number
  readonly jobs: number
  readonly refunds: number
  readonly foreignRows: number
  readonly lateAnswers: number
  readonly messages: number
  readonly erased: number
  readonly playedTwice: number
  readonly regressions: number
  readonly violations: number
  readonly probesHit: number
  readonly probes: ProbeCounts
  readonly daysPerCpuMinute: number
  readonly seconds: number
}

export function summarise(
  results: readonly SeedResult[],
  { seconds, regressions }: { readonly seconds: number; readonly regressions: number },
): Summary {
  const sum = (of: (result: SeedResult) => number) =>
    results.reduce((total, result) => total + of(result), 0)
  const simulatedDays = sum(({ figures }) => figures.simulatedMs) / dayMs
  const cpuMinutes = sum(({ cpuMs }) => cpuMs) / 60_000
  const probes = addCounts(results.map((result) => result.probes))
  return {
    seeds: results.length,
    simulatedDays: Math.floor(simulatedDays),
    crashes: sum(({ figures }) => figures.crashes),
    jobs: sum(({ figures }) => figures.jobs),
    refunds: sum(({ figures }) => figures.refunds),
    foreignRows: sum(({ figures }) => figures.foreignRows),
    lateAnswers: sum(({ figures }) => figures.lateAnswers),
    messages: sum(({ figures }) => figures.messages),
    erased: sum(({ figures }) => figures.erased),
    playedTwice: sum(({ isPlayedTwice }) => (isPlayedTwice ? 1 : 0)),
    regressions,
    violations: sum(({ violation }) => (violation ? 1 : 0)),
    probesHit: probeNames.filter((name) => probes[name] > 0).length,
    probes,
    daysPerCpuMinute: Math.round(simulatedDays / Math.max(cpuMinutes, 1e-9)),
    seconds: Math.round(seconds),
  }
}

export function table(summary: Summary): string {
  const rows: [string, number | string][] = [
    ['seeds', summary.seeds],
    ['simulated days', summary.simulatedDays],
    ['crashes', summary.crashes],
    ['jobs', summary.jobs],
    ['refunds', summary.refunds],
    ['rows of somebody else', summary.foreignRows],
    ['late answers discarded', summary.lateAnswers],
    ['messages of webhooks', summary.messages],
    ['people erased', summary.erased],
    ['seeds played twice, same hash', summary.playedTwice],
    ['saved plans played first', summary.regressions],
    ['violations', summary.violations],
    ['code probes hit', `${summary.probesHit} of ${probeNames.length}`],
    ['days per CPU minute', summary.daysPerCpuMinute],
    ['seconds', summary.seconds],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows
    .map(([name, value]) => `${name.padEnd(width)}  ${display(value).padStart(12)}`)
    .join('\n')
}

export const probeList = (probes: ProbeCounts): string =>
  probeNames.map((name) => `${String(probes[name]).padStart(8)}  ${name}`).join('\n')

export const describe = ({ rule, what, at, step }: Violation): string =>
  `${rule}, ${what}, after ${at} ms, step ${step}`

/** Says in one line how it went. */
export function lastLine(summary: Summary, broken: readonly string[]): string {
  const { seeds, simulatedDays, crashes, playedTwice } = summary
  const played = `${seeds} seeds, ${display(simulatedDays)} simulated days, ${display(crashes)} crashes`
  return broken.length === 0
    ? `sim: holds: ${played}, 0 violations, ${playedTwice} of ${playedTwice} repeated exactly`
    : `sim: FAILED: ${broken.join(', ')} (${played})`
}

const display = (value: number | string): string =>
  typeof value === 'number' ? value.toLocaleString('en') : value
