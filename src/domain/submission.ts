// What a submission may hold beyond the scores, and the words of its answer. The scores themselves are
// checked by the schema of their assessment.
import { z } from 'zod'
import { describeEstimate } from './events.ts'
import type { Job } from './job.ts'

/** A submission's raw responses, as JSON text, may take up this much. */
export const rawResponsesBytesMax = 262_144

const rawItem = z.strictObject({
  questionId: z
    .string()
    .regex(/^[A-Z0-9\-_.:]{1,100}$/, 'must be 1 to 100 upper-case letters, digits or - _ . :'),
  value: z.union([z.number().min(0).max(100), z.string().max(1_000), z.boolean()]),
  weight: z.number().finite().optional(),
  meta: z.record(z.string().max(100), z.unknown()).optional(),
})

/** Item-level answers by kind of questionnaire; kept beside the scores, not analysed. */
export const rawResponsesSchema = z.record(z.string().min(1).max(100), z.array(rawItem).max(2_000))

export const idempotencyKeySchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,255}$/, 'must be 1 to 255 letters, digits, - or _')

export interface SubmitRequest {
  readonly assessmentName?: string | undefined
  readonly assessmentData: unknown
  readonly rawResponses?: unknown
  readonly idempotencyKey?: string | undefined
}

export interface SubmitAnswer {
  readonly jobId: string
  readonly resultId: string
  readonly status: 'queued'
  /** As a person would say it, from what recent jobs took. */
  readonly estimatedProcessingTime: string
  /** Null while nobody can know. */
  readonly estimatedProcessingTimeMs: number | null
  /** How many jobs are started before this one. */
  readonly queuePosition: number
  readonly tokenCost: number
  readonly remainingTokens: number
}

/** Where a new job stands: jobs before it, and how long until it has probably ended. */
export interface Place {
  readonly ahead: number
  /** Undefined where nobody can know. */
  readonly totalMs: number | undefined
}

export const answerTo = (
  { jobId, resultId, tokenCost }: Job,
  { ahead, totalMs }: Place,
  remainingTokens: number,
): SubmitAnswer => ({
  jobId,
  resultId: resultId ?? '',
  status: 'queued',
  estimatedProcessingTime: describeEstimate(totalMs),
  estimatedProcessingTimeMs: totalMs ?? null,
  queuePosition: ahead,
  tokenCost,
  remainingTokens,
})

/** JSON with its keys in order at every depth: the same content gives the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  )
}
