import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { apiPage, apiPagePath } from '../../scripts/api-page.ts'
import { configurationPage, configurationPagePath } from '../../scripts/configuration-page.ts'
import { domainErrorCodes } from '../../src/domain/errors.ts'
import { restRoutes } from '../../src/http/rest/rest.ts'
import { appRouter } from '../../src/router/index.ts'

const read = (path: string) => readFileSync(path, 'utf8')

test('docs/api.md says what the code serves; if not: npm run docs:api', () => {
  expect(read(apiPagePath)).toBe(apiPage())
})

test('docs/configuration.md says what the schema reads; if not: npm run docs:config', () => {
  expect(read(configurationPagePath)).toBe(configurationPage())
})

test('the page of the API has every route, every procedure and every code', () => {
  const page = apiPage()
  const named = [
    ...restRoutes.map(({ method, path }) => `\`${method.toUpperCase()} ${path}\``),
    ...Object.keys(appRouter._def.procedures).map((name) => `\`${name}\``),
    ...domainErrorCodes.map((code) => `\`${code}\``),
  ]

  expect(named.length).toBeGreaterThan(70)
  expect(named.filter((name) => !page.includes(`| ${name} |`))).toEqual([])
})

test('every variable of the example of an environment is in the table, and the other way round', () => {
  const inExample = [...read('.env.example').matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(
    ([, name = '']) => name,
  )
  const inTable = [...configurationPage().matchAll(/^\| `([A-Z0-9_]+)`/gm)].map(
    ([, name = '']) => name,
  )

  expect([...new Set(inExample)].sort()).toEqual(inTable.sort())
})

test('every command line of unstuck on a page is one that there is', () => {
  const pages = ['docs/production-checklist.md', 'docs/compatibility.md', 'SECURITY.md']
  const [, known = ''] = /`unstuck (serve \| [^`]+)`/.exec(read('README.md')) ?? []
  const there = known.split(' | ')
  const commands = pages.flatMap((page) =>
    [...read(page).matchAll(/`unstuck ([a-z][a-z-]*)/g)].map(([, name = '']) => name),
  )

  expect(commands.length).toBeGreaterThan(8)
  expect([...new Set(commands)].filter((name) => !there.includes(name))).toEqual([])
})
