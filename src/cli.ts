#!/usr/bin/env node
// The command line. It parses, calls one function a command, and turns what it throws into one line and an
// exit code: 0 fine, 1 it failed, 2 it was not asked right.
import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { addAlertCommands } from './cli/alert.program.ts'
import { backupCommand, restoreCommand } from './cli/backup.commands.ts'
import { completionCommand } from './cli/completion.command.ts'
import { configCommand } from './cli/config.command.ts'
import { addDemoCommand } from './cli/demo.program.ts'
import { doctorCommand } from './cli/doctor.command.ts'
import { importOnetCommand } from './cli/import-onet.command.ts'
import { addJobCommands } from './cli/job.program.ts'
import { addOperatorCommands } from './cli/operator.program.ts'
import { add, config, run } from './cli/program.ts'
import { serveCommand } from './cli/serve.command.ts'
import { addSettingsCommands } from './cli/settings.program.ts'
import { verifyCommand } from './cli/verify.command.ts'
import { addWebhookCommands } from './cli/webhook.program.ts'
import { RealClock } from './system/clock.ts'
import { monotonicMs } from './system/monotonic.ts'
import { version } from './version.ts'

const startedAt = monotonicMs()

function makeProgram(): Command {
  const program = new Command('unstuck')
    .description('Assessment analyses in which no job stays stuck and no token is lost')
    .version(version)
    .configureOutput({ outputError: (text, write) => write(text) })
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .addHelpText(
      'after',
      '\nExit codes: 0 fine, 1 it failed or is not well, 2 it was not asked right.',
    )
  add(program, 'serve', 'serve until SIGTERM or SIGINT', 'PORT=3003 unstuck serve').action(
    ({ json }) => run(json, async (output) => serveCommand(config(), output).then(() => 0)),
  )
  addDemoCommand(program, () => monotonicMs() - startedAt)
  addOperatorCommands(program)
  addJobCommands(program)
  addSettingsCommands(program)
  addWebhookCommands(program)
  addAlertCommands(program)
  addFileCommands(program)
  addImport(program)
  add(program, 'config', 'what every variable means and is', 'unstuck config').action(({ json }) =>
    run(json, (output) => {
      configCommand(process.env, output)
      return 0
    }),
  )
  add(
    program,
    'completion <shell>',
    'what bash, zsh or fish needs to complete commands',
    'source <(unstuck completion bash)',
  ).action((shell: string, { json }) =>
    run(json, (output) => completionCommand(program, shell, output)),
  )
  return program
}

function addFileCommands(program: Command): void {
  add(
    program,
    'doctor',
    'what is not well with machine, configuration and data, and its fix',
    'unstuck doctor --json',
  ).action(({ json }) =>
    run(json, (output) => {
      const { node: nodeVersion } = process.versions
      return doctorCommand({ env: process.env, nodeVersion, now: new RealClock().now() }, output)
    }),
  )
  add(
    program,
    'backup [file]',
    'copy the database while it is in use, and prove the copy',
    'unstuck backup /mnt/backups/unstuck.db',
  ).action((file: string | undefined, { json }) =>
    run(json, (output) => backupCommand(config(), { file, now: new RealClock().now() }, output)),
  )
  add(
    program,
    'restore <file>',
    'put a backup in the place of the database; the service must not run',
    'unstuck restore data/backups/unstuck-20261124T031500Z.db',
  ).action((file: string, { json }) =>
    run(json, (output) => restoreCommand(config(), { file, now: new RealClock().now() }, output)),
  )
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

if (existsSync('.env')) process.loadEnvFile('.env')
await makeProgram().parseAsync()
