// How a variable of the environment is read: each field is text that is checked, bounded and described, with the
// default that an unset one has. It names no variable.
import { z } from 'zod'
import { type SettingName, settingFields, wholeRule } from './domain/settings.ts'
import { weaknessOf } from './identity/secrets.ts'

/** A whole number within bounds; `unit` is said in the message and the documentation. */
export const whole = (fallback: number, min: number, max: number, unit: string, why: string) =>
  z
    .string()
    .trim()
    .default(String(fallback))
    .refine((text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max, {
      error: wholeRule(min, max, unit),
    })
    .transform(Number)
    .describe(`${why} (${unit}, ${min} to ${max}; default ${fallback})`)

/** A variable whose value operators may change at run time, within the same bounds. */
export function settable(name: SettingName) {
  const { usual, min, max, unit, what } = settingFields[name]
  return whole(usual, min, max, unit, what)
}
/** For how many days something is kept; 0 keeps it for ever. */
export const keptFor = (fallback: number, what: string) =>
  whole(fallback, 0, 36_500, 'days; 0: for ever', what)

/** Whether a variable's value is not to be shown, by its name. */
export const isSecret = (name: string): boolean => /KEY|SECRET|PASSWORD|SMTP|TOKEN$/.test(name)

export const text = (fallback: string, why: string) =>
  z
    .string()
    .trim()
    .default(fallback)
    .describe(`${why} (default ${fallback === '' ? 'none' : fallback})`)

export const secret = (why: string) =>
  z
    .string()
    .default('')
    .superRefine((value, context) => {
      const weakness = value === '' ? undefined : weaknessOf(value)
      if (weakness === undefined) return
      const fix = 'leave it unset to have one generated into the data folder'
      context.addIssue({ code: 'custom', message: `is not safe: ${weakness}; ${fix}` })
    })
    .describe(why)

export const url = (why: string) =>
  z
    .string()
    .trim()
    .default('')
    .refine((value) => value === '' || URL.canParse(value), { error: 'must be a URL' })
    .describe(why)

export const flag = (why: string) =>
  z
    .enum(['false', 'true'])
    .default('false')
    .transform((text) => text === 'true')
    .describe(`${why} (true or false; default false)`)
