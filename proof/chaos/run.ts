// `npm run chaos`: kills the built service, and everything around it, as often as told, and says whether
// anything was lost, done twice or late. Exit code 0: nothing. 1: something; its files are kept. 2: usage.
import { parseArgs } from 'node:util'
import { runChaos } from './chaos.ts'
import type { Finding } from './findings.ts'
import { summaryOf, tableOf } from './table.ts'

const usage = `npm run chaos -- [--kills N] [--full] [--seed N] [--json]

  --kills N  how often the process is killed (20 to 100000; default 50)
  --full     1,000 kills
  --seed N   which faults, in which order; the same number gives the same ones (default: new each time)
  --json     one JSON document instead of the table
`

const say = (text: string) => void process.stdout.write(text)

async function main(): Promise<number> {
  const options = optionsOf()
  if (!options) {
    process.stderr.write(usage)
    return 2
  }
  const { kills, seed, json } = options
  if (!json) say(`chaos: ${kills} kills, seed ${seed}\n`)
  const { tally, folder, tookMs } = await runChaos({
    kills,
    seed,
    onRound: (name, findings) => {
      if (!json) say(`${findings === 0 ? 'ok  ' : `${findings} found`}  ${name}\n`)
    },
  })
  const summary = summaryOf(seed, tookMs, tally)
  say(json ? `${JSON.stringify({ ...summary, folder: folder ?? null })}\n` : tableOf(summary))
  if (!folder) return 0
  process.stderr.write(howToLook(tally.findings, folder, seed, kills))
  return 1
}

function optionsOf(): { kills: number; seed: number; json: boolean } | undefined {
  try {
    const { values } = parseArgs({
      options: {
        kills: { type: 'string' },
        full: { type: 'boolean', default: false },
        seed: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const kills = Number(values.kills ?? (values.full ? 1_000 : 50))
    const seed = Number(values.seed ?? Date.now() % 1_000_000)
    const isUsable = Number.isInteger(kills) && kills >= 20 && kills <= 100_000
    return isUsable && Number.isInteger(seed) ? { kills, seed, json: values.json } : undefined
  } catch {
    return undefined
  }
}

function howToLook(
  findings: readonly Finding[],
  folder: string,
  seed: number,
  kills: number,
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
The same faults again: npm run chaos -- --seed ${seed} --kills ${kills}
`
}

process.exitCode = await main()
