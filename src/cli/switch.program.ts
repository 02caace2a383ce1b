// `unstuck pause`, `resume` and `drain` with their options. It only parses.
import type { Command } from 'commander'
import { RealClock } from '../system/clock.ts'
import { add, config, run } from './program.ts'
import { readDuration } from './usage-error.ts'

export function addSwitchCommands(program: Command): void {
  add(
    program,
    'pause <what>',
    'hold intake or dispatch of a running service back, until resume or restart',
    'unstuck pause dispatch --reason "the provider is down"',
  )
    .requiredOption('--reason <text>', 'kept in the audit and shown in health')
    .action((what: string, { json, reason }) =>
      run(json, async (output) =>
        (await import('./switch.commands.ts')).switchCommand(
          await config(),
          { what, reason },
          output,
        ),
      ),
    )
  add(
    program,
    'resume <what>',
    'let intake or dispatch go again',
    'unstuck resume dispatch',
  ).action((what: string, { json }) =>
    run(json, async (output) =>
      (await import('./switch.commands.ts')).switchCommand(
        await config(),
        { what, reason: undefined },
        output,
      ),
    ),
  )
  add(
    program,
    'drain',
    'take and start nothing new, and wait until nothing runs: 0 it does not, 1 it still does',
    'unstuck drain --reason "a new release" --exit',
  )
    .requiredOption('--reason <text>', 'kept in the audit and shown in health')
    .option('--wait <duration>', 'how long to wait for it (30s, 2m)', '1h')
    .option('--exit', 'end the process of the service then', false)
    .action(({ json, reason, wait, exit }) =>
      run(json, async (output) => {
        const given = { reason, exit, waitMs: readDuration('--wait', wait) }
        return (await import('./drain.command.ts')).drainCommand(
          await config(),
          given,
          new RealClock(),
          output,
        )
      }),
    )
}
