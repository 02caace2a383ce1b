// The class of each column, as docs/security.md lists them.
import { readFileSync } from 'node:fs'

const classes = ['public', 'pseudonymous', 'personal', 'secret'] as const

export interface ColumnClass {
  /** `table.column` */
  readonly column: string
  readonly as: (typeof classes)[number] | undefined
}

export const columnClasses = (): ColumnClass[] =>
  readFileSync('docs/security.md', 'utf8')
    .split('## What is kept about people')[1]
    ?.split('\n')
    .filter((line) => /^\| [a-z_]+ \|/.test(line) && !line.startsWith('| table |'))
    .flatMap((line) => {
      const [table = '', ...cells] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
      return cells.flatMap((cell, index) =>
        cell
          .split(', ')
          .filter((name) => name !== '')
          .map((name) => ({ column: `${table}.${name}`, as: classes[index] })),
      )
    }) ?? []
