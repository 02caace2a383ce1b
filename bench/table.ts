// The one table at the end: what was measured, its median and spread, and the ratio to what it stands beside.
import type { Figure, Unit } from './harness.ts'

interface Machine {
  readonly date: string
  readonly node: string
  readonly cpus: string
  readonly databases: string
  readonly quick: boolean
}

export function tableOf(figures: readonly Figure[], machine: Machine): string {
  const { date, node, cpus, databases, quick } = machine
  const heading = ['benchmark', 'measure', 'median', 'min–max', 'unit', 'beside', 'ratio', 'aim']
  const rows = [heading, heading.map(() => '---'), ...figures.map(rowOf)]
  const widths = heading.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0, cell === '---' ? '-' : ' ')).join(' | ')} |`
  const about = `${date}, Node ${node}, ${cpus}, databases in ${databases}, synchronous=FULL`
  return ['', `${about}${quick ? ', quick' : ''}`, '', ...rows.map(line), ''].join('\n')
}

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
