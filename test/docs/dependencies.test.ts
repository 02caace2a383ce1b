import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Package {
  readonly version: string
  readonly license: string
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
}

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Package

/** Name, version, licence and reason of each line of the record's tables. */
const recorded = readFileSync('docs/decisions/0011-dependencies.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (package|---)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, name = '', version = '', licence = '', why = '']) => ({ name, version, licence, why }))

test('every dependency is recorded with its version, its licence and why it is there', () => {
  const { dependencies, devDependencies } = read('package.json')
  const declared = { ...dependencies, ...devDependencies }

  expect(recorded.map(({ name, version }) => `${name} ${version}`).sort()).toEqual(
    Object.entries(declared)
      .map(([name, version]) => `${name} ${version}`)
      .sort(),
  )
  expect(recorded.filter(({ why }) => why.length < 10)).toEqual([])
})

test.each(recorded)('$name is what the record says', ({ name, version, licence }) => {
  const installed = read(`node_modules/${name}/package.json`)

  expect([installed.version, installed.license]).toEqual([version, licence])
})
