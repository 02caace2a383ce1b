// Jobs as operators look for them: by filter and by words, with what the other filters would leave; one of them
// whole; and its scores, for whoever says why.
import { z } from 'zod'
import * as admin from '../db/admin.queries.ts'
import * as archive from '../db/archive.queries.ts'
import * as search from '../db/job-search.queries.ts'
import * as jobs from '../db/jobs.queries.ts'
import * as results from '../db/results.queries.ts'
import { inSnapshot } from '../db/transaction.ts'
import * as users from '../db/users.queries.ts'
import { notFound } from '../domain/errors.ts'
import { failureCodes, isOutside, jobStatuses } from '../domain/job.ts'
import { reason } from './admin-bulk.ts'
import { jobForOperators } from './admin-shapes.ts'
import { operatorOf } from './caller.ts'
import type { ServiceParts } from './context.ts'
import { checked, fields, id, order, pageFields } from './input.ts'
import { instant, jobSummary, summaryOf } from './job-shapes.ts'
import { personEmail, withActorEmail, withUserEmail } from './person-emails.ts'
import { operatorProcedure } from './trpc.ts'

const instantInput = z.int().min(0).optional()

export const filterFields = {
  /** The start of a job's, a user's or a result's id or of an e-mail address, a failure code, or words of a failure. */
  search: id.optional(),
  /** Or the whole e-mail address. */
  userId: id.optional(),
  status: z.string().max(50).optional(),
  assessmentName: z.string().max(255).optional(),
  errorCode: z.string().max(50).optional(),
  createdFrom: instantInput,
  createdTo: instantInput,
  includeDeleted: z.boolean().default(false),
}

const facetCount = z.object({
  value: z.string(),
  n: z.int(),
  /** Counted no further. */
  isCapped: z.boolean(),
})

export const jobProcedures = {
  /** Those that came in last first. Counts are exact up to some thousand; `isCapped` says where there may be more. */
  jobs: operatorProcedure
    .input(
      checked(
        fields({
          ...pageFields(200, 50),
          order,
          ...filterFields,
          facets: z.boolean().default(false),
        }).prefault({}),
      ),
    )
    .output(
      z.object({
        jobs: z.array(
          jobSummary.extend({ userEmail: personEmail, deadlineAt: instant.nullable() }),
        ),
        total: z.int(),
        isCapped: z.boolean(),
        limit: z.int(),
        offset: z.int(),
        hasMore: z.boolean(),
        /** All of these figures are of this instant. */
        asOf: instant,
        facets: z.object({ statuses: z.array(facetCount), codes: z.array(facetCount) }).nullable(),
      }),
    )
    .query(({ ctx: { service }, input: { limit, offset, order, facets, ...given } }) =>
      inSnapshot(service.db, () => {
        const { db, clock } = service
        const filter = filterOf(service, given)
        const rows = search.list(db, filter, { limit: limit + 1, offset, order })
        const { n: total, isCapped } = search.countMatching(db, filter)
        return {
          jobs: withUserEmail(db, rows.slice(0, limit)).map((row) => ({
            ...row,
            ...summaryOf(row),
          })),
          ...{ total, isCapped, limit, offset },
          hasMore: rows.length > limit,
          asOf: clock.now(),
          facets: facets ? search.facets(db, filter, facetValues) : null,
        }
      }),
    ),

  /** Everything about one job but its scores and its result. */
  job: operatorProcedure
    .input(checked(fields({ jobId: id })))
    .output(jobForOperators)
    .query(({ ctx: { service }, input: { jobId } }) =>
      inSnapshot(service.db, () => {
        const { db, clock } = service
        const row = jobs.find(db, jobId)
        if (!row) throw notFound('job', jobId)
        return {
          ...row,
          ...summaryOf(row),
          asOf: clock.now(),
          isOutside: isOutside(row) || row.leaseHash !== null,
          tries: row.tries,
          failedTries: jobs.triesOf(db, jobId).map(({ tryNumber, ...rest }) => ({
            ...rest,
            try: tryNumber,
          })),
          userEmail: users.find(db, row.userId)?.email ?? null,
          entries: withActorEmail(db, users.listEntriesOfJob(db, jobId)),
          events: archive.historyOf(db, jobId, 0, 1_000),
          retriedBy: jobs.findRetryOf(db, jobId)?.jobId ?? null,
          repair: admin.findRepair(db, jobId) ?? null,
        }
      }),
    ),

  /** What was submitted. Who asked, and why, is kept before it is told. */
  scores: operatorProcedure
    .input(checked(fields({ jobId: id, reason })))
    .output(z.object({ jobId: z.string(), scores: z.record(z.string(), z.unknown()).nullable() }))
    .mutation(async ({ ctx: { service, caller }, input: { jobId, reason } }) => {
      const row = jobs.find(service.db, jobId)
      if (!row) throw notFound('job', jobId)
      await service.audit(operatorOf(caller), 'scores.view', jobId, reason)
      const stored =
        row.resultId === null ? undefined : results.findScores(service.db, row.resultId)
      return { jobId, scores: scoresIn(stored) }
    }),
}

const facetValues = { statuses: jobStatuses, codes: failureCodes }

type GivenFilter = z.output<ReturnType<typeof filterSchema>>
const filterSchema = () => z.object(filterFields)

/** The words of a search become the ids that it means, looked up once. */
export function filterOf({ db }: ServiceParts, given: GivenFilter): search.JobFilter {
  const { search: words, userId, ...rest } = withoutUndefined(given)
  const filter = userId === undefined ? rest : { ...rest, userId: users.idMeant(db, userId) }
  return words === undefined ? filter : { ...filter, among: search.candidates(db, words) }
}

/** Exact optional properties tell "not given" from "given as undefined"; parsed inputs have both. */
const withoutUndefined = <T extends object>(given: T) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>
  }

/** Nothing where a row that somebody else wrote holds no object. */
function scoresIn(stored: string | undefined): Record<string, unknown> | null {
  if (stored === undefined) return null
  try {
    const scores: unknown = JSON.parse(stored)
    return typeof scores === 'object' && scores !== null ? { ...scores } : null
  } catch {
    return null
  }
}
