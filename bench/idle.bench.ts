// What does the service cost that has nothing to do? The whole of it, as `unstuck serve` starts it, with its
// ports open; processor time and memory as the kernel counts them.
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Bench, type Benchmark, figure, median, pause } from './harness.ts'
import { projectFolder } from './project.ts'

/** What the kernel counts processor time in, on every Linux that Node runs on. */
const ticksPerSecond = 100

export const idle: Benchmark = {
  name: 'idle',
  question: 'What does a service cost that has nothing to do?',
  prepare: () =>
    process.platform === 'linux' ? { env: {} } : { skipped: 'it reads /proc, which is of Linux' },
  run: async (bench) => {
    const starts = bench.quick ? 2 : 7
    const startsMs: number[] = []
    for (let start = 0; start < starts; start++) {
      const { process: service, startMs } = await startService(bench, `start-${start}.db`)
      startsMs.push(startMs)
      await stop(service)
    }
    const { process: service } = await startService(bench, 'idle.db')
    await pause(bench.quick ? 500 : 3_000)
    const seconds = bench.quick ? 3 : 20
    bench.say(`watching for ${seconds} s`)
    const before = ticksOf(service)
    await pause(seconds * 1_000)
    const percent = (((ticksOf(service) - before) / ticksPerSecond) * 100) / seconds
    const rss = Number(/VmRSS:\s+(\d+)/.exec(procOf(service, 'status'))?.[1]) / 1_024
    await stop(service)
    const benchmark = 'idle'
    const startMs = median(startsMs)
    return [
      figure(
        {
          benchmark,
          measure: 'start, until it serves',
          unit: 'ms',
          aim: { text: '< 500 ms', isMet: startMs < 500 },
        },
        startsMs,
      ),
      figure(
        {
          benchmark,
          measure: 'resident memory',
          unit: 'MB',
          aim: { text: '< 120 MB', isMet: rss < 120 },
        },
        [rss],
      ),
      figure(
        {
          benchmark,
          measure: 'processor time',
          unit: '%',
          aim: { text: '< 0.5 %', isMet: percent < 0.5 },
        },
        [percent],
      ),
    ]
  },
}

/** Starts the built service and waits until it says where it listens. */
async function startService(
  { folder }: Bench,
  file: string,
): Promise<{ process: ChildProcess; startMs: number }> {
  const startedAt = performance.now()
  const cli = join(projectFolder, 'dist', 'src', 'cli.js')
  const service = spawn(process.execPath, [cli, 'serve', '--json'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PORT: '0', DATABASE_PATH: join(folder, file) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.once('exit', () => service.kill('SIGKILL'))
  await new Promise<void>((resolve, reject) => {
    let output = ''
    service.stdout.on('data', (chunk) => {
      output += chunk
      if (output.includes('service.started')) resolve()
    })
    service.once('exit', (code) => reject(new Error(`The service ended with exit code ${code}`)))
  })
  return { process: service, startMs: performance.now() - startedAt }
}

async function stop(service: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => service.once('exit', resolve))
  service.kill('SIGTERM')
  await exited
}

const procOf = (service: ChildProcess, name: 'stat' | 'status'): string =>
  readFileSync(`/proc/${service.pid}/${name}`, 'utf8')

/** Processor time so far, in user mode and in the kernel. */
function ticksOf(service: ChildProcess): number {
  const afterName = procOf(service, 'stat').split(') ')[1]?.split(' ') ?? []
  return Number(afterName[11]) + Number(afterName[12])
}
