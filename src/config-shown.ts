// The configuration as it may be shown: every variable with its value and meaning, secrets masked. It reads no
// environment.

import { type Config, environmentSchema } from './config.ts'
import { isSecret } from './config-fields.ts'

export interface ShownVariable {
  readonly name: string
  /** Empty where it is not set; `(hidden)` for a secret. */
  readonly value: string
  readonly isDefault: boolean
  readonly meaning: string
}

export const shownConfiguration = (config: Config): ShownVariable[] =>
  Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const value = config[name as keyof typeof environmentSchema.shape]
    return {
      name,
      value: shownValue(name, String(value ?? '')),
      isDefault: value === schema.safeParse(undefined).data,
      meaning: schema.description ?? '',
    }
  })

/** Secrets are hidden, and what a URL holds of a name and a password. */
export function shownValue(name: string, value: string): string {
  if (value === '') return ''
  if (isSecret(name)) return '(hidden)'
  return value.replace(/\/\/[^/@\s]+@/g, '//(hidden)@')
}
