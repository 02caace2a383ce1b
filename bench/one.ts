// Runs the one benchmark it is asked for by its parent process, and sends back the figures.
import { benchmarks } from './benchmarks.ts'
import { runBenchmark } from './harness.ts'

process.once('message', async ({ name, quick }: { name: string; quick: boolean }) => {
  const benchmark = benchmarks.find((each) => each.name === name)
  try {
    if (!benchmark) throw new Error(`There is no benchmark "${name}"`)
    const figures = await runBenchmark(benchmark, quick)
    // Others leave timers behind that would keep it alive for minutes.
    process.send?.({ figures }, () => process.exit(0))
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.send?.({ error: text }, () => process.exit(1))
  }
})
