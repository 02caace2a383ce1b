import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { runCli } from '../security/support/run.ts'
import { unstuckCommandsIn } from './support/unstuck-commands.ts'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>
}
const stepsOf = (command: string): string[] =>
  command.split(/&&|\n/).map((step) => step.trim().replace(/^npx /, ''))

test('`npm run check` is what CI calls: its looks at the code, and then the tests', () => {
  const ci = stepsOf(readFileSync('.ci/run', 'utf8'))
  const looks = ci.filter((step) => /^(biome|tsc|knip)\b/.test(step))

  expect(looks).toHaveLength(4)
  expect(ci.at(-1) || ci.at(-2)).toBe('npm test')
  expect(stepsOf(scripts['check'] ?? '')).toEqual([...looks, ...stepsOf(scripts['test'] ?? '')])
})

const wordsOf = new Map(
  [...completionScript().matchAll(/^ {4}"(.*)"\) words="(.*)" ;;$/gm)].map(
    ([, path = '', words = '']) => [path, words.split(' ')],
  ),
)

/** The commands as the built command line itself knows them. */
function completionScript(): string {
  return runCli(['completion', 'bash'], tmpdir()).stdout
}

/** What is wrong with a command as a page has it; undefined where it can be typed so. */
function problemOf(command: string): string | undefined {
  const words = command.split(/\s+/)
  let path = ''
  while (words[0] !== undefined && wordsOf.has(`${path} ${words[0]}`.trim())) {
    path = `${path} ${words.shift()}`.trim()
  }
  const isGroup = wordsOf.has(`${path} ${wordsOf.get(path)?.[0]}`)
  if (path === '' || (isGroup && words.length > 0 && words[0] !== '…'))
    return `${command}: there is no such command`
  const known = wordsOf.get(path) ?? []
  const options = command.match(/(?<=^|[\s[])--[a-z-]+/g) ?? []
  const unknown = options.filter((option) => !known.includes(option) && option !== '--version')
  return unknown.length === 0 ? undefined : `${command}: there is no ${unknown.join(', ')}`
}

test('every command of unstuck that a page names is there, with its options', () => {
  const pages = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)]
  const named = pages
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) => unstuckCommandsIn(readFileSync(page, 'utf8')))

  expect(named.length).toBeGreaterThan(60)
  expect(named.map(problemOf).filter((problem) => problem !== undefined)).toEqual([])
})

test('a command that is not there is found', () => {
  const page =
    '`unstuck jobs list \\| shwo`, `unstuck top --evry 5s`\n```sh\ncat x | unstuck lgos\n```'
  expect(unstuckCommandsIn(page).map(problemOf)).toEqual([
    'lgos: there is no such command',
    undefined,
    expect.stringContaining('shwo'),
    'top --evry 5s: there is no --evry',
  ])
})

test('every npm command that a page names is there', () => {
  const pages = [
    ...['README.md', 'CONTRIBUTING.md', 'docs/operations.md', 'docs/architecture.md'],
    ...['docs/api.md', 'docs/configuration.md', 'docs/production-checklist.md'],
  ]
  const named = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name),
  )

  expect(named.length).toBeGreaterThan(3)
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
})
