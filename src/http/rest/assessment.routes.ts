// Submitting, following and retrying, under the paths of the prior system. A replayed submission answers
// with the very bytes of the first answer; what differs stands in its headers.
import type { inferRouterOutputs } from '@trpc/server'
import { z } from 'zod'
import { notFound } from '../../domain/errors.ts'
import { describeDuration, describeEstimate } from '../../domain/events.ts'
import { invalid } from '../../domain/validation.ts'
import type { AppRouter } from '../../router/index.ts'
import { fields } from '../../router/input.ts'
import { type Enveloped, type Route, type RouteRequest, route } from './route.ts'
import { inTermsOf, readSubmitBody, submitBody, submitBodyDocument } from './submit-body.ts'
import { email, isoOf, jobId, resultId, userId } from './wire-rows.ts'

type Submitted = inferRouterOutputs<AppRouter>['assessment']['submit']

const assessmentName = z.string().meta({ examples: ['AI-Driven Talent Mapping'] })

const submitted = z.object({
  jobId,
  resultId,
  status: z.literal('queued'),
  estimatedProcessingTime: z.string().meta({ examples: ['1 second'] }),
  estimatedProcessingTimeMs: z
    .int()
    .nullable()
    .meta({ examples: [1_000] }),
  queuePosition: z
    .int()
    .meta({ examples: [0], description: 'Jobs that are started before this one' }),
  tokenCost: z.int(),
  remainingTokens: z.int().meta({ examples: [2] }),
})

const status = z.object({
  jobId,
  status: z.string().meta({ examples: ['processing'] }),
  progress: z.int().meta({ examples: [40], description: 'Percent' }),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  estimatedTimeRemaining: z
    .string()
    .nullable()
    .meta({ examples: ['1 second'] }),
  queuePosition: z.int().meta({ examples: [0] }),
  userId,
  userEmail: email.nullable(),
  resultId: resultId.nullable(),
  assessmentName,
  attempt: z.int(),
  retryable: z.boolean().meta({ examples: [false] }),
  refundedTokens: z.int().meta({ examples: [0] }),
  error: z.string().optional().describe('Only when it failed'),
  errorCode: z
    .string()
    .optional()
    .meta({ examples: ['ANALYSIS_FAILED'], description: 'Only when it failed' }),
})

const offer = z.object({
  assessment_name: assessmentName,
  token_cost: z.int(),
  usual_ms: z.int().meta({ examples: [1_000], description: 'What an analysis takes' }),
  sections: z.array(z.string()).meta({
    examples: [['summary', 'strengths']],
    description: 'The parts of a result that a link can show',
  }),
})

const charging = ['INSUFFICIENT_TOKENS', 'IDEMPOTENCY_KEY_REUSED', 'RATE_LIMITED'] as const

