// One table of a run for people: a line a round, then what failed and where it is kept.
import type { FuzzReport } from './fuzz.ts'

const headings = [
  'round',
  'inputs',
  'refused',
  'failed',
  'deaths',
  'stalls',
  'stall ms',
  'error bytes',
  'p99 ms',
  's',
]

export function tableOf({ rounds, races, failures, seed, seconds }: FuzzReport): string {
  const rows = rounds.map((round) => [
    round.name,
    String(round.inputs),
    String(round.refused),
    String(round.failures),
    String(round.deaths),
    String(round.stalls),
    round.worstStallMs.toFixed(0),
    String(round.largestErrorBytes),
    round.normalP99Ms.toFixed(0),
    round.seconds.toFixed(0),
  ])
  const total = rounds.reduce((sum, { inputs }) => sum + inputs, 0)
  const ends = Object.entries(races.outcomes).map(([outcome, count]) => `${outcome} ${count}`)
  return [
    '',
    ...aligned([headings, ...rows]),
    '',
    `races: ${races.orders} orders (${ends.join(', ')})`,
    ...failures.flatMap(({ round, broken, input, kept }) => [
      '',
      `FAILED in ${round}: ${broken.join('; ')}`,
      `  ${JSON.stringify(input).slice(0, 500)}`,
      ...(kept === '' ? [] : [`  ${kept}`]),
    ]),
    '',
    `${failures.length === 0 ? 'clean' : `${failures.length} failure(s)`}: ${total} inputs and ${races.orders} orders in ${seconds.toFixed(0)} s, seed ${seed}`,
    '',
  ].join('\n')
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  )
}
