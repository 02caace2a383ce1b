// `npm run fuzz`: hostile input of every kind against a running service, and one table of what came of it.
// Exit code 1 where anything broke; its input is kept and tried first from then on.
import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.ts'
import { tableOf } from './table.ts'

const usage = `npm run fuzz -- [options]
  --inputs N   how many inputs (default 5000)
  --full       50000 inputs, 300 of them runs of the command line
  --seed S     the same inputs again (default: new ones each time)
  --json       one JSON document instead of the table
`

const { values } = parseArgs({
  options: {
    inputs: { type: 'string' },
    full: { type: 'boolean', default: false },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const inputs = Number(values.inputs ?? (values.full ? 50_000 : 5_000))
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const isAsked = Number.isInteger(inputs) && inputs > 0 && Number.isInteger(seed) && !values.help

if (isAsked) {
  const report = await fuzz({
    inputs,
    seed,
    commands: Math.min(300, Math.ceil(inputs / 100)),
    onProgress,
  })
  process.stderr.write('\n')
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : tableOf(report))
  process.exitCode = report.failures.length > 0 ? 1 : 0
} else {
  process.stdout.write(usage)
  process.exitCode = values.help ? 0 : 2
}

function onProgress(round: string, done: number, of: number): void {
  process.stderr.write(`\r${round}: ${done} of ${of}`.padEnd(60))
}
