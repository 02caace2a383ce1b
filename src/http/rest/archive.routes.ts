// A person's jobs and results, under the paths of the prior system, with every list parameter honoured.
import { z } from 'zod'
import { jobStatuses } from '../../domain/job.ts'
import {
  jobRowForOperators,
  jobRowForOperatorsOf,
  operatorJobsRoute,
} from './operator-jobs.routes.ts'
import { type Route, type RouteRequest, route } from './route.ts'
import { fullResultRow, isoOf, jobRow, jobRowOf, resultRow, resultRowOf } from './wire-rows.ts'

const order = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['asc', 'desc']))
  .default('desc')

const paging = {
  limit: z.coerce.number().int().min(1).max(100).default(10),
  page: z.coerce.number().int().min(1).max(100_000).optional(),
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .optional()
    .describe('Takes precedence over page'),
  status: z.enum(jobStatuses).optional(),
  assessment_name: z.string().max(255).optional(),
  order,
}

const jobsQuery = z.object({
  ...paging,
  sort: z
    .enum(['created_at', 'updated_at', 'completed_at', 'status', 'assessment_name'])
    .default('created_at'),
})
const sortOf = {
  created_at: 'createdAt',
  updated_at: 'updatedAt',
  completed_at: 'finishedAt',
  status: 'status',
  assessment_name: 'assessmentName',
} as const

const resultsQuery = z.object({
  ...paging,
  sort: z.enum(['created_at', 'updated_at']).default('created_at'),
})

const pagination = z.object({
  total: z.int(),
  limit: z.int(),
  offset: z.int(),
  hasMore: z.boolean().meta({ examples: [false] }),
})

const stuckRow = jobRowForOperators.extend({
  deadline_at: z.iso.datetime(),
  minutes_stuck: z.number(),
})

export const archiveRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/archive/jobs',
    summary: 'The caller’s jobs',
    role: 'user',
    query: jobsQuery,
    data: z.object({ jobs: z.array(jobRow), pagination }),
    async run({ api, query }) {
      const { jobs, ...page } = await api.assessment.list({
        ...pageOf(query),
        sort: sortOf[query.sort],
      })
      const data = { jobs: jobs.map(jobRowOf), pagination: page }
      return { data, message: 'Jobs retrieved successfully' }
    },
  }),
  route({
    method: 'get',
    path: '/archive/jobs/stats',
    summary: 'The caller’s jobs in figures',
    role: 'user',
    data: z.object({
      total_jobs: z.int(),
      queued: z.int(),
      processing: z.int(),
      completed: z.int(),
      failed: z.int(),
      success_rate: z.number().describe('0 to 1, of the jobs that ended'),
      avg_processing_time_seconds: z.number(),
    }),
    run: figuresAnswer,
  }),
  route({
    method: 'get',
    path: '/archive/jobs/stuck',
    summary: 'Everybody’s jobs past their deadline, longest stuck first',
    role: 'operator',
    query: z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(100) }),
    data: z.object({ jobs: z.array(stuckRow), total: z.int() }),
    async run({ api, query }) {
      const { jobs } = await api.monitor.stuck(query)
      const rows = jobs.map((job) => ({
        ...jobRowForOperatorsOf(job),
        deadline_at: isoOf(job.deadlineAt),
        minutes_stuck: Math.round(job.stuckForMs / 600) / 100,
      }))
      return { data: { jobs: rows, total: rows.length } }
    },
  }),
  route({
    method: 'get',
    path: '/archive/jobs/:jobId',
    summary: 'One of the caller’s jobs',
    role: 'user',
    data: jobRow,
    refusals: ['NOT_FOUND'],
    async run({ api, params }) {
      const job = await api.assessment.status({ jobId: params['jobId'] ?? '' })
      return { data: jobRowOf(job), message: 'Job retrieved successfully' }
    },
  }),
  route({
    method: 'delete',
    path: '/archive/jobs/:jobId',
    summary: 'Hide a job; a waiting one is cancelled and refunded, a running one refused',
    role: 'user',
    data: z.object({ job_id: jobRow.shape.job_id, deleted: z.literal(true) }),
    refusals: ['NOT_FOUND', 'JOB_NOT_DELETABLE'],
    async run({ api, params }) {
      const { jobId } = await api.assessment.deleteJob({ jobId: params['jobId'] ?? '' })
      return { data: { job_id: jobId, deleted: true }, message: 'Job deleted successfully' }
    },
  }),
  route({
    method: 'get',
    path: '/archive/results',
    summary: 'The caller’s results',
    role: 'user',
    query: resultsQuery,
    data: z.object({
      results: z.array(resultRow),
      pagination: pagination.extend({
        page: z.int(),
        totalPages: z.int(),
        hasNext: z.boolean(),
        hasPrev: z.boolean(),
      }),
    }),
    run: resultsAnswer,
  }),
  route({
    method: 'get',
    path: '/archive/results/:id',
    summary: 'One of the caller’s results, with its scores and its profile',
    role: 'user',
    data: fullResultRow,
    refusals: ['NOT_FOUND'],
    async run({ api, params }) {
      const result = await api.assessment.result({ resultId: params['id'] ?? '' })
      return { data: { ...resultRowOf(result), raw_responses: result.rawResponses } }
    },
  }),
  route({
    method: 'delete',
    path: '/archive/results/:id',
    summary: 'Hide a result',
    role: 'user',
    data: z.object({ id: resultRow.shape.id, deleted: z.literal(true) }),
    refusals: ['NOT_FOUND', 'JOB_NOT_DELETABLE'],
    async run({ api, params }) {
      const { resultId } = await api.assessment.deleteResult({ resultId: params['id'] ?? '' })
      const data = { id: resultId, deleted: true }
      return { data, message: 'Analysis result deleted successfully' }
    },
  }),
  operatorJobsRoute,
]

async function figuresAnswer({ api }: RouteRequest<unknown, unknown>) {
  const figures = await api.assessment.figures()
  const ended = figures.completed + figures.failed
  const data = {
    total_jobs: figures.total,
    queued: figures.queued,
    processing: figures.processing,
    completed: figures.completed,
    failed: figures.failed,
    success_rate: ended === 0 ? 0 : figures.completed / ended,
    avg_processing_time_seconds: Math.round(figures.meanProcessingMs ?? 0) / 1_000,
  }
  return { data, message: 'Job statistics retrieved successfully' }
}

async function resultsAnswer({ api, query }: RouteRequest<z.output<typeof resultsQuery>, unknown>) {
  const { status, ...page } = pageOf(query)
  const { results, ...found } = await api.assessment.results({
    ...page,
    // A result is only pending until its job has ended.
    status: status === 'queued' || status === 'processing' ? 'pending' : status,
    sort: query.sort === 'created_at' ? 'createdAt' : 'updatedAt',
    withContent: true,
  })
  const data = {
    results: results.map(resultRowOf),
    pagination: {
      ...found,
      page: Math.floor(found.offset / found.limit) + 1,
      totalPages: Math.ceil(found.total / found.limit),
      hasNext: found.hasMore,
      hasPrev: found.offset > 0,
    },
  }
  return { data }
}

const pageOf = ({ limit, page, offset, status, assessment_name, order }: AnyQuery) => ({
  limit,
  offset: offset ?? ((page ?? 1) - 1) * limit,
  status,
  assessmentName: assessment_name,
  order,
})

type AnyQuery = Omit<z.output<typeof jobsQuery>, 'sort'>
