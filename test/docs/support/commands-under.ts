// The shell commands of a page, as somebody would paste them.
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

/** Those under this heading. */
export function commandsUnder(page: string, heading: string): string {
  const [, section = ''] = readFileSync(page, 'utf8').split(`${heading}\n`)
  const [, commands] = /```sh\n([\s\S]*?)```/.exec(section) ?? []
  return commands ?? expect.unreachable(`There are no commands under ${heading}`)
}
