// What a run prints: the tables of what was tried and what of it was lost, the verdict, and the same as one
// document for machines.
import type { Finding } from './examine.ts'
import type { FaultRow } from './faults.ts'
import type { Tally } from './sweep.ts'

export interface Row {
  readonly name: 'as-shipped' | 'normal' | 'off'
  readonly tally: Tally
  readonly durationMs: number
  /** Where the log of a failure is. */
  readonly kept: string | undefined
}

export interface Summary {
  readonly seed: number
  readonly tookMs: number
  readonly power: readonly Row[]
  readonly faults: readonly FaultRow[]
}

/** Lines of one finding shown in full; the rest is counted. */
const linesMax = 6

/** Everything that fails a run, one line each; empty where it is sound. */
export function failuresOf({ power, faults }: Summary): string[] {
  const caught: Record<Row['name'], (tally: Tally) => boolean> = {
    'as-shipped': () => true,
    normal: ({ lost }) => lost > 0,
    off: ({ corrupt }) => corrupt > 0,
  }
  return [
    ...power.flatMap(({ name, tally }) =>
      name === 'as-shipped' && brokenOf(tally) > 0
        ? [`${brokenOf(tally)} images are not sound`]
        : [],
    ),
    ...power
      .filter(({ name, tally }) => !caught[name](tally))
      .map(({ name }) => `the harness does not catch synchronous=${name.toUpperCase()}`),
    ...faults
      .filter((row) => brokenOf(row) + row.troubles.length > 0)
      .map((row) => `${row.name}: ${brokenOf(row)} images, ${row.troubles.length} runs`),
  ]
}

/** Findings of all kinds. */
export const brokenOf = ({ lost, invented, drift, corrupt }: Tally): number =>
  lost + invented + drift + corrupt

const powerHead = ['power loss', 'positions', 'cuts', 'images', 'started', 'promises']
const foundHead = ['lost', 'invented', 'drift', 'corrupt']
const faultHead = ['fault', 'places', 'runs', 'struck', 'gave up', 'images']

export function tables(summary: Summary): string {
  const { power, faults } = summary
  return [
    ...(power.length > 0 ? [powerTable(power), ...power.flatMap(selfTestOf)] : []),
    ...(faults.length > 0 ? [faultTable(faults)] : []),
    ...power.flatMap((row) => powerDetails(row, summary.seed)),
    ...faults.flatMap(faultDetails),
    ...failuresOf(summary),
  ].join('\n')
}

/** The last line: what people quote. */
export function lastLine(summary: Summary): string {
  const { power, faults, tookMs } = summary
  const rows: readonly Tally[] = [...power.slice(0, 1).map(({ tally }) => tally), ...faults]
  const sum = (name: 'images' | 'lost' | 'invented' | 'drift' | 'corrupt') =>
    number(rows.reduce((total, row) => total + row[name], 0))
  const runs = number(faults.reduce((total, row) => total + row.runs, 0))
  const figures = [
    `${sum('images')} images`,
    `${runs} fault runs`,
    ...foundHead.map((name) => `${name} ${sum(name as 'lost')}`),
    ...power.slice(1).map(({ name, tally }) => {
      const found = name === 'off' ? tally.corrupt : tally.lost
      return `synchronous=${name.toUpperCase()} ${found > 0 ? 'caught' : 'NOT CAUGHT'}`
    }),
  ]
  const verdict = failuresOf(summary).length === 0 ? 'nothing lost' : 'FAILED'
  return `powerloss: ${figures.join(', ')}, ${seconds(tookMs)}: ${verdict}`
}

function powerTable(rows: readonly Row[]): string {
  return aligned([
    [...powerHead, ...foundHead, 'time'],
    ...rows.map(({ name, tally, durationMs }) => [
      name === 'as-shipped' ? 'as shipped (FULL)' : `weakened: ${name.toUpperCase()}`,
      ...[tally.positions, tally.cuts, tally.images, tally.started, tally.promises].map(number),
      ...foundOf(tally),
      seconds(durationMs),
    ]),
  ])
}

const foundOf = ({ lost, invented, drift, corrupt }: Tally): string[] =>
  [lost, invented, drift, corrupt].map(number)

function selfTestOf({ name, tally }: Row): string[] {
  if (name === 'as-shipped') return []
  const [found, what] =
    name === 'off' ? [tally.corrupt, 'corrupting'] : ([tally.lost, 'losing'] as const)
  const verdict = found > 0 ? `is caught ${what} in ${number(found)} images` : 'IS NOT CAUGHT'
  return [`self-test: synchronous=${name.toUpperCase()} ${verdict}`]
}

const faultTable = (rows: readonly FaultRow[]): string =>
  aligned([
    [...faultHead, ...foundHead, 'answered after an I/O error'],
    ...rows.map((row) => [
      row.name,
      ...[row.positions, row.runs, row.struck, row.gaveUp, row.images].map(number),
      ...foundOf(row),
      number(row.answersAfter),
    ]),
  ])

function powerDetails({ name, tally, kept }: Row, seed: number): string[] {
  if (name !== 'as-shipped') return []
  return tally.failures.flatMap(({ position, image, finding }) => [
    `position ${position}, image ${image}: ${describeFinding(finding)}`,
    `  npm run powerloss -- --seed ${seed} --replay ${kept} --position ${position} --image ${image}`,
  ])
}

const faultDetails = ({ name, failures, troubles, kept }: FaultRow): string[] => [
  ...failures
    .slice(0, linesMax)
    .map(
      ({ position, image, finding }) =>
        `${name} at ${position}, image ${image}: ${describeFinding(finding)}`,
    ),
  ...kept.map((log) => `  its log: ${log}`),
  ...troubles.slice(0, linesMax).map((trouble) => `${name} at ${trouble}`),
]

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
