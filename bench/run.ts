// npm run bench: runs every benchmark, each in a process of its own, and ends with one table.
//   --quick        less of everything, at most 90 s in all
//   --only NAME    one benchmark; may be given more than once
//   --json FILE    the figures as JSON as well
//   --here         in this process, for node --cpu-prof dist/bench/run.js --only submit --here
import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { benchmarks } from './benchmarks.ts'
import { type Benchmark, type Figure, runBenchmark } from './harness.ts'
import { tableOf } from './table.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    json: { type: 'string' },
    here: { type: 'boolean', default: false },
  },
})

const chosen = benchmarks.filter(({ name }) => values.only?.includes(name) ?? true)
const unknown = values.only?.filter((name) => !benchmarks.some((each) => each.name === name)) ?? []
if (unknown.length > 0) {
  const known = benchmarks.map(({ name }) => name).join(', ')
  console.error(`There is no benchmark "${unknown.join('", "')}"; there are: ${known}`)
  process.exit(2)
}

const figures: Figure[] = []
let failed = 0
for (const benchmark of chosen) {
  const startedAt = performance.now()
  console.error(`${benchmark.name}: ${benchmark.question}`)
  try {
    const run = values.here ? runBenchmark : inOwnProcess
    figures.push(...(await run(benchmark, values.quick)))
  } catch (error) {
    failed++
    console.error(`${benchmark.name}: ${error instanceof Error ? error.stack : String(error)}`)
  }
  console.error(`  ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`)
}

const machine = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  cpus: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  databases: tmpdir(),
  quick: values.quick,
}
console.log(tableOf(figures, machine))
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ machine, figures }, undefined, 2)}\n`)
}
process.exitCode = failed > 0 ? 1 : 0

/** A fresh heap and fresh compiled code for each, and a way to measure memory. */
function inOwnProcess(benchmark: Benchmark, quick: boolean): Promise<Figure[]> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./one.js', import.meta.url)), [], {
      execArgv: ['--expose-gc'],
    })
    child.send({ name: benchmark.name, quick })
    child.once('message', (message: { figures?: Figure[]; error?: string }) => {
      if (message.figures) resolve(message.figures)
      else reject(new Error(message.error))
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`it ended with exit code ${code}`)))
  })
}
