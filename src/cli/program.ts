// What all commands share: --json, an example in their help, and how they end. What a command needs is loaded when it is
// called, so that help, completion and a question to a running service do not wait for the service's own code.
import type { Command } from 'commander'
import type { Config } from '../config.ts'
import { makeOutput, type Output, printable } from './output.ts'
import { asTyped } from './typed.ts'

type Run = (output: Output) => Promise<number> | number

/** Every command takes --json, and ends the process with the code it gives. */
export function add(program: Command, name: string, what: string, example: string): Command {
  return program
    .command(name)
    .description(what)
    .option('--json', 'print one JSON document for machines', false)
    .addHelpText('after', `\nExample:\n  ${asTyped(example)}`)
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
    process.stderr.write(`${asTyped(lines(error))}\n`)
    process.exitCode = isAskedWrongly(error) ? 2 : 1
  }
}

/** By its name: the class of a ConfigError is loaded only with the configuration. */
const isAskedWrongly = (error: unknown): boolean =>
  error instanceof Error && ['ConfigError', 'UsageError'].includes(error.name)

/** Control characters are escaped line by line, since a configuration has several problems. */
const lines = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n').map(printable).join('\n')

export const config = async (): Promise<Config> =>
  (await import('../config.ts')).readConfig(process.env)
