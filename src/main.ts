// The plain server without the command line, for process managers: `node dist/src/main.js`.
import { makeOutput } from './cli/output.ts'
import { serveCommand } from './cli/serve.command.ts'
import { ConfigError, readConfig } from './config.ts'

const output = makeOutput(false, (text) => process.stdout.write(text))
try {
  await serveCommand(readConfig(process.env), output)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = error instanceof ConfigError ? 2 : 1
}
