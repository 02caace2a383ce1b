// A run as one table for people, and as one document for machines.
import { type FindingKind, findingKinds } from './findings.ts'
import { faultKinds, places } from './plan.ts'
import type { Tally } from './tally.ts'

interface Run {
  readonly seed: number
  readonly tookMs: number
  /** Worlds beside each other. */
  readonly lanes: number
}

export interface Summary extends Run {
  /** Whether nothing was found. */
  readonly ok: boolean
  readonly faults: Readonly<Record<string, { rounds: number; kills: number }>>
  readonly places: Readonly<Record<string, number>>
  readonly counts: Tally['counts']
  readonly ends: Readonly<Record<string, number>>
  readonly ms: Readonly<Record<string, number>>
  readonly found: Readonly<Record<FindingKind, number>>
  readonly findings: Tally['findings']
}

export function summaryOf({ seed, tookMs, lanes }: Run, tally: Tally): Summary {
  const found = findingKinds.map((kind) => [
    kind,
    tally.findings.filter((finding) => finding.kind === kind).length,
  ])
  return {
    ok: tally.findings.length === 0,
    seed,
    lanes,
    tookMs: Math.round(tookMs),
    faults: Object.fromEntries(tally.faults),
    places: Object.fromEntries(tally.reached),
    counts: tally.counts,
    ends: Object.fromEntries(tally.ends),
    ms: {
      restartP50: quantile(tally.startMs, 0.5),
      restartP99: quantile(tally.startMs, 0.99),
      stopMax: quantile(tally.stopMs, 1),
      secondProcessMax: quantile(tally.refusedMs, 1),
      latestPastDeadline: Math.round(tally.latestMs),
      longestReadWithoutWrites: Math.round(tally.longestReadMs),
      machineStalled: Math.round(tally.stalledMs),
      longestMachineStall: Math.round(tally.longestStallMs),
    },
    found: Object.fromEntries(found) as Summary['found'],
    findings: tally.findings,
  }
}

export function tableOf(summary: Summary): string {
  const { faults, counts, ends, ms, found } = summary
  const rows = (entries: readonly (readonly [string, unknown])[]) =>
    entries.map(([name, value]) => `  ${words(name).padEnd(34)}${String(value).padStart(10)}`)
  const reached = places.map((place) => [`  ${place}`, summary.places[place] ?? 0] as const)
  const kinds = faultKinds.flatMap((kind) => {
    const { rounds = 0, kills = 0 } = faults[kind] ?? {}
    const row = [kind, `${rounds} / ${kills}`] as const
    return kind === 'killed at a place' ? [row, ...reached] : [row]
  })
  return [
    `chaos: seed ${summary.seed}, ${Math.round(summary.tookMs / 1_000)} s, ${counts.worlds} worlds, ${summary.lanes} at once`,
    'faults: rounds / kills',
    ...rows(kinds),
    'asked and heard',
    ...rows(Object.entries(counts)),
    'how jobs ended',
    ...rows(Object.entries(ends).sort(([, a], [, b]) => b - a)),
    'milliseconds',
    ...rows(Object.entries(ms)),
    'found (all must be 0)',
    ...rows(Object.entries(found)),
    '',
  ].join('\n')
}

/** The last line: what people quote. */
export function headlineOf({ ok, counts, found, ms, findings }: Summary): string {
  const figures = [
    `${counts.kills} kills`,
    `${counts.acked} acked`,
    `${counts.recovered} recovered`,
    `lost ${found.lost}`,
    `unexpected ${found.unexpected}`,
    `duplicated ${found.duplicated}`,
    `double refunds ${found['double refund']}`,
    `missed refunds ${found['missed refund']}`,
    `overdue ${found.overdue}`,
    `cursor gaps ${found['cursor gap']}`,
    `restart p50 ${ms['restartP50']} ms, p99 ${ms['restartP99']} ms`,
  ]
  return `chaos: ${figures.join(', ')}: ${ok ? 'nothing found' : `${findings.length} FOUND`}`
}

/** A field's name as a person would write it; the codes of failures stay as they are. */
const words = (name: string): string =>
  /^[A-Z_]+$/.test(name) ? name : name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0)
}
