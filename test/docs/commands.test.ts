import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

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
