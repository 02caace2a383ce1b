// The two forms of a submission over REST: the generic one, and the flat one of the first clients, in which
// everything at the top that is not known otherwise is a score. It knows no assessment's dimensions.
import { z } from 'zod'
import { DomainError, type FieldProblem } from '../../domain/errors.ts'
import type { SubmitRequest } from '../../domain/submission.ts'
import { invalid, problemsOf } from '../../domain/validation.ts'
import { refusalIn } from '../../router/errors.ts'

const aliases = {
  assessmentName: ['assessment_name', 'assessmentName'],
  assessmentData: ['assessment_data', 'assessmentData'],
  rawResponses: ['raw_responses', 'rawResponses'],
} as const

type Field = keyof typeof aliases

/** Sent by the first clients; says nothing that the form does not say. */
const ignored = ['rawSchemaVersion', 'raw_schema_version']

const names = z
  .string()
  .max(255)
  .optional()
  .meta({ examples: ['AI-Driven Talent Mapping'] })
const raw = z
  .record(z.string(), z.array(z.unknown()))
  .optional()
  .meta({ examples: [{ riasec: [{ questionId: 'R-1', value: 4 }] }] })

/** For the document only: `readSubmitBody` reads it. */
export const submitBodyDocument = z.union([
  z
    .object({
      assessment_name: names,
      assessment_data: z.record(z.string(), z.unknown()).meta({ examples: [{}] }),
      raw_responses: raw,
    })
    .describe('Scores under one name; camelCase names are read as well'),
  z
    .looseObject({ assessmentName: names, rawResponses: raw })
    .describe('The flat form: everything else at the top is the assessment’s data'),
])

/** Any object, as it is: a schema of fields would drop some without a word. */
export const submitBody = z.custom<Readonly<Record<string, unknown>>>(
  (body) => typeof body === 'object' && body !== null && !Array.isArray(body),
  { error: 'must be an object' },
)

export interface SubmitBody {
  readonly request: Omit<SubmitRequest, 'idempotencyKey'>
  /** What a field of the request is called in the body. */
  nameInBody(path: string): string
}

/** Throws VALIDATION_ERROR when the body is in neither form, or in both. */
export function readSubmitBody(body: Readonly<Record<string, unknown>>): SubmitBody {
  const used = usedNames(body)
  const known = new Set<string>([...Object.values(aliases).flat(), ...ignored])
  const rest = Object.entries(body).filter(([key]) => !known.has(key))
  const dataName = used.assessmentData
  if (dataName !== undefined && rest.length > 0) throw bothForms(dataName, rest)
  const given = (field: Field) => (used[field] === undefined ? undefined : body[used[field]])
  const assessmentName = given('assessmentName')
  if (assessmentName !== undefined && typeof assessmentName !== 'string') {
    throw invalid(problemsOf(z.string(), assessmentName, used.assessmentName ?? ''))
  }
  return {
    request: {
      assessmentName,
      assessmentData: dataName === undefined ? Object.fromEntries(rest) : body[dataName],
      rawResponses: given('rawResponses'),
    },
    nameInBody: (path) => nameInBody(path, used),
  }
}

/** Runs a submission; what it refuses by its own names is told by the body's. */
export async function inTermsOf<T>(
  body: Pick<SubmitBody, 'nameInBody'>,
  submission: Promise<T>,
): Promise<T> {
  try {
    return await submission
  } catch (error) {
    const refusal = refusalIn(error)
    if (!refusal?.details.fields) throw error
    const renamed = refusal.details.fields.map((problem) => ({
      ...problem,
      path: body.nameInBody(problem.path),
    }))
    if (refusal.code === 'VALIDATION_ERROR') throw invalid(renamed)
    throw new DomainError(refusal.code, refusal.message, { ...refusal.details, fields: renamed })
  }
}

function usedNames(body: Readonly<Record<string, unknown>>): Partial<Record<Field, string>> {
  const used: Partial<Record<Field, string>> = {}
  const twice: FieldProblem[] = []
  for (const [field, [snake, camel]] of Object.entries(aliases) as [Field, [string, string]][]) {
    const given = [snake, camel].filter((name) => Object.hasOwn(body, name))
    if (given.length > 1)
      twice.push({ path: camel, message: `is given as ${snake}, too; send one` })
    if (given[0] !== undefined) used[field] = given[0]
  }
  if (twice.length > 0) throw invalid(twice)
  return used
}

const bothForms = (dataName: string, rest: readonly (readonly [string, unknown])[]) =>
  invalid(
    rest.map(([key]) => ({
      path: key,
      message: `cannot stand beside ${dataName}: send all scores in it, or all at the top`,
    })),
  )

function nameInBody(path: string, used: Partial<Record<Field, string>>): string {
  const [field = '', ...inside] = path.split('.')
  if (field === 'idempotencyKey') return 'Idempotency-Key'
  if (!(field in aliases)) return path
  const name = used[field as Field]
  if (name !== undefined) return [name, ...inside].join('.')
  if (field !== 'assessmentData') return path
  return inside.length === 0 ? 'body' : inside.join('.')
}
