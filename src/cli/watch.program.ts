// `unstuck health`, `logs` and `top` with their options. It only parses.
import type { Command } from 'commander'
import { RealClock } from '../system/clock.ts'
import { add, config, run } from './program.ts'
import { readDuration } from './usage-error.ts'

export function addWatchCommands(program: Command): void {
  add(
    program,
    'health',
    'whether the service answers and is ready, and what is held back: 0 ready, 1 not',
    'unstuck health --wait 30s',
  )
    .option('--wait <duration>', 'ask until it does, for so long (30s, 2m)', '0s')
    .option('--live', 'only whether the process answers', false)
    .action(({ json, wait, live }) =>
      run(json, async (output) => {
        const waitMs = readDuration('--wait', wait)
        return (await import('./health.command.ts')).healthCommand(
          await config(),
          { waitMs, live },
          new RealClock(),
          output,
        )
      }),
    )
  add(
    program,
    'logs [file...]',
    'the lines of the log about one job or request, from files or from what is piped in',
    'journalctl -u unstuck -o cat | unstuck logs --job 0199-…',
  )
    .option('--job <id>', 'about this job')
    .option('--request <id>', 'about this request (X-Request-Id), and the jobs that it brought')
    .action((files: string[], { json, job, request }) =>
      run(json, async (output) =>
        (await import('./logs.command.ts')).logsCommand(
          { files, job, request },
          process.stdin,
          output,
        ),
      ),
    )
  addTop(program)
}

function addTop(program: Command): void {
  add(program, 'top', 'watch a running service', 'unstuck top --every 5s')
    .option('--once', 'show it once', false)
    .option('--every <duration>', 'time between two views', '2s')
    .action(({ json, once, every }) =>
      run(json, async (output) => {
        const everyMs = Math.max(200, readDuration('--every', every))
        const seenEnough = new AbortController()
        process.once('SIGINT', () => seenEnough.abort())
        process.once('SIGTERM', () => seenEnough.abort())
        const given = { once, everyMs, isTerminal: process.stdout.isTTY === true }
        const write = (text: string) => void process.stdout.write(text)
        const means = { clock: new RealClock(), write }
        return (await import('./top.command.ts')).topCommand(
          await config(),
          { ...given, stop: seenEnough.signal },
          means,
          output,
        )
      }),
    )
}
