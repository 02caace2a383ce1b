// Reads a submission: the scores by their assessment's schema, the rest by the service's own. It answers
// with clean data or throws one `DomainError` that names every wrong field; it charges nothing.
import type { z } from 'zod'
import type { AssessmentDefinition } from './assessment.ts'
import { DomainError, type FieldProblem } from './errors.ts'
import {
  idempotencyKeySchema,
  rawResponsesBytesMax,
  rawResponsesSchema,
  type SubmitRequest,
} from './submission.ts'
import { validateInput } from './validate-input.ts'

export interface ReadSubmission {
  readonly assessmentData: unknown
  readonly rawResponses: unknown
  readonly idempotencyKey: string | undefined
}

export function readSubmission(
  definition: AssessmentDefinition,
  request: SubmitRequest,
): ReadSubmission {
  const { rawResponses, idempotencyKey } = request
  const data = validateInput(definition, request.assessmentData, 'assessmentData')
  const problems = [
    ...(data.ok ? [] : data.fields),
    ...(rawResponses === undefined
      ? []
      : problemsOf(rawResponsesSchema, rawResponses, 'rawResponses')),
    ...(rawResponses === undefined ? [] : tooLarge(rawResponses)),
    ...(idempotencyKey === undefined
      ? []
      : problemsOf(idempotencyKeySchema, idempotencyKey, 'idempotencyKey')),
  ]
  if (!data.ok || problems.length > 0) throw invalid(problems)
  return { assessmentData: data.input, rawResponses, idempotencyKey }
}

/** The refusal for a request with these wrong fields. */
export function invalid(fields: readonly FieldProblem[]): DomainError {
  const [first] = fields
  const more = fields.length > 1 ? ` (and ${fields.length - 1} more)` : ''
  const what = first ? `${first.path} ${first.message}${more}` : 'the request is not valid'
  return new DomainError('VALIDATION_ERROR', what, { fields })
}

export function problemsOf(
  schema: z.ZodType,
  data: unknown,
  path: string,
): readonly FieldProblem[] {
  const checked = validateInput({ input: schema }, data, path)
  return checked.ok ? [] : checked.fields
}

function tooLarge(rawResponses: unknown): FieldProblem[] {
  const bytes = JSON.stringify(rawResponses)?.length ?? 0
  if (bytes <= rawResponsesBytesMax) return []
  return [
    {
      path: 'rawResponses',
      message: 'is too large',
      limit: `${rawResponsesBytesMax} bytes as JSON`,
      sent: `${bytes} bytes`,
    },
  ]
}
