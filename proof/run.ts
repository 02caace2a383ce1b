// `npm run proof`: every harness after the other, and one table of what they found. Exit code 0: each found
// nothing. It judges by the harnesses' own exit codes and documents, and keeps no seeds of its own.
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Figure, type Harness, harnesses } from './harnesses.ts'

const usage = `npm run proof -- [options]
  --full       the sizes of a release, not those of a change (about an hour on two cores)
  --only NAME  harnesses whose name holds this text
  --write      puts the table into docs/reliability.md
`

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

interface Played {
  readonly harness: Harness
  readonly ok: boolean
  readonly figures: readonly Figure[]
  readonly seconds: number
}

const page = 'docs/reliability.md'
const marks = ['<!-- figures: begin -->', '<!-- figures: end -->'] as const
const say = (text: string): void => void process.stdout.write(`${text}\n`)

process.exitCode = values.help ? usageOnly() : await main()

function usageOnly(): number {
  say(usage)
  return 0
}

async function main(): Promise<number> {
  const played: Played[] = []
  for (const harness of harnesses.filter(({ name }) => name.includes(values.only))) {
    say(`${harness.name}: ${harness.command}`)
    const result = await play(harness)
    played.push(result)
    for (const { name, value, wanted } of result.figures) {
      const isWrong = wanted !== undefined && value !== wanted
      say(
        `  ${name.padEnd(34)}${value.toLocaleString('en').padStart(10)}${isWrong ? '  WRONG' : ''}`,
      )
    }
    say(`  ${result.ok ? 'ok' : 'FAILED'} in ${Math.round(result.seconds)} s`)
  }
  if (values.write) writeFigures(played)
  const failed = played.filter(({ ok }) => !ok)
  say(
    failed.length === 0
      ? `proof ok: ${played.length} harnesses found nothing`
      : `proof FAILED: ${failed.map(({ harness }) => harness.name).join(', ')}`,
  )
  return failed.length === 0 && played.length > 0 ? 0 : 1
}

async function play(harness: Harness): Promise<Played> {
  const startedAt = performance.now()
  const argv = [...(values.full ? harness.full : harness.short), '--json']
  const child = spawn(process.execPath, ['--import', 'tsx', harness.script, ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve)
  })
  const figures = figuresOf(harness, output)
  const isRight = figures.every(({ value, wanted }) => wanted === undefined || value === wanted)
  const ok = code === 0 && figures.length > 0 && isRight
  if (!ok) say(output.slice(-20_000))
  return { harness, ok, figures, seconds: (performance.now() - startedAt) / 1_000 }
}

/** The document is the last line that is one; a harness that broke off prints none. */
function figuresOf(harness: Harness, output: string): readonly Figure[] {
  const line = output.trimEnd().split('\n').at(-1) ?? ''
  try {
    return harness.figures(JSON.parse(line) as never)
  } catch {
    return []
  }
}

function writeFigures(played: readonly Played[]): void {
  const text = readFileSync(page, 'utf8')
  const [before, after] = [text.indexOf(marks[0]), text.indexOf(marks[1])]
  if (before < 0 || after < before) throw new Error(`${page} has no place for figures`)
  const rows = played.map(({ harness, figures, seconds, ok }) => {
    const listed = figures.map(({ name, value }) => `${name} ${value.toLocaleString('en')}`)
    const cells = [harness.name, `\`${harness.command}\``, listed.join(' · ')]
    return `| ${cells.join(' | ')} | ${ok ? 'held' : 'FAILED'}, ${Math.round(seconds)} s |`
  })
  const date = new Date().toISOString().slice(0, 10)
  const table = [
    `\`npm run proof${values.full ? ' -- --full' : ''}\` on ${date}, Node ${process.versions.node}, two cores:`,
    '',
    '| harness | alone | figures | outcome |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
  writeFileSync(page, `${text.slice(0, before)}${marks[0]}\n\n${table}\n\n${text.slice(after)}`)
}
