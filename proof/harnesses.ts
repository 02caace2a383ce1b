// The harnesses that `npm run proof` plays, each with its arguments for a short and for a full run, and which
// figures of its JSON document belong into the table. It runs nothing.
import type { Summary as ChaosSummary } from './chaos/table.ts'
import type { FuzzReport } from './fuzz/fuzz.ts'
import type { Report as MutantReport } from './mutants/hunt.ts'
import { brokenOf, type Summary as PowerlossSummary } from './powerloss/report.ts'
import type { Summary as SimSummary } from './sim/report.ts'

/** A figure of the table. What is `wanted` must be exactly so, or the run fails. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly wanted?: number
}

export interface Harness {
  readonly name: string
  /** The command that plays it alone. */
  readonly command: string
  /** Started by tsx in the project's root; prints one JSON document. */
  readonly script: string
  /** Fixed seeds: red means the change, not the luck of the day. */
  readonly short: readonly string[]
  readonly full: readonly string[]
  readonly figures: (document: never) => readonly Figure[]
}

/** What must not have happened, in one figure. */
const none = (name: string, value: number): Figure => ({ name, value, wanted: 0 })
const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0)
const only = (flag: string, value: string): readonly string[] => [flag, value]

export const harnesses: readonly Harness[] = [
  {
    name: 'simulation',
    command: 'npm run sim',
    script: 'proof/sim/run.ts',
    short: only('--seeds', '300'),
    full: ['--full'],
    figures: (sim: SimSummary) => [
      { name: 'simulated days', value: sim.simulatedDays },
      { name: 'crashes inside', value: sim.crashes },
      { name: 'jobs', value: sim.jobs },
      { name: 'seeds played twice, same hash', value: sim.playedTwice },
      { name: 'situations met', value: sim.probesHit },
      none('violations', sim.violations),
    ],
  },
  {
    name: 'power loss',
    command: 'npm run powerloss',
    script: 'dist/proof/powerloss/run.js',
    short: [],
    full: ['--full'],
    figures: ({ power, faults }: PowerlossSummary) => {
      const tally = (name: string) => power.find((row) => row.name === name)?.tally
      const shipped = tally('as-shipped')
      return [
        { name: 'images', value: shipped?.images ?? 0 },
        { name: 'promises in them', value: shipped?.promises ?? 0 },
        none('lost', shipped?.lost ?? 1),
        none('otherwise wrong', shipped ? brokenOf(shipped) - shipped.lost : 1),
        { name: 'runs with failing calls', value: sumOf(faults.map(({ runs }) => runs)) },
        none('wrong after failing calls', sumOf(faults.map(brokenOf))),
        { name: 'lost with NORMAL (own check)', value: tally('normal')?.lost ?? 0 },
      ]
    },
  },
  {
    name: 'chaos',
    command: 'npm run chaos',
    script: 'proof/chaos/run.ts',
    short: only('--seed', '20261124'),
    full: ['--full', '--worlds', '2', '--seed', '20261124'],
    figures: ({ counts, ms, found }: ChaosSummary) => [
      { name: 'SIGKILLs', value: counts.kills },
      { name: 'restart p50, ms', value: ms['restartP50'] ?? 0 },
      { name: 'restart p99, ms', value: ms['restartP99'] ?? 0 },
      ...Object.entries(found).map(([kind, value]) => none(kind, value)),
    ],
  },
  {
    name: 'fuzz',
    command: 'npm run fuzz',
    script: 'proof/fuzz/run.ts',
    short: only('--seed', '20261124'),
    full: ['--full', '--seed', '20261124'],
    figures: ({ rounds, races, failures }: FuzzReport) => [
      { name: 'inputs', value: sumOf(rounds.map(({ inputs }) => inputs)) },
      { name: 'race orders', value: races.orders },
      none('crashes', sumOf(rounds.map(({ deaths }) => deaths))),
      none('failures', failures.length),
    ],
  },
  {
    name: 'planted bugs',
    command: 'npm run mutants',
    script: 'proof/mutants/run.ts',
    short: ['--sample', '10', '--seed', '1'],
    full: [],
    figures: ({ mutants, canaries, baseline }: MutantReport) => [
      { name: 'planted', value: mutants.length },
      none('not caught', mutants.filter(({ caught }) => !caught).length),
      none('canaries not heard', canaries.filter(({ caught }) => !caught).length),
      none('false alarms', baseline.filter(({ caught }) => caught).length),
    ],
  },
]
