// Checks what somebody submitted against a definition's schema and says, field by field, what is wrong.
// It changes nothing and charges nothing; it runs before both.
import type { z } from 'zod'
import type { AssessmentDefinition } from './assessment.ts'
import type { FieldProblem } from './errors.ts'

export type InputCheck<Input> =
  | { readonly ok: true; readonly input: Input }
  | { readonly ok: false; readonly fields: FieldProblem[] }

const problemsMax = 100
const sentMax = 100
const keyMax = 100

/** `prefix` names where `data` stood in the request and starts every path, so that no path is empty. */
export function validateInput<Input>(
  definition: Pick<AssessmentDefinition<Input>, 'input'>,
  data: unknown,
  prefix = 'assessmentData',
): InputCheck<Input> {
  const parsed = definition.input.safeParse(data, { error: plainMessage })
  if (parsed.success) return { ok: true, input: parsed.data }
  const byPath = new Map<string, FieldProblem>()
  for (const problem of problemsOf(parsed.error.issues, data, prefix)) {
    if (byPath.size >= problemsMax) break
    if (!byPath.has(problem.path)) byPath.set(problem.path, problem)
  }
  return { ok: false, fields: [...byPath.values()] }
}

/** Words for schemas that bring none of their own; Zod uses its own where this gives none. */
function plainMessage(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') return 'is not a field of this assessment'
  if (issue.code !== 'invalid_type') return undefined
  return issue.input === undefined ? 'is required' : `must be of type ${issue.expected}`
}

function* problemsOf(
  issues: readonly z.core.$ZodIssue[],
  data: unknown,
  prefix: string,
): Generator<FieldProblem> {
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') yield problemAt(issue.path, issue, data, prefix)
    else for (const key of issue.keys) yield problemAt([...issue.path, key], issue, data, prefix)
  }
}

function problemAt(
  path: readonly PropertyKey[],
  issue: z.core.$ZodIssue,
  data: unknown,
  prefix: string,
): FieldProblem {
  const limit = limitOf(issue)
  const sent = describeSent(valueAt(data, path))
  return {
    path: [prefix, ...path.map((key) => cut(String(key), keyMax))].join('.'),
    message: issue.message,
    ...(limit !== undefined && { limit }),
    ...(sent !== undefined && { sent }),
  }
}

function limitOf(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unit(issue)}`
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unit(issue)}`
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : issue.expected
    case 'invalid_value':
      return cut(`one of ${issue.values.map(String).join(', ')}`, sentMax)
    default:
      return undefined
  }
}

const unit = ({ origin }: { origin: string }): string => {
  if (origin === 'string') return ' characters'
  return origin === 'array' || origin === 'set' ? ' items' : ''
}

/** Own properties only: a path such as `__proto__` must not walk up to what nobody sent. */
function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}

function describeSent(value: unknown): string | undefined {
  if (value === undefined) return undefined
  // JSON would call these null.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  try {
    return cut(JSON.stringify(value) ?? typeof value, sentMax)
  } catch {
    // Cyclic, too deep or a bigint: only callers in this process can send such a thing.
    return typeof value
  }
}

function cut(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text
  // Half of a pair at the end would be no valid text.
  return `${text.slice(0, lengthMax - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
