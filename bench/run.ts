// npm run bench: runs every benchmark, each in a process of its own, and ends with one table. It fails where
// work was not really done, never because something was slow.
//   --quick         less of everything, at most 90 s in all
//   --only NAME     one benchmark; may be given more than once
//   --peers         plainjob and liteque too, installed at first use
//   --with-servers  also what needs PostgreSQL or Redis, where they are installed
//   --json FILE     the figures as JSON too; npm run bench:report FILE puts them into README.md
//   --here          in this process, for node --cpu-prof dist/bench/run.js --only submit --here
import { execFileSync, fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { benchmarks } from './benchmarks.ts'
import { type Benchmark, type Figure, runBenchmark } from './harness.ts'
import { projectFolder } from './project.ts'
import { type Machine, type Results, tableOf } from './table.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    peers: { type: 'boolean', default: false },
    'with-servers': { type: 'boolean', default: false },
    json: { type: 'string' },
    here: { type: 'boolean', default: false },
  },
})

const unknown = options.only?.filter((name) => !benchmarks.some((each) => each.name === name)) ?? []
if (unknown.length > 0) {
  const known = benchmarks.map(({ name }) => name).join(', ')
  console.error(`There is no benchmark "${unknown.join('", "')}"; there are: ${known}`)
  process.exit(2)
}

const startedAt = performance.now()
const figures: Figure[] = []
const skipped: string[] = []
const broken: string[] = []
for (const benchmark of benchmarks.filter(isChosen)) await runOne(benchmark)

const results: Results = { machine: machineNow(), figures, skipped }
console.log(tableOf(results))
console.error(`${secondsSince(startedAt)} s in all`)
for (const name of broken) console.error(`${name}: its work was not done, see above`)
if (options.json !== undefined) {
  mkdirSync(dirname(options.json), { recursive: true })
  writeFileSync(options.json, `${JSON.stringify(results, undefined, 2)}\n`)
}
process.exitCode = broken.length > 0 ? 1 : 0

function isChosen({ name, needs }: Benchmark): boolean {
  if (options.only) return options.only.includes(name)
  return needs === undefined || options[needs]
}

async function runOne(benchmark: Benchmark): Promise<void> {
  const { name } = benchmark
  const benchmarkAt = performance.now()
  console.error(`${name}: ${benchmark.question}`)
  try {
    const preparation = benchmark.prepare?.() ?? { env: {} }
    if ('skipped' in preparation) {
      skipped.push(`${name}: ${preparation.skipped}`)
      console.error(`  skipped: ${preparation.skipped}`)
      return
    }
    figures.push(
      ...(options.here
        ? await runBenchmark(benchmark, options.quick)
        : await inOwnProcess(benchmark, preparation.env)),
    )
  } catch (error) {
    broken.push(name)
    console.error(`${name}: ${error instanceof Error ? error.stack : String(error)}`)
  }
  console.error(`  ${secondsSince(benchmarkAt)} s`)
}

/** A fresh heap and fresh compiled code for each, and a way to measure memory. */
function inOwnProcess(
  { name }: Benchmark,
  env: Readonly<Record<string, string>>,
): Promise<Figure[]> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./one.js', import.meta.url)), [], {
      execArgv: ['--expose-gc'],
      env: { ...process.env, ...env },
    })
    child.send({ name, quick: options.quick })
    child.once('message', (message: { figures?: Figure[]; error?: string }) => {
      if (message.figures) resolve(message.figures)
      else reject(new Error(message.error))
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`it ended with exit code ${code}`)))
  })
}

function machineNow(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commitNow(),
    node: process.version,
    cpus: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    databases: tmpdir(),
    quick: options.quick,
  }
}

function commitNow(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: projectFolder, encoding: 'utf8', stdio: 'pipe' }).trim()
  try {
    const isChanged = git('status', '--porcelain', '--untracked-files=no') !== ''
    return `${git('rev-parse', '--short=9', 'HEAD')}${isChanged ? ' and changes' : ''}`
  } catch {
    return 'unknown'
  }
}

function secondsSince(at: number): string {
  return ((performance.now() - at) / 1_000).toFixed(1)
}