export const assessmentRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/assessment/submit',
    summary: 'Submit scores: validates, charges and puts in line, or refuses and keeps nothing',
    role: 'user',
    status: 202,
    body: submitBody,
    bodyDocument: submitBodyDocument,
    data: submitted,
    takesKey: true,
    refusals: [...charging, 'QUEUE_FULL', 'UNSUPPORTED_ASSESSMENT'],
    async run({ api, body, idempotencyKey }) {
      const read = readSubmitBody(body)
      const answer = await inTermsOf(
        read,
        api.assessment.submit({ ...read.request, idempotencyKey }),
      )
      const message = 'Assessment submitted successfully and queued for analysis'
      return submittedAnswer(answer, message, idempotencyKey)
    },
  }),
  route({
    method: 'get',
    path: '/assessment/offers',
    summary:
      'What can be submitted, the default first, and what each costs: known before it is paid',
    role: 'user',
    data: z.object({ offers: z.array(offer) }),
    async run({ api }) {
      const { offers } = await api.assessment.offers()
      const rows = offers.map(({ assessmentName, tokenCost, usualMs, sections }) => ({
        assessment_name: assessmentName,
        token_cost: tokenCost,
        usual_ms: usualMs,
        sections,
      }))
      return { data: { offers: rows } }
    },
  }),
  route({
    method: 'get',
    path: '/assessment/status/:jobId',
    summary: 'Where one of the caller’s jobs stands',
    role: 'user',
    data: status,
    refusals: ['NOT_FOUND'],
    run: statusAnswer,
  }),
  route({
    method: 'post',
    path: '/assessment/retry',
    summary: 'Submit a failed job’s scores again: a new job with a new charge',
    role: 'user',
    status: 202,
    body: fields({ jobId: jobId.optional(), resultId: z.string().optional() }),
    data: submitted,
    takesKey: true,
    refusals: [...charging, 'QUEUE_FULL', 'NOT_FOUND', 'JOB_NOT_RETRYABLE'],
    async run({ api, body, idempotencyKey }) {
      const jobId = await jobToRetry(api, body)
      const answer = await api.assessment.retry({ jobId, idempotencyKey })
      return submittedAnswer(answer, 'Assessment retry queued successfully', idempotencyKey)
    },
  }),
  route({
    method: 'get',
    path: '/assessment/queue/status',
    summary: 'How long the line is, and the caller’s own jobs in figures',
    role: 'user',
    data: z.object({
      queueLength: z.int(),
      activeWorkers: z.int(),
      averageProcessingTime: z.string(),
      estimatedWaitTime: z.string(),
      jobStats: z.object({
        total: z.int(),
        queued: z.int(),
        processing: z.int(),
        completed: z.int(),
        failed: z.int(),
      }),
    }),
    async run({ api }) {
      const [line, { meanProcessingMs: _mean, ...jobStats }] = await Promise.all([
        api.assessment.line(),
        api.assessment.figures(),
      ])
      const data = {
        queueLength: line.waiting,
        activeWorkers: line.slotsMax,
        averageProcessingTime: describeDuration(line.meanProcessingMs),
        estimatedWaitTime: waitInWords(line.estimatedWaitMs),
        jobStats,
      }
      return { data, message: 'Queue status retrieved successfully' }
    },
  }),
]

function submittedAnswer(
  { replayed, currentStatus, createdAt, ...data }: Submitted,
  message: string,
  key: string | undefined,
): Enveloped {
  return {
    data,
    message,
    // Of the first answer: a replay repeats it to the byte.
    at: createdAt,
    headers: {
      'x-idempotency-supported': 'true',
      'x-idempotency-cache': replayed ? 'HIT' : 'MISS',
      ...(key !== undefined && { 'x-idempotency-key': `${key.slice(0, 4)}***` }),
      ...(replayed && { 'x-job-status': currentStatus }),
    },
  }
}

async function statusAnswer({ api, ctx, params }: RouteRequest<unknown, unknown>) {
  const job = await api.assessment.status({ jobId: params['jobId'] ?? '' })
  const data: z.input<typeof status> = {
    jobId: job.jobId,
    status: job.status,
    progress: job.progress,
    createdAt: isoOf(job.createdAt),
    updatedAt: isoOf(job.updatedAt),
    estimatedTimeRemaining: job.estimatedTimeRemaining,
    queuePosition: job.queuePosition ?? 0,
    userId: job.userId,
    userEmail: ctx.caller.kind === 'user' ? ctx.caller.email : null,
    resultId: job.resultId,
    assessmentName: job.assessmentName,
    attempt: job.attempt,
    retryable: job.retryable,
    refundedTokens: job.refundedTokens,
    ...(job.error && { error: job.error.message, errorCode: job.error.code }),
  }
  return { data, message: 'Job status retrieved successfully' }
}

/** A job may be named by its result, as older clients do. */
async function jobToRetry(
  api: RouteRequest<unknown, unknown>['api'],
  { jobId, resultId }: { jobId?: string | undefined; resultId?: string | undefined },
): Promise<string> {
  if ((jobId === undefined) === (resultId === undefined)) {
    throw invalid([{ path: 'jobId', message: 'is required, or else resultId; send exactly one' }])
  }
  if (resultId === undefined) return jobId ?? ''
  const result = await api.assessment.result({ resultId })
  if (result.jobId === null) throw notFound('job', resultId)
  return result.jobId
}

function waitInWords(waitMs: number | null): string {
  if (waitMs === null) return describeEstimate(undefined)
  return waitMs < 60_000 ? 'Less than a minute' : describeDuration(waitMs)
}
