// The commands that operators use on a service as a whole, with their options. It only parses.
import type { Command } from 'commander'
import { RealClock } from '../system/clock.ts'
import { drainCommand } from './drain.command.ts'
import { healthCommand } from './health.command.ts'
import { logsCommand } from './logs.command.ts'
import {
  checkCommand,
  grantCommand,
  pruneCommand,
  roleCommand,
  statsCommand,
} from './operator.commands.ts'
import { eraseCommand, exportCommand } from './person.commands.ts'
import { add, config, run } from './program.ts'
import { switchCommand } from './switch.commands.ts'
import { topCommand } from './top.command.ts'
import { readDuration } from './usage-error.ts'

export function addOperatorCommands(program: Command): void {
  addWatchCommands(program)
  addSwitchCommands(program)
  add(program, 'check', 'repair every job that is stuck now', 'unstuck check --dry-run')
    .option('--dry-run', 'only say what would be repaired', false)
    .action(({ json, dryRun }) => run(json, (output) => checkCommand(config(), dryRun, output)))
  add(
    program,
    'prune',
    'remove what has been kept for as long as the configuration says',
    'unstuck prune --dry-run',
  )
    .option('--dry-run', 'only count what would go', false)
    .action(({ json, dryRun }) => run(json, (output) => pruneCommand(config(), dryRun, output)))
  add(
    program,
    'stats',
    'how many jobs wait, run, ended and are stuck',
    'unstuck stats --json',
  ).action(({ json }) => run(json, (output) => statsCommand(config(), output)))
  add(
    program,
    'grant <account> <amount>',
    'give tokens to an account, by id or e-mail',
    'unstuck grant ana@example.com 10 --reason "paid invoice 7"',
  )
    .requiredOption('--reason <text>', 'kept in the ledger for ever')
    .action((account: string, amount: string, { json, reason }) =>
      run(json, (output) => grantCommand(config(), { account, amount, reason }, output)),
    )
  addPersonCommands(program)
  add(
    program,
    'role <account> <role>',
    'make an account a user or an operator',
    'unstuck role ana@example.com operator',
  ).action((account: string, role: string, { json }) =>
    run(json, (output) => roleCommand(config(), { account, role }, output)),
  )
}

function addPersonCommands(program: Command): void {
  add(
    program,
    'export <account>',
    'everything that is held about a person, as one JSON document',
    'unstuck export ana@example.com --out ana.json',
  )
    .option('--out <file>', 'a file to make, which its owner alone can read (else printed)')
    .action((account: string, { json, out }) =>
      run(json, (output) => {
        const write = (text: string) => void process.stdout.write(text)
        return exportCommand(config(), { account, out, write }, output)
      }),
    )
  add(
    program,
    'erase <account>',
    'erase a person for good; ids and the ledger stay',
    'unstuck erase ana@example.com --reason "ticket 4711" --yes',
  )
    .requiredOption('--reason <text>', 'kept in the audit for ever, so it must name nobody')
    .option('--yes', 'do it; without this it is only said what would go', false)
    .action((account: string, { json, reason, yes }) =>
      run(json, (output) => eraseCommand(config(), { account, reason, isSure: yes }, output)),
    )
}

function addSwitchCommands(program: Command): void {
  add(
    program,
    'pause <what>',
    'hold intake or dispatch of a running service back, until resume or restart',
    'unstuck pause dispatch --reason "the provider is down"',
  )
    .requiredOption('--reason <text>', 'kept in the audit and shown in health')
    .action((what: string, { json, reason }) =>
      run(json, (output) => switchCommand(config(), { what, reason }, output)),
    )
  add(
    program,
    'resume <what>',
    'let intake or dispatch go again',
    'unstuck resume dispatch',
  ).action((what: string, { json }) =>
    run(json, (output) => switchCommand(config(), { what, reason: undefined }, output)),
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
      run(json, (output) => {
        const given = { reason, exit, waitMs: readDuration('--wait', wait) }
        return drainCommand(config(), given, new RealClock(), output)
      }),
    )
}

function addWatchCommands(program: Command): void {
  add(
    program,
    'health',
    'whether the service answers and takes work: 0 yes, 1 no',
    'unstuck health --wait 30s',
  )
    .option('--wait <duration>', 'ask until it does, for so long (30s, 2m)', '0s')
    .option('--live', 'only whether the process answers', false)
    .action(({ json, wait, live }) =>
      run(json, (output) => {
        const waitMs = readDuration('--wait', wait)
        return healthCommand(config(), { waitMs, live }, new RealClock(), output)
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
      run(json, (output) => logsCommand({ files, job, request }, process.stdin, output)),
    )
  add(program, 'top', 'watch a running service', 'unstuck top --every 5s')
    .option('--once', 'show it once', false)
    .option('--every <duration>', 'time between two views', '2s')
    .action(({ json, once, every }) =>
      run(json, (output) => {
        const everyMs = Math.max(200, readDuration('--every', every))
        const seenEnough = new AbortController()
        process.once('SIGINT', () => seenEnough.abort())
        process.once('SIGTERM', () => seenEnough.abort())
        const given = { once, everyMs, isTerminal: process.stdout.isTTY === true }
        const write = (text: string) => void process.stdout.write(text)
        const means = { clock: new RealClock(), write }
        return topCommand(config(), { ...given, stop: seenEnough.signal }, means, output)
      }),
    )
}
