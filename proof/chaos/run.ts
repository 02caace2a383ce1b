// `npm run chaos`: kills the built service, and everything around it, as often as told, and says whether
// anything was lost, done twice or late. Exit code 0: nothing. 1: something; its files are kept. 2: usage.
import { parseArgs } from 'node:util'
import { isWithin } from '../is-within.ts'
import { runChaos } from './chaos.ts'
import type { Finding } from './findings.ts'
import { headlineOf, summaryOf, tableOf } from './table.ts'

const usage = `npm run chaos -- [options]

  --kills N   how often the process is killed (20 to 100000; default 50)
  --full      1,000 kills
  --worlds N  so many databases at once, each served, used and killed by itself (1 to 8; default 1)
  --seed N    which faults, in which order; the same number gives the same ones (default: new each time)
  --json      one JSON document instead of the table

Exit code 0: nothing was found. 1: something was; the files are kept. 2: not understood.
`

interface Options {
  readonly kills: number
  readonly seed: number
  readonly lanes: number
  readonly json: boolean
}

const say = (text: string) => void process.stdout.write(text)

async function main(): Promise<number> {
  const options = optionsOf()
  if (typeof options === 'number') return options
  const { kills, seed, lanes, json } = options
  if (!json) say(`chaos: ${kills} kills, seed ${seed}\n`)
  const onRound = progress(kills)
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stopping.abort())
  }
  const { signal } = stopping
  const { tally, folder, tookMs } = await runChaos({ kills, seed, lanes, onRound, signal })
  const summary = summaryOf({ seed, tookMs, lanes }, tally)
  say(json ? `${JSON.stringify({ ...summary, folder: folder ?? null })}\n` : tableOf(summary))
  if (folder) process.stderr.write(howToLook(tally.findings, folder, options))
  if (!json) say(`${headlineOf(summary)}${signal.aborted ? ' (stopped before its end)' : ''}\n`)
  return folder || signal.aborted ? 1 : 0
}

/** What was asked for; or the code to exit with at once. */
function optionsOf(): Options | number {
  try {
    const { values } = parseArgs({
      options: {
        kills: { type: 'string' },
        full: { type: 'boolean', default: false },
        worlds: { type: 'string', default: '1' },
        seed: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      say(usage)
      return 0
    }
    const kills = Number(values.kills ?? (values.full ? 1_000 : 50))
    const seed = Number(values.seed ?? Date.now() % 1_000_000)
    const lanes = Number(values.worlds)
    const isUsable = isWithin(kills, 20, 100_000) && isWithin(lanes, 1, 8) && Number.isInteger(seed)
    if (isUsable) return { kills, seed, lanes, json: values.json }
  } catch {
    // Told below.
  }
  process.stderr.write(usage)
  return 2
}

/** A line on a terminal that is written over; elsewhere one for every twentieth part. */
function progress(of: number): (kills: number, findings: number) => void {
  const startedAt = performance.now()
  let told = 0
  return (kills, findings) => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    const line = `chaos: ${kills} of ${of} kills, ${findings} found, ${seconds} s`
    if (process.stderr.isTTY) process.stderr.write(`\r${line}\x1b[K${kills >= of ? '\n' : ''}`)
    else if (kills >= told + of / 20) {
      told = kills
      process.stderr.write(`${line}\n`)
    }
  }
}

function howToLook(
  findings: readonly Finding[],
  folder: string,
  { seed, kills, lanes }: Options,
): string {
  const shown = findings
    .slice(0, 20)
    .map(
      ({ kind, what, round, folder: where }) =>
        `  ${kind}: ${what}\n      in ${round}\n      in ${where}\n`,
    )
  return `\n${findings.length} found:\n${shown.join('')}
What is in ${folder}/world-N:
  record.jsonl   every request and answer, every kill, in order; search it for FOUND
  service.log    what the service said
  copy/copy.db   the files as the last death left them: node dist/src/cli.js verify PATH
  unstuck.db     the database (disk-files/ where it lay on a small disk)
The same faults again: npm run chaos -- --seed ${seed} --kills ${kills} --worlds ${lanes}

`
}

process.exitCode = await main()
