// Everybody's jobs, as operators look for them, in the rows of the prior system.
import { z } from 'zod'
import { route } from './route.ts'
import { email, jobRow, jobRowOf } from './wire-rows.ts'

/** A job with its user's address: for operators only. */
export const jobRowForOperators = jobRow.extend({ user_email: email.nullable() })

type Job = Parameters<typeof jobRowOf>[0] & { readonly userEmail: string | null }

export const jobRowForOperatorsOf = (job: Job): z.input<typeof jobRowForOperators> => ({
  ...jobRowOf(job),
  user_email: job.userEmail,
})

const query = z.object({
  search: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'The start of a job’s, a user’s or a result’s id or of an e-mail address, a failure code, or words of a failure',
    ),
  user_id: z.string().min(1).max(255).optional().describe('Or the whole e-mail address'),
  status: z.string().max(50).optional(),
  error_code: z.string().max(50).optional(),
  assessment_name: z.string().max(255).optional(),
  order: z.enum(['asc', 'desc']).default('desc'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
})

export const operatorJobsRoute = route({
  method: 'get',
  path: '/admin/jobs',
  summary: 'Everybody’s jobs by search and filter, those that came in last first',
  role: 'operator',
  query,
  data: z.object({
    jobs: z.array(jobRowForOperators),
    pagination: z.object({
      total: z.int(),
      is_capped: z.boolean().describe('There may be more than were counted'),
      limit: z.int(),
      offset: z.int(),
      hasMore: z.boolean(),
    }),
  }),
  async run({ api, query: { search, user_id, status, error_code, assessment_name, ...page } }) {
    const { jobs, total, isCapped, hasMore, limit, offset } = await api.admin.jobs({
      ...page,
      search,
      userId: user_id,
      status,
      errorCode: error_code,
      assessmentName: assessment_name,
    })
    const pagination = { total, is_capped: isCapped, limit, offset, hasMore }
    return { data: { jobs: jobs.map(jobRowForOperatorsOf), pagination } }
  },
})
