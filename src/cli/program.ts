// What all commands share: --json, an example in their help, and how they end.
import type { Command } from 'commander'
import { type Config, ConfigError, readConfig } from '../config.ts'
import { makeOutput, type Output, printable } from './output.ts'
import { UsageError } from './usage-error.ts'

type Run = (output: Output) => Promise<number> | number

/** Every command takes --json, and ends the process with the code it gives. */
export function add(program: Command, name: string, what: string, example: string): Command {
  return program
    .command(name)
    .description(what)
    .option('--json', 'print one JSON document for machines', false)
    .addHelpText('after', `\nExample:\n  ${example}`)
}

export async function run(isJson: boolean, work: Run): Promise<void> {
  // Whoever read on has gone, as `head` does: there is nobody to tell anything.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit()
  })
  const output = makeOutput(isJson, (text) => process.stdout.write(text))
  try {
    process.exitCode = await work(output)
  } catch (error) {
    process.stderr.write(`${lines(error)}\n`)
    process.exitCode = error instanceof ConfigError || error instanceof UsageError ? 2 : 1
  }
}

/** Control characters are escaped line by line, since a configuration has several problems. */
const lines = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n').map(printable).join('\n')

export const config = (): Config => readConfig(process.env)
