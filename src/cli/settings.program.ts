// `unstuck settings …` and its options. It only parses.
import type { Command } from 'commander'
import { add, config, run } from './program.ts'

const settingsCommands = () => import('./settings.commands.ts')

export function addSettingsCommands(program: Command): void {
  const settings = program
    .command('settings')
    .description('slots and timeouts of a service while it runs; kept until they are reset')
  add(settings, 'show', 'what holds, and what is configured', 'unstuck settings show').action(
    ({ json }) =>
      run(json, async (output) =>
        (await settingsCommands()).showSettingsCommand(await config(), output),
      ),
  )
  add(
    settings,
    'set <name> <value>',
    'change one, without a restart',
    'unstuck settings set WORKER_CONCURRENCY 4 --reason "the provider is slow"',
  )
    .requiredOption('--reason <text>', 'kept in the audit and shown in health')
    .action((name: string, value: string, { json, reason }) =>
      run(json, async (output) =>
        (await settingsCommands()).setSettingCommand(
          await config(),
          { name, value, reason },
          output,
        ),
      ),
    )
  add(
    settings,
    'reset [name]',
    'what is configured holds again, for one setting or for all',
    'unstuck settings reset --reason "the provider is well again"',
  )
    .requiredOption('--reason <text>', 'kept in the audit')
    .action((name: string | undefined, { json, reason }) =>
      run(json, async (output) =>
        (await settingsCommands()).resetSettingsCommand(await config(), { name, reason }, output),
      ),
    )
}
