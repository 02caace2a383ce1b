// The tables that a run prints: what was tried, and what of it was lost.
import type { Finding } from './examine.ts'
import type { FaultTally } from './faults.ts'
import type { Tally } from './sweep.ts'

export interface Row {
  readonly name: string
  readonly tally: Tally
  readonly durationMs: number
}

/** Lines of one finding shown in full; the rest is counted. */
const linesMax = 6

export function table(rows: readonly Row[]): string {
  const head = [
    'power loss',
    'positions',
    'cuts',
    'images',
    'started',
    'promises',
    'lost',
    'invented',
    'drift',
    'corrupt',
    'time',
  ]
  return aligned([
    head,
    ...rows.map(({ name, tally, durationMs }) => [
      name,
      ...[tally.positions, tally.cuts, tally.images, tally.started, tally.promises].map(number),
      ...[tally.lost, tally.invented, tally.drift, tally.corrupt].map(number),
      seconds(durationMs),
    ]),
  ])
}

export function faultLines(tallies: readonly FaultTally[], durationMs: number): string {
  const head = ['fault', 'places', 'runs', 'struck', 'gave up', 'images']
  const found = ['lost', 'invented', 'drift', 'corrupt', 'answered after an I/O error']
  const rows = tallies.map((tally) => [
    tally.name,
    ...[tally.positions, tally.runs, tally.struck, tally.gaveUp, tally.images].map(number),
    ...[tally.lost, tally.invented, tally.drift, tally.corrupt, tally.answersAfter].map(number),
  ])
  const details = tallies.flatMap(({ name, failures, troubles, kept }) => [
    ...failures
      .slice(0, linesMax)
      .map(
        ({ position, image, finding }) =>
          `${name} at ${position}, image ${image}: ${describeFinding(finding)}`,
      ),
    ...kept.map((log) => `  its log: ${log}`),
    ...troubles.slice(0, linesMax).map((trouble) => `${name} at ${trouble}`),
  ])
  const runs = tallies.reduce((total, tally) => total + tally.runs, 0)
  return [
    aligned([[...head, ...found], ...rows]),
    ...details,
    `${runs} runs in ${seconds(durationMs)}`,
  ].join('\n')
}

/** What is wrong with one image, in one paragraph; empty where nothing is. */
export const describeFinding = (finding: Finding): string =>
  Object.entries(finding)
    .filter(([, lines]: [string, readonly string[]]) => lines.length > 0)
    .map(([kind, lines]: [string, readonly string[]]) => {
      const more = lines.length > linesMax ? ` and ${lines.length - linesMax} more` : ''
      return `${kind}: ${lines.slice(0, linesMax).join('; ')}${more}`
    })
    .join(' | ')

const number = (value: number): string => value.toLocaleString('en')
const seconds = (durationMs: number): string => `${(durationMs / 1_000).toFixed(1)} s`

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths?.[column] ?? 0
        return column === 0 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
  return rows.map(line).join('\n')
}
