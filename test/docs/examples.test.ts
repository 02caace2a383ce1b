import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(path, 'utf8')
const names = readdirSync('examples', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

/** Example, what it is, what it needs, its command. */
const rows = read('examples/README.md')
  .split('\n')
  .filter((line) => line.startsWith('| ['))
  .map((line) => line.split(' | '))

test('the table of examples has each of them once, with what it needs and how it is run', () => {
  const linked = rows.map(([name = '']) => /\]\((.+)\/README\.md\)/.exec(name)?.[1])

  expect(linked.toSorted()).toEqual(names.toSorted())
  expect(
    rows.filter((cells) => cells.length !== 4 || cells.some((cell) => cell.length < 4)),
  ).toEqual([])
})

test.each(rows.map(([name = '', , , run = '']) => [/\[(.+?)\]/.exec(name)?.[1] ?? '', run]))(
  'the command of %s is the one of its README, over files that are there',
  (name, run) => {
    const command = /`(.+)`/.exec(run)?.[1] ?? ''
    expect(read(`examples/${name}/README.md`)).toContain(command)
    for (const [path] of command.matchAll(/(?<![\w/])(dist\/)?examples\/[\w./-]+/g)) {
      const source = path.startsWith('dist/') ? path.slice(5).replace(/\.js$/, '.ts') : path
      expect(existsSync(source)).toBe(true)
    }
  },
)

test('README and docs lead to the table', () => {
  expect(read('README.md')).toContain('(examples/README.md)')
  expect(read('docs/operations.md')).toContain('(../examples/README.md)')
})
