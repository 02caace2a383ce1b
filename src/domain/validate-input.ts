// Checks what somebody submitted against a definition's schema and says, field by field, what is wrong.
// It changes nothing and charges nothing; it runs before both.
import type { z } from 'zod'
import type { AssessmentDefinition } from './assessment.ts'
import type { FieldProblem } from './errors.ts'
import { cut, plainLimit, plainMessage, toldIssues } from './plain-words.ts'

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

function* problemsOf(
  issues: readonly z.core.$ZodIssue[],
  data: unknown,
  prefix: string,
): Generator<FieldProblem> {
  for (const issue of issues.flatMap(toldIssues)) {
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
  const limit = plainLimit(issue)
  const sent = describeSent(valueAt(data, path))
  return {
    path: [prefix, ...path.map(shownKey)].join('.'),
    message: issue.message,
    ...(limit !== undefined && { limit }),
    ...(sent !== undefined && { sent }),
  }
}

/** A key that is the empty text is shown as one, so that a path always says something. */
const shownKey = (key: PropertyKey): string => cut(String(key), keyMax) || '""'

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
