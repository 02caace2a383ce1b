// What an analysis is given and what it gives, checked in the same way whether this process or a worker outside
// makes it. It calls no analyzer and commits nothing.
import type { Db } from '../db/connection.ts'
import * as results from '../db/results.queries.ts'
import { AnalysisFailure, type AssessmentDefinition } from '../domain/assessment.ts'
import { describeError } from '../domain/errors.ts'
import type { Job, JobEvent, TryFailure } from '../domain/job.ts'
import { reasonMaxChars } from '../domain/worker.ts'

/** A result larger than this, as JSON text, is refused. */
export const profileBytesMax = 1_048_576
/** JSON text writes half a surrogate pair as an escape, and nothing else so. */
const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f]/

/** The stored scores as the definition's schema reads them, or why the job cannot be analysed. */
export function inputOf(
  db: Db,
  job: Job,
  definition: AssessmentDefinition,
): { ok: true; value: unknown } | { ok: false; failure: TryFailure } {
  const scores = job.resultId === null ? undefined : results.findScores(db, job.resultId)
  const parsed = definition.input.safeParse(parseJson(scores))
  if (parsed.success) return { ok: true, value: parsed.data }
  const reason = 'the stored scores do not fit the assessment'
  return { ok: false, failure: { code: 'NO_ASSESSMENT_DATA', reason, transient: false } }
}

/** The event that this result is of its job: completed by it, or a failed try where it does not fit. */
export function outcomeOfResult(
  { result: schema, analyzer }: AssessmentDefinition,
  result: unknown,
  attempt: number,
): Extract<JobEvent, { type: 'analysis.succeeded' | 'analysis.failed' }> {
  const invalid = (reason: string) =>
    ({
      type: 'analysis.failed',
      attempt,
      failure: { code: 'INVALID_RESULT', reason: reason.slice(0, reasonMaxChars), transient: true },
    }) as const
  const parsed = schema.safeParse(result)
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 10)
    return invalid(issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
  }
  const json = JSON.stringify(parsed.data)
  if (json === undefined) return invalid('the result is not JSON')
  if (Buffer.byteLength(json) > profileBytesMax) {
    return invalid(`the result is larger than ${profileBytesMax} bytes`)
  }
  if (loneSurrogate.test(json))
    return invalid('the result holds text that is not well-formed Unicode')
  const by = `${analyzer.name}@${analyzer.version}`
  return { type: 'analysis.succeeded', attempt, profile: json, analyzer: by }
}

/** What was thrown, as the failure of a try. */
export function failureOf(error: unknown): TryFailure {
  const reason = describeError(error, reasonMaxChars).toWellFormed().replaceAll('\0', '')
  return { code: 'ANALYSIS_FAILED', reason, transient: isTransient(error) }
}

/** Whatever was thrown, also what throws when it is asked for its kind. */
function isTransient(error: unknown): boolean {
  try {
    return error instanceof AnalysisFailure ? error.transient : true
  } catch {
    return true
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
