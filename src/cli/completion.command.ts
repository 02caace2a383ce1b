// `unstuck completion`: what a shell needs to complete commands and options, made from the commands themselves.
import type { Command } from 'commander'
import type { Output } from './output.ts'
import { UsageError } from './usage-error.ts'

export const shells = ['bash', 'zsh', 'fish'] as const

/** What may follow, by the words that came before: `''`, `jobs`, `jobs list`. */
export function wordsOf(program: Command): Map<string, string[]> {
  const words = new Map<string, string[]>()
  const visit = (command: Command, path: string) => {
    const options = command.options.map(({ long }) => long ?? '').filter((long) => long !== '')
    words.set(path, [...command.commands.map((each) => each.name()), ...options, '--help'])
    for (const each of command.commands) visit(each, `${path} ${each.name()}`.trim())
  }
  visit(program, '')
  return words
}

export function completionCommand(program: Command, shell: string, output: Output): number {
  if (!(shells as readonly string[]).includes(shell)) {
    throw new UsageError(`shell must be one of ${shells.join(', ')}, not "${shell}"`)
  }
  const script = shell === 'fish' ? fish(wordsOf(program)) : bash(wordsOf(program), shell === 'zsh')
  output.json({ shell, script })
  for (const line of script.split('\n')) output.line(line)
  return 0
}

function bash(words: Map<string, string[]>, isZsh: boolean): string {
  const cases = [...words].map(([path, next]) => `    "${path}") words="${next.join(' ')}" ;;`)
  const start = isZsh ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''
  return `${start}_unstuck() {
  local path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _unstuck unstuck`
}

function fish(words: Map<string, string[]>): string {
  const lines = [...words].flatMap(([path, next]) => {
    const given = path === '' ? '__fish_use_subcommand' : conditionOf(path)
    return next.map((word) =>
      word.startsWith('--')
        ? `complete -c unstuck -n '${given}' -l ${word.slice(2)}`
        : `complete -c unstuck -f -n '${given}' -a ${word}`,
    )
  })
  return lines.join('\n')
}

const conditionOf = (path: string): string =>
  path
    .split(' ')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join('; and ')
