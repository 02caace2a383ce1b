import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadAssessmentsModule } from '../../src/assessments/assessments-module.ts'

const folder = mkdtempSync(join(tmpdir(), 'unstuck-assessments-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function moduleWith(text: string): string {
  const path = join(folder, `module-${files++}.mjs`)
  writeFileSync(path, text)
  return path
}

const whole =
  "{ name: 'A', input: { safeParse() {} }, result: { safeParse() {} }, analyzer: { name: 'x', version: '1', analyze() {} } }"

test('given a module that exports assessments, when it is loaded by a relative path, then they are there', async () => {
  const path = relative(process.cwd(), moduleWith(`export const assessments = [${whole}]`))

  const loaded = await loadAssessmentsModule(path)

  expect(loaded.map(({ name, analyzer }) => [name, analyzer.name])).toEqual([['A', 'x']])
})

test.each([
  ['', 'it has no export named "assessments"'],
  ['export const assessments = {}', '"assessments" must be an array, not object'],
  ['export const assessments = []', '"assessments" is empty'],
  ['export const assessments = [null]', 'assessments[0] must be an object'],
  ['throw new Error("no key in the environment")', 'cannot be loaded: no key in the environment'],
  ['throw null', 'cannot be loaded: null'],
  ['throw Symbol("why")', 'cannot be loaded: Symbol(why)'],
  ['export const = ', 'cannot be loaded: '],
  [
    `export const assessments = [${whole.replace("name: 'A',", '')}]`,
    'assessments[0] needs a name',
  ],
  [
    `export const assessments = [${whole.replace("'A'", "''")}]`,
    'Assessment "": name must be 1 to 255 characters',
  ],
  [
    `export const assessments = [${whole.replace('{ name', '{ tokenCost: 1.5, name')}]`,
    'Assessment "A": tokenCost must be a whole number',
  ],
])(
  'given a module with %j, when it is loaded, then the error names it and says: %s',
  async (text, problem) => {
    const path = moduleWith(text)

    const error = await loadAssessmentsModule(path).catch((reason) => reason)

    expect(error).toBeInstanceOf(Error)
    expect(error.message).toContain(`Assessments module ${path}: `)
    expect(error.message).toContain(problem)
  },
)

test('given several wrong entries, when they are loaded, then one error names everything', async () => {
  const path = moduleWith(
    `export const assessments = [{ name: 'A', input: {}, analyzer: { analyze: 1 } }, 7, ${whole}]`,
  )

  await expect(loadAssessmentsModule(path)).rejects.toThrow(
    'assessments[0] ("A") needs a Zod schema as input; ' +
      'assessments[0] ("A") needs a Zod schema as result; ' +
      'assessments[0] ("A") needs an analyzer with analyze(); ' +
      'assessments[0] ("A") needs an analyzer with a name; ' +
      'assessments[0] ("A") needs an analyzer with a version; ' +
      'assessments[1] must be an object made by defineAssessment()',
  )
})

test('given an entry without an analyzer, when it is loaded, then the error names both kinds', async () => {
  const path = moduleWith("export const assessments = [{ name: 'A', analyzer: { name: 'x' } }]")

  await expect(loadAssessmentsModule(path)).rejects.toThrow(
    'assessments[0] ("A") needs an analyzer with analyze(), or externalWorker(); ',
  )
})

test('given a module that is not there, when it is loaded, then the error names it', async () => {
  await expect(loadAssessmentsModule('./nowhere.mjs')).rejects.toThrow(
    'Assessments module ./nowhere.mjs: it cannot be loaded: ',
  )
})
