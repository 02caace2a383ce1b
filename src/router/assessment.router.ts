// A person's own jobs and results: submit, follow, cancel, retry, read, hide. What belongs to somebody
// else answers exactly like what does not exist.
import { z } from 'zod'
import * as archive from '../db/archive.queries.ts'
import type { Db } from '../db/connection.ts'
import * as jobs from '../db/jobs.queries.ts'
import * as results from '../db/results.queries.ts'
import { notFound } from '../domain/errors.ts'
import { idempotencyKeySchema } from '../domain/submission.ts'
import type { UserCaller } from './context.ts'
import { eventEnvelope } from './event-shapes.ts'
import { checked, fields, id, nothing, order, pageFields } from './input.ts'
import {
  ended,
  jobStatus,
  jobSummary,
  statusOf,
  submitted,
  submittedOf,
  summaryOf,
} from './job-shapes.ts'
import { lineOf, lineStatus } from './line-status.ts'
import { offer, offersOf } from './offers.ts'
import { resultOf, resultShape, resultSummary } from './result-shapes.ts'
import { router, userProcedure } from './trpc.ts'

const ofJob = checked(fields({ jobId: id }))
const ofResult = checked(fields({ resultId: id }))
const ownFilter = {
  status: z.string().max(50).optional(),
  assessmentName: z.string().max(255).optional(),
}
const pageOf = { total: z.int(), limit: z.int(), offset: z.int(), hasMore: z.boolean() }

