// `unstuck settings show`, `set` and `reset`: what operators change of a service while it runs, or of its file for the
// next start. It checks what can be checked before anybody is asked.
import type { Config } from '../config.ts'
import {
  changeInWords,
  isWithin,
  type Setting,
  type SettingName,
  settingFields,
  settingNames,
  wholeRule,
} from '../domain/settings.ts'
import { withOperations } from './operations.ts'
import type { Operations } from './operations-shape.ts'
import { type Output, table } from './output.ts'
import { UsageError } from './usage-error.ts'

export const showSettingsCommand = (config: Config, output: Output): Promise<number> =>
  told(config, output, ({ settings }) => settings.show())

export function setSettingCommand(
  config: Config,
  given: { name: string; value: string; reason: string },
  output: Output,
): Promise<number> {
  const name = settingName(given.name)
  const { min, max, unit } = settingFields[name]
  const value = /^\d{1,9}$/.test(given.value) ? Number(given.value) : Number.NaN
  if (!isWithin(settingFields[name], value)) {
    throw new UsageError(`${name} ${wholeRule(min, max, unit)}; it is "${given.value}"`)
  }
  const { reason } = given
  return told(config, output, ({ settings }) => settings.set({ name, value, reason }))
}

export function resetSettingsCommand(
  config: Config,
  given: { name: string | undefined; reason: string },
  output: Output,
): Promise<number> {
  const { reason } = given
  const named = given.name === undefined ? {} : { name: settingName(given.name) }
  return told(config, output, ({ settings }) => settings.reset({ ...named, reason }))
}

function settingName(text: string): SettingName {
  const name = settingNames.find((each) => each === text)
  if (name) return name
  throw new UsageError(`name must be one of ${settingNames.join(', ')}, not "${text}"`)
}

const told = (
  config: Config,
  output: Output,
  ask: (operations: Operations) => Promise<{ settings: readonly Setting[] }>,
): Promise<number> =>
  withOperations(config, async (operations) => {
    const { settings } = await ask(operations)
    output.json({ settings })
    output.line(`Settings of ${operations.where}`)
    for (const line of settingLines(settings)) output.line(line)
    return 0
  })

export const settingLines = (settings: readonly Setting[]): string[] =>
  table(
    ['setting', 'value'],
    settings.map((setting) => [setting.name, changeInWords(setting)]),
  )
