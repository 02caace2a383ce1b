// How help shows what must be given, and how its absence is told: in one line. It parses nothing.
import { type Command, Help, type HelpConfiguration, type Option } from 'commander'

const plainHelp = new Help()

/** Options that must be given stand in the usage of their command, and say so in the list. */
export const helpWithRequired: HelpConfiguration = {
  optionDescription: (option: Option) =>
    `${plainHelp.optionDescription(option)}${option.mandatory ? ' (required)' : ''}`,
  commandUsage: (command: Command) => {
    const required = command.options.filter(({ mandatory }) => mandatory)
    const flags = ['[options]', ...required.map((option) => option.flags)].join(' ')
    return plainHelp.commandUsage(command).replace('[options]', () => flags)
  },
}

/** The parser's words with what is missing named first. */
export const missingInWords = (text: string): string =>
  text.replace(
    /^error: required option '(--[a-z-]+) (.*)' not specified/,
    'error: $1 is required and was not given: add $1 $2',
  )