export const assessmentRouter = router({
  /** Validates, charges and puts in line, or refuses and keeps nothing. */
  submit: userProcedure
    .input(
      checked(
        fields({
          assessmentName: z.string().min(1).max(255).optional(),
          assessmentData: z.unknown(),
          rawResponses: z.unknown().optional(),
          // Its form is checked with the scores, so that all wrong fields are named at once.
          idempotencyKey: z.string().optional(),
        }),
      ),
    )
    .output(submitted)
    .mutation(async ({ ctx, input }) => {
      const { service, caller } = ctx
      return submittedOf(service, await service.intake.submit(caller.userId, input, ctx))
    }),

  /** Submits a failed job's scores again: a new job with a new charge, named `retryOf`. */
  retry: userProcedure
    .input(checked(fields({ jobId: id, idempotencyKey: idempotencyKeySchema.optional() })))
    .output(submitted)
    .mutation(async ({ ctx, input: { jobId, idempotencyKey } }) => {
      const { service, caller } = ctx
      const answer = await service.intake.retry(caller.userId, jobId, idempotencyKey, ctx)
      return submittedOf(service, answer)
    }),

  status: userProcedure
    .input(ofJob)
    .output(jobStatus)
    .query(({ ctx: { service, caller }, input }) =>
      statusOf(service, ownJob(service.db, input.jobId, caller)),
    ),

  list: userProcedure
    .input(
      checked(
        fields({
          ...pageFields(),
          ...ownFilter,
          order,
          sort: z
            .enum(['createdAt', 'updatedAt', 'finishedAt', 'status', 'assessmentName'])
            .default('createdAt'),
        }).prefault({}),
      ),
    )
    .output(z.object({ jobs: z.array(jobSummary), ...pageOf }))
    .query(({ ctx: { service, caller }, input }) => {
      const rows = archive.listJobs(service.db, caller.userId, input, input)
      const total = archive.countJobs(service.db, caller.userId, input)
      return { jobs: rows.map(summaryOf), ...pageIn(input, rows.length, total) }
    }),

  /** Figures about the caller's own jobs. */
  figures: userProcedure
    .input(nothing)
    .output(
      z.object({
        total: z.int(),
        queued: z.int(),
        processing: z.int(),
        completed: z.int(),
        failed: z.int(),
        meanProcessingMs: z.number().nullable(),
      }),
    )
    .query(({ ctx: { service, caller } }) => archive.figuresOf(service.db, caller.userId)),

  /** What can be submitted, the default first, and what each costs: to be known before it is paid. */
  offers: userProcedure
    .input(nothing)
    .output(z.object({ offers: z.array(offer) }))
    .query(({ ctx: { service } }) => ({ offers: offersOf(service) })),

  /** How long the line is, for somebody who wonders whether to submit. */
  line: userProcedure
    .input(nothing)
    .output(lineStatus)
    .query(({ ctx: { service } }) => lineOf(service)),

  /** Everything told about one job, oldest first; `after` is the id of the last event already seen. */
  events: userProcedure
    .input(
      checked(
        fields({
          jobId: id,
          after: z.int().min(0).default(0),
          limit: z.int().min(1).max(1_000).default(200),
        }),
      ),
    )
    .output(z.object({ events: z.array(eventEnvelope), hasMore: z.boolean() }))
    .query(({ ctx: { service, caller }, input }) => {
      const { jobId } = ownJob(service.db, input.jobId, caller)
      const found = archive.historyOf(service.db, jobId, input.after, input.limit + 1)
      return { events: found.slice(0, input.limit), hasMore: found.length > input.limit }
    }),

  /** Only a waiting job can be cancelled; its tokens come back. */
  cancel: userProcedure
    .input(ofJob)
    .output(ended)
    .mutation(({ ctx: { service, caller }, input }) =>
      service.desk.cancel(input.jobId, { kind: 'user', id: caller.userId }),
    ),

  /** Hides a job from lists; a waiting one is cancelled first, a running one refused. */
  deleteJob: userProcedure
    .input(ofJob)
    .output(z.object({ jobId: z.string() }))
    .mutation(async ({ ctx: { service, caller }, input }) => {
      await service.desk.hide(input.jobId, { kind: 'user', id: caller.userId })
      return { jobId: input.jobId }
    }),

  result: userProcedure
    .input(ofResult)
    .output(resultShape)
    .query(({ ctx: { service, caller }, input }) => {
      const row = results.find(service.db, input.resultId)
      const isTheirs = row?.userId === caller.userId && row.deletedAt === null
      if (!row || !isTheirs) throw notFound('result', input.resultId)
      return resultOf(row, archive.jobsOf(service.db, [row.id]))
    }),

  /** The caller's results; with `withContent` scores and profiles too, without raw responses. */
  results: userProcedure
    .input(
      checked(
        fields({
          ...pageFields(),
          ...ownFilter,
          order,
          sort: z.enum(['createdAt', 'updatedAt']).default('createdAt'),
          withContent: z.boolean().default(false),
        }).prefault({}),
      ),
    )
    .output(z.object({ results: z.array(resultSummary), ...pageOf }))
    .query(({ ctx: { service, caller }, input }) => {
      const { db } = service
      const rows = archive.listResults(db, caller.userId, input, input)
      const total = archive.countResults(db, caller.userId, input)
      const jobsByResult = archive.jobsOf(
        db,
        rows.map((row) => row.id),
      )
      const found = rows.map((row) => resultOf(row, jobsByResult))
      const bare = found.map(({ assessmentData: _data, profile: _profile, ...rest }) => rest)
      const page = pageIn(input, rows.length, total)
      return { results: input.withContent ? found : bare, ...page }
    }),

  deleteResult: userProcedure
    .input(ofResult)
    .output(z.object({ resultId: z.string() }))
    .mutation(async ({ ctx: { service, caller }, input }) => {
      await service.desk.hideResult(input.resultId, { kind: 'user', id: caller.userId })
      return { resultId: input.resultId }
    }),
})

function ownJob(db: Db, jobId: string, caller: UserCaller): jobs.JobRow {
  const row = jobs.find(db, jobId)
  const isTheirs = row?.userId === caller.userId && row.deletedAt === null
  if (!row || !isTheirs) throw notFound('job', jobId)
  return row
}

const pageIn = (page: { limit: number; offset: number }, found: number, total: number) => ({
  total,
  limit: page.limit,
  offset: page.offset,
  hasMore: page.offset + found < total,
})
