// The one table at the end: what was measured, its median and spread, and the ratio to what it stands beside.
import type { Figure, Unit } from './harness.ts'

export interface Machine {
  readonly date: string
  readonly commit: string
  readonly node: string
  readonly cpus: string
  readonly memory: string
  readonly databases: string
  readonly quick: boolean
}

export interface Results {
  readonly machine: Machine
  readonly figures: readonly Figure[]
  /** What this machine could not run, and why. */
  readonly skipped: readonly string[]
}

export function tableOf({ machine, figures, skipped }: Results): string {
  const heading = ['benchmark', 'measure', 'median', 'min–max', 'unit', 'beside', 'ratio', 'aim']
  const rows = [heading, heading.map(() => '---'), ...figures.map(rowOf)]
  const widths = heading.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0, cell === '---' ? '-' : ' ')).join(' | ')} |`
  return [
    '',
    describeMachine(machine),
    '',
    ...rows.map(line),
    '',
    ...skipped.map((what) => `Skipped: ${what}.`),
  ].join('\n')
}

const describeMachine = ({ date, commit, node, cpus, memory, databases, quick }: Machine): string =>
  `${date}, commit ${commit}, Node ${node}, ${cpus}, ${memory}, databases in ${databases}, ` +
  `synchronous=FULL${quick ? ', quick' : ''}`

function rowOf(figure: Figure): string[] {
  const { benchmark, measure, median, min, max, unit, beside, aim } = figure
  const spread = min === max ? '' : `${text(min, unit)}–${text(max, unit)}`
  const ratio = beside ? (median / beside.median).toFixed(2) : ''
  const by = beside ? `${beside.name} (${text(beside.median, unit)})` : ''
  const met = aim ? `${aim.text} ${aim.isMet ? '✓' : '✗'}` : ''
  return [benchmark, measure, text(median, unit), spread, unit, by, ratio, met]
}

function text(value: number, unit: Unit): string {
  if (unit === 'per s') return Math.round(value).toLocaleString('en')
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2)
}
