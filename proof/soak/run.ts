// `npm run soak`: one service under steady load for minutes or hours, and whether anything of it grows, slows down or
// is lost. Exit code 0: nothing. 1: something; its files are kept. 2: not understood.
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isWithin } from '../is-within.ts'
import { judge, type Sample, type Verdict } from './judge.ts'
import { type Soaked, soak } from './soak.ts'

const usage = `npm run soak -- [options]

  --minutes N  how long (2 to 10080; default 10)
  --full       eight hours
  --lives N    so many processes, one after the other, each stopped in good order (1 to 100; default 2)
  --rate N     submissions a second (1 to 500; default 10)
  --seed N     who submits what (default: new each time)
  --json       one JSON document instead of the table

Exit code 0: every bound held. 1: one did not, or something was lost; the files are kept. 2: not understood.
`

const say = (text: string) => void process.stdout.write(text)

async function main(): Promise<number> {
  const options = optionsOf()
  if (typeof options === 'number') return options
  const { json, ...asked } = options
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stopping.abort())
  }
  const soaked = await soak({ ...asked, onSample: tell, signal: stopping.signal })
  const verdicts = judge(soaked.samples)
  const isWhole = !stopping.signal.aborted
  const ok = isWhole && soaked.found.length === 0 && verdicts.every(({ held }) => held)
  const { folder, samples, ...rest } = soaked
  if (json)
    say(`${JSON.stringify({ ...asked, ...rest, looks: samples.length, verdicts, samples, ok })}\n`)
  else say(tableOf(soaked, verdicts))
  if (ok) rmSync(folder, { recursive: true, force: true })
  else {
    const how = isWhole ? 'FAILED' : 'was stopped before its end'
    process.stderr.write(`soak ${how}; what is left of it: ${folder}\n`)
  }
  return ok ? 0 : 1
}

interface Asked {
  readonly minutes: number
  readonly lives: number
  readonly submitsPerSecond: number
  readonly seed: number
  readonly json: boolean
}

/** What was asked for; or the code to exit with at once. */
function optionsOf(): Asked | number {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string' },
        full: { type: 'boolean', default: false },
        lives: { type: 'string', default: '2' },
        rate: { type: 'string', default: '10' },
        seed: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      say(usage)
      return 0
    }
    const minutes = Number(values.minutes ?? (values.full ? 480 : 10))
    const lives = Number(values.lives)
    const submitsPerSecond = Number(values.rate)
    const seed = Number(values.seed ?? Date.now() % 1_000_000)
    const isUsable =
      isWithin(minutes, 2, 10_080) &&
      isWithin(lives, 1, 100) &&
      isWithin(submitsPerSecond, 1, 500) &&
      Number.isInteger(seed)
    if (isUsable) return { minutes, lives, submitsPerSecond, seed, json: values.json }
  } catch {
    // Told below.
  }
  process.stderr.write(usage)
  return 2
}

function tell({
  atMs,
  life,
  heapBytes,
  rssBytes,
  submitted,
  answerP50Ms,
  answerP99Ms,
  ...held
}: Sample) {
  const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`
  const parts = [
    `${(atMs / 60_000).toFixed(1)} min, life ${life}, ${submitted} submitted`,
    `heap ${megabytes(heapBytes)}, memory ${megabytes(rssBytes)}, file ${megabytes(held.databaseBytes)}`,
    `log ${megabytes(held.walBytes)}, open files ${held.openFiles}`,
    `answer ${answerP50Ms.toFixed(1)} and ${answerP99Ms.toFixed(1)} ms`,
    Object.entries(held.resources)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(' '),
  ]
  process.stderr.write(`${parts.join('; ')}\n`)
}

function tableOf(soaked: Soaked, verdicts: readonly Verdict[]): string {
  const { submitted, completed, webhooksReceived, samples, stalls, stalledMs, found } = soaked
  const rows = verdicts.map(({ name, unit, value, bound, held }) => {
    const figure = `${value.toFixed(2)} ${unit}`.trimEnd()
    return `  ${name.padEnd(38)}${figure.padStart(12)}   at most ${bound} ${unit}${held ? '' : '  NOT HELD'}`.trimEnd()
  })
  return [
    `${submitted} submitted, ${completed} completed, the others failed as they should; ${webhooksReceived} webhooks`,
    `looked at ${samples.length} times; the machine stood still ${stalls} times, ${Math.round(stalledMs)} ms in all`,
    ...rows,
    `  ${'lost, wrong or unforeseen'.padEnd(38)}${String(found.length).padStart(12)}   at most 0`,
    ...found.slice(0, 20).map((what) => `    ${what}`),
    '',
  ].join('\n')
}

process.exitCode = await main()
