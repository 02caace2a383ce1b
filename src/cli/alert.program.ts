// `unstuck alerts …` and its options. It only parses.
import type { Command } from 'commander'
import { listAlertsCommand, testAlertsCommand } from './alerts.commands.ts'
import { add, config, run } from './program.ts'

export function addAlertCommands(program: Command): void {
  const alerts = program.command('alerts').description('what operators are told of unasked')
  add(
    alerts,
    'list',
    'the alerts that fire on a running service: 0 none, 1 some',
    'unstuck alerts list',
  ).action(({ json }) => run(json, (output) => listAlertsCommand(config(), output)))
  add(
    alerts,
    'test',
    'send a test message over every configured channel: 0 taken, 1 not',
    'unstuck alerts test',
  ).action(({ json }) => run(json, (output) => testAlertsCommand(config(), output)))
}
