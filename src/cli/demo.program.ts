// `unstuck demo` and its options. It only parses.
import type { Command } from 'commander'
import { add, run } from './program.ts'
import { readWhole } from './usage-error.ts'

export function addDemoCommand(program: Command, elapsedMs: () => number): void {
  add(
    program,
    'demo',
    'show the main job on a throw-away database, or --serve a system with a history',
    'unstuck demo --serve --jobs 500 --days 7 --seed 42',
  )
    .option('--serve', 'live through a history, then serve it until Ctrl-C', false)
    .option('--jobs <n>', 'how many jobs the history has, up to 2000 a day and 20000', '500')
    .option('--days <n>', 'over how many days, up to 60', '7')
    .option('--failure-rate <percent>', 'how many of a hundred jobs fail', '5')
    .option('--seed <n>', 'the same seed gives the same history', '42')
    .option('--port <n>', 'where it is served, on this machine only; 0 picks a free one', '3003')
    .option('--still', 'no new jobs come in', false)
    .option('--data <folder>', 'keep the data in this folder, which must hold no database')
    .action(({ json, serve, still, data, ...numbers }) =>
      run(json, async (output) => {
        if (!serve) {
          await (await import('./demo.command.ts')).demoCommand(output, elapsedMs)
          return 0
        }
        const options = { ...readNumbers(numbers), still, data }
        const { serveDemoCommand } = await import('./living-demo/serve-demo.command.ts')
        await serveDemoCommand(options, output, elapsedMs)
        return 0
      }),
    )
}

/** More would not be through in a day, by the slots and timeouts that a service has. */
const jobsPerDayMax = 2_000

function readNumbers(given: Readonly<Record<string, string>>) {
  const days = readWhole('--days', given['days'] ?? '', 1, 60)
  return {
    days,
    jobs: readWhole(
      `--jobs over ${days} day(s)`,
      given['jobs'] ?? '',
      1,
      Math.min(20_000, days * jobsPerDayMax),
    ),
    failureRate: readWhole('--failure-rate', given['failureRate'] ?? '', 0, 100),
    seed: readWhole('--seed', given['seed'] ?? '', 0, 4_294_967_295),
    port: readWhole('--port', given['port'] ?? '', 0, 65_535),
  }
}
