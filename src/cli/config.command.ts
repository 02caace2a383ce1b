// `unstuck config`: what every variable means, what it is now, and whether the whole is usable.
import { readConfig } from '../config.ts'
import { shownConfiguration } from '../config-shown.ts'
import { type Output, table } from './output.ts'

/** Exit code 0 when usable; a ConfigError is the caller's to print. */
export function configCommand(
  env: Readonly<Record<string, string | undefined>>,
  output: Output,
): void {
  const config = readConfig(env)
  const rows = shownConfiguration(config).map(({ name, value, meaning }) => ({
    name,
    value: value === '' ? '-' : value,
    isSet: env[name] !== undefined && env[name] !== '',
    meaning,
  }))
  output.json(rows)
  const cells = rows.map(({ name, value, isSet, meaning }) => [
    name,
    value,
    isSet ? 'set' : '',
    meaning,
  ])
  for (const line of table(['variable', 'value', '', 'meaning'], cells)) output.line(line)
}
