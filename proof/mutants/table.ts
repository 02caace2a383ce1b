// One table of a run for people, and under it whatever keeps the run from being green.
import type { Hunted, Report } from './hunt.ts'

const headings = ['mutant', 'caught by', 'after', 's']

export function tableOf({ mutants, canaries, baseline, seconds, ok }: Report): string {
  const caught = mutants.filter((each) => each.caught).length
  const sighted = canaries.filter((each) => each.caught).length
  const troubles = [
    ...[...mutants, ...canaries].filter((each) => !each.caught),
    ...baseline.filter((each) => each.caught || each.saw),
  ]
  return [
    '',
    ...aligned([headings, ...[...mutants, ...canaries].map(row), ...baseline.map(rowOfSource)]),
    ...troubles.flatMap(({ name, by, after, saw }) => [
      '',
      `${name}, ${by}: ${after}`,
      ...saw.split('\n').slice(0, 20),
    ]),
    '',
    `${ok ? 'ok' : 'FAILED'}: ${caught} of ${mutants.length} planted bugs caught, ${sighted} of ${canaries.length} canaries, in ${seconds.toFixed(0)} s`,
    '',
  ].join('\n')
}

/** A line of progress, as each ends. */
export const progressOf = (hunted: Hunted, done: number, of: number): string =>
  `[${done}/${of}] ${row(hunted).join(', ')} s\n`

const row = ({ name, by, caught, after, seconds }: Hunted): string[] => [
  name,
  caught ? by : `NOT CAUGHT by ${by}`,
  after,
  seconds.toFixed(0),
]

const rowOfSource = ({ name, by, caught, saw, after, seconds }: Hunted): string[] => [
  name,
  caught || saw ? `BROKEN for ${by}` : `sound for ${by}`,
  after,
  seconds.toFixed(0),
]

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((_, column) =>
    Math.max(...rows.map((each) => each[column]?.length ?? 0)),
  )
  return rows.map((each) =>
    each
      .map((cell, column) =>
        column === 3 ? cell.padStart(widths[3] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  '),
  )
}
