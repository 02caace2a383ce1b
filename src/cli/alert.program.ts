// `unstuck alerts …` and its options. It only parses.
import type { Command } from 'commander'
import { add, config, run } from './program.ts'

const alertCommands = () => import('./alerts.commands.ts')

export function addAlertCommands(program: Command): void {
  const alerts = program.command('alerts').description('what operators are told of unasked')
  add(
    alerts,
    'list',
    'the alerts that fire on a running service: 0 none, 1 some',
    'unstuck alerts list',
  ).action(({ json }) =>
    run(json, async (output) => (await alertCommands()).listAlertsCommand(await config(), output)),
  )
  add(
    alerts,
    'test',
    'send a test over every configured channel: 0 somebody hears of alerts, 1 nobody, or one failed',
    'unstuck alerts test',
  ).action(({ json }) =>
    run(json, async (output) => (await alertCommands()).testAlertsCommand(await config(), output)),
  )
}
