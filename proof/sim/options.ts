// What `npm run sim` is asked for on its command line.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

export const usage = `npm run sim -- [options]
  --seeds N      seeds to play (300)
  --full         2,000 of them
  --from S       the first of them (1)
  --days D       simulated days a seed (1)
  --seed S       play only this seed, twice
  --plan FILE    play only this plan, and show the end of its history
  --workers N    processes (one a core)
  --probes       list how often each situation was met
  --no-shrink    do not make failing plans small
  --json         one JSON document instead of the table
`

export interface Options {
  readonly seeds: readonly number[]
  readonly days: number
  readonly workers: number
  readonly plan: string | undefined
  readonly probes: boolean
  readonly shrinks: boolean
  readonly json: boolean
  readonly help: boolean
}

/** Throws an `Error` for people where an option is not known or not a number. */
export function optionsFrom(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      full: { type: 'boolean', default: false },
      from: { type: 'string', default: '1' },
      days: { type: 'string', default: '1' },
      seed: { type: 'string' },
      plan: { type: 'string' },
      workers: { type: 'string', default: String(availableParallelism()) },
      probes: { type: 'boolean', default: false },
      'no-shrink': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const first = wholeNumber('seed', values.seed ?? values.from)
  const asked = wholeNumber('seeds', values.seeds ?? (values.full ? '2000' : '300'))
  const length = values.seed === undefined ? asked : 1
  return {
    seeds: Array.from({ length }, (_, index) => first + index),
    days: wholeNumber('days', values.days),
    workers: wholeNumber('workers', values.workers),
    plan: values.plan,
    probes: values.probes,
    shrinks: !values['no-shrink'],
    json: values.json,
    help: values.help,
  }
}

const largest = 1_000_000

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= largest) return value
  throw new Error(`--${name} must be a whole number from 1 to ${largest}, not "${text}"`)
}
