#!/usr/bin/env node
// The command line. It parses, calls one function a command, and turns what it throws into one line and an
// exit code: 0 fine, 1 it failed, 2 it was not asked right.
import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { configCommand } from './cli/config.command.ts'
import { demoCommand } from './cli/demo.command.ts'
import { importOnetCommand } from './cli/import-onet.command.ts'
import { checkCommand, grantCommand, roleCommand, statsCommand } from './cli/operator.commands.ts'
import { makeOutput, type Output, printable } from './cli/output.ts'
import { serveCommand } from './cli/serve.command.ts'
import { verifyCommand } from './cli/verify.command.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { RealClock } from './system/clock.ts'
import { monotonicMs } from './system/monotonic.ts'
import { version } from './version.ts'

type Run = (output: Output) => Promise<number> | number

const startedAt = monotonicMs()

/** Every command takes --json, and ends the process with the code it gives. */
function add(program: Command, name: string, what: string, example: string): Command {
  return program
    .command(name)
    .description(what)
    .option('--json', 'print one JSON document for machines', false)
    .addHelpText('after', `\nExample:\n  ${example}`)
}

async function run(isJson: boolean, work: Run): Promise<void> {
  const output = makeOutput(isJson, (text) => process.stdout.write(text))
  try {
    process.exitCode = await work(output)
  } catch (error) {
    process.stderr.write(`${lines(error)}\n`)
    process.exitCode = error instanceof ConfigError ? 2 : 1
  }
}

/** Control characters are escaped line by line, since a configuration has several problems. */
const lines = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n').map(printable).join('\n')

const config = (): Config => readConfig(process.env)

function makeProgram(): Command {
  const program = new Command('unstuck')
    .description('Assessment analyses in which no job stays stuck and no token is lost')
    .version(version)
    .configureOutput({ outputError: (text, write) => write(text) })
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  add(program, 'serve', 'serve until SIGTERM or SIGINT', 'PORT=3003 unstuck serve').action(
    ({ json }) => run(json, async (output) => serveCommand(config(), output).then(() => 0)),
  )
  add(program, 'demo', 'show the main job on a throw-away database', 'unstuck demo').action(
    ({ json }) =>
      run(json, async (output) =>
        demoCommand(output, () => monotonicMs() - startedAt).then(() => 0),
      ),
  )
  addOperatorCommands(program)
  addImport(program)
  add(
    program,
    'verify [file]',
    'prove every invariant of a live or copied file',
    'unstuck verify ./data/unstuck.db',
  )
    .option(
      '--repair',
      'first make derived values right again (never money); the service must not run',
      false,
    )
    .action((file: string | undefined, { json, repair }) =>
      run(json, (output) => {
        const path = file ?? config().databasePath
        return verifyCommand({ path, repair, now: new RealClock().now(), monotonicMs }, output)
      }),
    )
  add(program, 'config', 'what every variable means and is', 'unstuck config').action(({ json }) =>
    run(json, (output) => {
      configCommand(process.env, output)
      return 0
    }),
  )
  return program
}

function addImport(program: Command): void {
  add(
    program,
    'import-onet <folder>',
    'make a file of occupations from the O*NET text files in a folder',
    'unstuck import-onet ./db_29_3_text --out ./data/occupations.json',
  )
    .option('--out <file>', 'where it is written (OCCUPATIONS_FILE, else beside the database)')
    .option('--release <number>', 'which release it is, where its Read Me is missing')
    .action((folder: string, { json, out, release }) =>
      run(json, (output) => importOnetCommand(config(), folder, { out, release }, output)),
    )
}

function addOperatorCommands(program: Command): void {
  add(program, 'check', 'repair every job that is stuck now', 'unstuck check --dry-run')
    .option('--dry-run', 'only say what would be repaired', false)
    .action(({ json, dryRun }) => run(json, (output) => checkCommand(config(), dryRun, output)))
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
  add(
    program,
    'role <account> <role>',
    'make an account a user or an operator',
    'unstuck role ana@example.com operator',
  ).action((account: string, role: string, { json }) =>
    run(json, (output) => roleCommand(config(), { account, role }, output)),
  )
}

if (existsSync('.env')) process.loadEnvFile('.env')
await makeProgram().parseAsync()
