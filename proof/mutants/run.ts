// `npm run mutants`: plants known bugs in copies of the source and asks the harnesses whether they notice. Exits
// with 1 where one does not, where the canary is not heard, or where the source itself does not pass.
import { parseArgs } from 'node:util'
import { hunt, type Report } from './hunt.ts'
import type { Mutant, Net } from './mutant.ts'
import { canaries, mutants } from './mutants.ts'
import { progressOf, tableOf } from './table.ts'

const usage = `npm run mutants -- [options]
  --sample N   so many of them, drawn anew each time
  --seed S     of the draw: the same ones again
  --only TEXT  those whose name holds this text, or one of these, between commas
  --at-once N  copies worked on at the same time, 1 or 2 (2)
  --with NET   ask this harness instead: simulation or histories
  --list       their names and why they matter
  --json       one JSON document instead of the table
`

const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    'at-once': { type: 'string', default: '2' },
    with: { type: 'string' },
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const say = (text: string): void => void process.stdout.write(text)
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const atOnce = Number(values['at-once'])
const sample = values.sample === undefined ? undefined : Number(values.sample)
process.exitCode = await main()

async function main(): Promise<number> {
  const numbers = [seed, atOnce, sample ?? 1]
  if (values.help || !numbers.every(Number.isInteger) || atOnce < 1 || atOnce > 2) {
    say(usage)
    return values.help ? 0 : 2
  }
  const chosen = choose().map((each) => ({ ...each, caughtBy: netInstead() ?? each.caughtBy }))
  if (chosen.length === 0) {
    say(`No mutant is called ${values.only}\n`)
    return 2
  }
  if (values.list) {
    for (const { name, why } of chosen) say(`${name}: ${why}\n`)
    return 0
  }
  const report: Report = await hunt({
    mutants: chosen,
    canaries,
    atOnce,
    onHunted: (...progress) => process.stderr.write(progressOf(...progress)),
  })
  if (values.json) say(`${JSON.stringify({ ...report, seed })}\n`)
  else say(`${tableOf(report)}${sample === undefined ? '' : `the sample of seed ${seed}\n`}`)
  return report.ok ? 0 : 1
}

function choose(): readonly Mutant[] {
  const asked = values.only?.split(',')
  const named = mutants.filter(
    ({ name }) => asked === undefined || asked.some((text) => name.includes(text)),
  )
  return sample === undefined ? named : shuffled(named).slice(0, sample)
}

function netInstead(): Net | undefined {
  const by = (['simulation', 'histories'] as const).find((each) => each === values.with)
  return by && { by }
}

/** By a generator of its own, so that a seed gives the same sample everywhere. */
function shuffled(all: readonly Mutant[]): Mutant[] {
  const drawn = [...all]
  let state = seed >>> 0
  for (let index = drawn.length - 1; index > 0; index--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const other = Math.floor((state / 2 ** 32) * (index + 1))
    const [a, b] = [drawn[index], drawn[other]]
    if (a && b) [drawn[index], drawn[other]] = [b, a]
  }
  return drawn
}
