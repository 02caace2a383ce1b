// Jobs, results and accounts as REST clients know them: snake_case, instants as ISO 8601. The schemas are
// what the OpenAPI document says; the functions make exactly that.

import type { inferRouterOutputs } from '@trpc/server'
import { z } from 'zod'
import type { AppRouter } from '../../router/index.ts'

type Outputs = inferRouterOutputs<AppRouter>
type JobSummary = Outputs['assessment']['list']['jobs'][number]
type ResultRow = Outputs['assessment']['result']
type ResultSummary = Outputs['assessment']['results']['results'][number]
type Account = Outputs['auth']['profile']

const instant = z.iso.datetime()

/** An id as it looks, for the document's examples. */
export const exampleId = (n: number): string =>
  `019abc10-0000-7000-8000-${String(n).padStart(12, '0')}`

export const jobId = z.string().meta({ examples: [exampleId(1)] })
export const resultId = z.string().meta({ examples: [exampleId(2)] })
export const userId = z.string().meta({ examples: [exampleId(3)] })
const assessmentName = z.string().meta({ examples: ['AI-Driven Talent Mapping'] })
/** The shape of an assessment's own data is its definition's. */
const ofAssessment = z.unknown().meta({ examples: [{}] })
const nothingWrong = z
  .string()
  .nullable()
  .meta({ examples: [null] })
const ended = z.string().meta({ examples: ['completed'] })

export const isoOf = (at: number): string => new Date(at).toISOString()
export const isoOrNull = (at: number | null): string | null => (at === null ? null : isoOf(at))

export const jobRow = z.object({
  id: jobId.meta({ description: 'The same as job_id; there is no other id' }),
  job_id: jobId,
  user_id: userId,
  status: ended,
  result_id: resultId.nullable(),
  assessment_name: assessmentName,
  error_message: nothingWrong,
  error_code: nothingWrong,
  retry_of: nothingWrong,
  retry_count: z.int().meta({ examples: [0] }),
  processing_started_at: instant.nullable(),
  completed_at: instant.nullable(),
  created_at: instant,
  updated_at: instant,
})

export const jobRowOf = (job: JobSummary): z.input<typeof jobRow> => ({
  id: job.jobId,
  job_id: job.jobId,
  user_id: job.userId,
  status: job.status,
  result_id: job.resultId,
  assessment_name: job.assessmentName,
  error_message: job.error?.message ?? null,
  error_code: job.error?.code ?? null,
  retry_of: job.retryOf,
  retry_count: Math.max(0, job.attempt - 1),
  processing_started_at: isoOrNull(job.startedAt),
  completed_at: isoOrNull(job.finishedAt),
  created_at: isoOf(job.createdAt),
  updated_at: isoOf(job.updatedAt),
})

export const resultRow = z.object({
  id: resultId,
  user_id: userId,
  job_id: jobId.nullable(),
  status: ended,
  assessment_name: assessmentName,
  error_message: nothingWrong,
  test_data: ofAssessment.describe('What was submitted'),
  test_result: ofAssessment.describe('What the analysis gave; null until it is complete'),
  analyzer: z
    .string()
    .nullable()
    .meta({ examples: ['offline@2.0.0'] }),
  created_at: instant,
  updated_at: instant,
})

export const fullResultRow = resultRow.extend({ raw_responses: ofAssessment })

export const resultRowOf = (result: ResultSummary | ResultRow): z.input<typeof resultRow> => ({
  id: result.resultId,
  user_id: result.userId,
  job_id: result.jobId,
  // Where its job stands is what clients know; a result of its own is only pending.
  status: result.jobStatus ?? (result.status === 'pending' ? 'processing' : result.status),
  assessment_name: result.assessmentName,
  error_message: result.errorMessage,
  test_data: result.assessmentData,
  test_result: result.profile,
  analyzer: result.analyzer,
  created_at: isoOf(result.createdAt),
  updated_at: isoOf(result.updatedAt),
})

export const email = z.string().meta({ examples: ['ana@example.com'] })
export const username = z.string().meta({ examples: ['ana'] })

export const accountRow = z.object({
  id: userId,
  email: email.nullable(),
  username: username.nullable(),
  user_type: z.enum(['user', 'admin']),
  is_active: z.literal(true),
  token_balance: z.int().meta({ examples: [3] }),
  created_at: instant,
})

export const accountRowOf = (account: Account): z.input<typeof accountRow> => ({
  id: account.id,
  email: account.email,
  username: account.username,
  user_type: account.role === 'operator' ? 'admin' : 'user',
  is_active: true,
  token_balance: account.tokenBalance,
  created_at: isoOf(account.createdAt),
})
