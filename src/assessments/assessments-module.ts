// Loads a team's own assessments from a module that exports `assessments`, and checks by hand what its
// author's compiler may never have checked. It registers nothing.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type AssessmentDefinition, defineAssessment } from '../domain/assessment.ts'
import { describeError } from '../domain/errors.ts'

/**
 * Imports the module at `path`, relative to the working directory. Throws one `Error` that names the
 * module and everything that is wrong with it.
 */
export async function loadAssessmentsModule(path: string): Promise<AssessmentDefinition[]> {
  const entries = exportedArray(path, await importModule(path))
  const problems = entries.flatMap((entry, index) =>
    problemsOf(entry).map((problem) => `${entryLabel(entry, index)} ${problem}`),
  )
  if (problems.length > 0) throw moduleError(path, problems.join('; '))
  try {
    return entries.map((entry) => defineAssessment(entry as AssessmentDefinition))
  } catch (error) {
    throw moduleError(path, (error as Error).message, error)
  }
}

async function importModule(path: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(resolve(path)).href)
  } catch (error) {
    const why = error instanceof Error ? error.message : describeError(error)
    throw moduleError(path, `it cannot be loaded: ${why}`, error)
  }
}

function exportedArray(path: string, module: Record<string, unknown>): readonly unknown[] {
  const { assessments } = module
  if (assessments === undefined) throw moduleError(path, 'it has no export named "assessments"')
  if (!Array.isArray(assessments)) {
    throw moduleError(path, `"assessments" must be an array, not ${typeof assessments}`)
  }
  if (assessments.length === 0) throw moduleError(path, '"assessments" is empty')
  return assessments
}

function problemsOf(entry: unknown): string[] {
  if (!isRecord(entry)) return ['must be an object made by defineAssessment()']
  const analyzer = isRecord(entry['analyzer']) ? entry['analyzer'] : {}
  const rules: readonly (readonly [boolean, string])[] = [
    [typeof entry['name'] === 'string', 'needs a name'],
    [isSchema(entry['input']), 'needs a Zod schema as input'],
    [isSchema(entry['result']), 'needs a Zod schema as result'],
    [
      typeof analyzer['analyze'] === 'function' || analyzer['isExternal'] === true,
      // Who wrote one that is no function has decided already who analyses.
      `needs an analyzer with analyze()${'analyze' in analyzer ? '' : ', or externalWorker()'}`,
    ],
    [typeof analyzer['name'] === 'string', 'needs an analyzer with a name'],
    [typeof analyzer['version'] === 'string', 'needs an analyzer with a version'],
  ]
  return rules.filter(([holds]) => !holds).map(([, problem]) => problem)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isSchema = (value: unknown): boolean =>
  isRecord(value) && typeof value['safeParse'] === 'function'

function entryLabel(entry: unknown, index: number): string {
  const name = isRecord(entry) && typeof entry['name'] === 'string' ? ` ("${entry['name']}")` : ''
  return `assessments[${index}]${name}`
}

const moduleError = (path: string, what: string, cause?: unknown): Error =>
  new Error(`Assessments module ${path}: ${what}`, cause === undefined ? undefined : { cause })
