#!/usr/bin/env node
// The command line. It parses, calls one function a command, and turns what it throws into one line and an
// exit code: 0 fine, 1 it failed, 2 it was not asked right. What a command does is loaded only when it is called.
import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { addAlertCommands } from './cli/alert.program.ts'
import { completionCommand } from './cli/completion.command.ts'
import { addDemoCommand } from './cli/demo.program.ts'
import { addFileCommands } from './cli/file.program.ts'
import { helpWithRequired, missingInWords } from './cli/help-words.ts'
import { addJobCommands } from './cli/job.program.ts'
import { addOperatorCommands } from './cli/operator.program.ts'
import { add, config, run } from './cli/program.ts'
import { addSettingsCommands } from './cli/settings.program.ts'
import { addSwitchCommands } from './cli/switch.program.ts'
import { ownForm } from './cli/typed.ts'
import { addWatchCommands } from './cli/watch.program.ts'
import { addWebhookCommands } from './cli/webhook.program.ts'
import { monotonicMs } from './system/monotonic.ts'
import { version } from './version.ts'

const startedAt = monotonicMs()

function makeProgram(): Command {
  const program = new Command(ownForm)
    .description('Assessment analyses in which no job stays stuck and no token is lost')
    .version(version)
    .configureHelp(helpWithRequired)
    .configureOutput({ outputError: (text, write) => write(missingInWords(text)) })
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .addHelpText(
      'after',
      '\nExit codes: 0 fine, 1 it failed or is not well, 2 it was not asked right.',
    )
  add(program, 'serve', 'serve until SIGTERM or SIGINT', 'PORT=3003 unstuck serve').action(
    ({ json }) =>
      run(json, async (output) => {
        const { serveCommand } = await import('./cli/serve.command.ts')
        await serveCommand(await config(), output)
        return 0
      }),
  )
  addDemoCommand(program, () => monotonicMs() - startedAt)
  addWatchCommands(program)
  addSwitchCommands(program)
  addOperatorCommands(program)
  addJobCommands(program)
  addSettingsCommands(program)
  addWebhookCommands(program)
  addAlertCommands(program)
  addFileCommands(program)
  add(program, 'config', 'what every variable means and is', 'unstuck config').action(({ json }) =>
    run(json, async (output) => {
      const { configCommand } = await import('./cli/config.command.ts')
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

if (existsSync('.env')) process.loadEnvFile('.env')
await makeProgram().parseAsync()
