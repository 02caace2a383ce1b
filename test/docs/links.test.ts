import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const roots = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
  ...['docs', 'examples', 'proof', 'test'],
]

const pages = roots.flatMap((root) =>
  statSync(root).isFile()
    ? [root]
    : readdirSync(root, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.md'))
        .map((name) => join(root, name)),
)

/** Text without what is shown as code, where brackets and parentheses are no links. */
const prose = (markdown: string): string =>
  markdown
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, (code) => ' '.repeat(code.length))

interface Link {
  readonly page: string
  readonly target: string
}

function linksOf(page: string): Link[] {
  const text = prose(readFileSync(page, 'utf8'))
  const inline = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)]
  const named = [...text.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)]
  return [...inline, ...named].map(([, target = '']) => ({ page, target }))
}

/** The ids a page's headings get on the usual hosts: lower case, no punctuation, dashes for spaces. */
const anchorsOf = (page: string): Set<string> =>
  new Set(
    [...prose(readFileSync(page, 'utf8')).matchAll(/^#{1,6}\s+(.+?)\s*$/gm)].map(
      ([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\s_-]/gu, '')
          .replace(/\s/g, '-'),
    ),
  )

/** Why a link leads nowhere; undefined when it leads somewhere, or out of the project. */
function problemOf({ page, target }: Link): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return undefined
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? page : resolve(dirname(page), decodeURIComponent(path))
  if (relative(resolve('.'), resolve(file)).startsWith('..'))
    return `${page}: ${target} leaves the project`
  if (!existsSync(file)) return `${page}: ${target} is not there`
  if (anchor === undefined) return undefined
  return anchorsOf(file).has(anchor) ? undefined : `${page}: ${target} has no such heading`
}

test('every relative link of every page leads to a file or heading that is there', () => {
  expect(pages.length).toBeGreaterThan(15)
  const links = pages.flatMap(linksOf)
  expect(links.length).toBeGreaterThan(20)
  expect(links.map(problemOf).filter((problem) => problem !== undefined)).toEqual([])
})

test('a broken link is seen', () => {
  const broken = ['docs/nothing.md', '#no-such-heading', 'docs/glossary.md#no-such-heading', '../x']

  const problems = broken.map((target) => problemOf({ page: 'README.md', target }))

  expect(problems.map((problem) => problem?.replace(/^README.md: \S+ /, ''))).toEqual([
    'is not there',
    'has no such heading',
    'has no such heading',
    'leaves the project',
  ])
  expect(problemOf({ page: 'README.md', target: 'docs/glossary.md#a-jobs-states' })).toBeUndefined()
})
