// `unstuck config`: what every variable means, what it is now, and whether the whole is usable.
import { environmentSchema, readConfig } from '../config.ts'
import { type Output, table } from './output.ts'

/** Exit code 0 when usable; a ConfigError is the caller's to print. */
export function configCommand(
  env: Readonly<Record<string, string | undefined>>,
  output: Output,
): void {
  const config = readConfig(env)
  const rows = Object.entries(environmentSchema.shape).map(([name, schema]) => ({
    name,
    value: shown(name, String(config[name as keyof typeof config])),
    isSet: env[name] !== undefined && env[name] !== '',
    meaning: schema.description ?? '',
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

const shown = (name: string, value: string): string => {
  if (value === '') return '-'
  return /KEY|SECRET|SMTP/.test(name) ? '(hidden)' : value
}
