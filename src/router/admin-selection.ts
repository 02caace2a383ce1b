// One action on many jobs that a filter or a person picked: first how many, with the ids fixed, then the doing, some
// at a time, with what became of each. What one action does to one job stands in admin-bulk.ts.
import { z } from 'zod'
import * as search from '../db/job-search.queries.ts'
import * as jobs from '../db/jobs.queries.ts'
import { inSnapshot } from '../db/transaction.ts'
import { describeError } from '../domain/errors.ts'
import { type BulkOperation, bulkOperation, bulkOutcome, reason, runOne } from './admin-bulk.ts'
import { filterFields, filterOf } from './admin-jobs.ts'
import { operatorOf } from './caller.ts'
import type { ServiceParts } from './context.ts'
import { checked, fields, id, pageFields } from './input.ts'
import { operatorProcedure } from './trpc.ts'

/** Jobs a person may pick by hand. */
export const pickedMax = 1_000
/** Jobs that one selection by filter holds; the oldest of more. */
export const selectedMax = 10_000

const progress = z.object({
  selectionId: z.string(),
  operation: bulkOperation,
  state: z.enum(['ready', 'running', 'done', 'stopped']),
  total: z.int(),
  successful: z.int(),
  skipped: z.int(),
  failed: z.int(),
})

const selectionId = z.string().min(1).max(100)

export const selectionProcedures = {
  /** Fixes the jobs an action is meant for, and says what it would do. Nothing is done to them yet. */
  select: operatorProcedure
    .input(
      checked(
        fields({
          operation: bulkOperation,
          jobIds: z.array(id).min(1).max(pickedMax).optional(),
          filter: fields(filterFields).optional(),
        }).refine(({ jobIds, filter }) => (jobIds === undefined) !== (filter === undefined), {
          path: ['filter'],
          error: 'is to be given, or else jobIds, and not both',
        }),
      ),
    )
    .output(
      progress.extend({
        /** Those whose state does not allow it are left out already. */
        matching: z.int(),
        /** There are more than a selection holds, or than were counted. */
        isCapped: z.boolean(),
        /** What would come back to their owners, or be charged to them for a retry. */
        tokens: z.int(),
        users: z.int(),
      }),
    )
    .mutation(({ ctx: { service }, input: { operation, jobIds, filter } }) =>
      inSnapshot(service.db, () => {
        const found = filter
          ? matchingIds(service, operation, filterOf(service, filter))
          : pickedIds(service, operation, jobIds ?? [])
        const { ids, matching, isCapped } = found
        const selected = service.bulks.select(operation, ids)
        return { ...selected, matching, isCapped, ...search.weigh(service.db, ids) }
      }),
    ),

  /** Begins to work a selection off; `selection` tells how far it is. It goes on when its operator leaves. */
  runSelection: operatorProcedure
    .input(checked(fields({ selectionId, reason })))
    .output(progress)
    .mutation(async ({ ctx, input }) => {
      const { service, caller } = ctx
      const { selectionId, reason } = input
      // Before anything is awaited: of two who ask at once, one runs it and one is told how far it is.
      const taken = service.bulks.take(selectionId)
      const progress = service.bulks.progress(selectionId)
      if (!taken) return progress
      const { operation, total } = progress
      const by = operatorOf(caller)
      try {
        const details = JSON.stringify({ reason, total })
        await service.audit(by, `bulk.${operation}`, selectionId, details)
      } catch (error) {
        taken.giveBack()
        throw error
      }
      taken
        .run((jobId) => runOne(service, jobId, { operation, reason }, by, ctx))
        .then(({ successful, skipped, failed, state }) => {
          const outcome = JSON.stringify({ state, successful, skipped, failed })
          return service.audit(by, 'bulk.ended', selectionId, outcome)
        })
        .catch((error: unknown) => {
          service.log.error('bulk.failed', { error: describeError(error) })
        })
      return service.bulks.progress(selectionId)
    }),

  /** How far it is, and what became of each job, the trouble first. */
  selection: operatorProcedure
    .input(checked(fields({ selectionId, ...pageFields(200, 50) })))
    .output(progress.extend({ outcomes: z.array(bulkOutcome) }))
    .query(({ ctx: { service }, input: { selectionId, offset, limit } }) => ({
      ...service.bulks.progress(selectionId),
      outcomes: service.bulks.outcomes(selectionId, offset, limit),
    })),

  /** Leaves alone what has not been begun. */
  stopSelection: operatorProcedure
    .input(checked(fields({ selectionId })))
    .output(progress)
    .mutation(async ({ ctx: { service, caller }, input: { selectionId } }) => {
      const stopped = service.bulks.halt(selectionId)
      await service.audit(operatorOf(caller), 'bulk.stop', selectionId, '')
      return stopped
    }),
}

/** In which states an action can do something; the rest is not worth asking. */
const statesFor: Record<BulkOperation, readonly string[]> = {
  fail: ['queued', 'processing'],
  cancel: ['queued'],
  retry: ['failed'],
}

interface Found {
  readonly ids: string[]
  readonly matching: number
  readonly isCapped: boolean
}

function matchingIds(
  { db }: ServiceParts,
  operation: BulkOperation,
  filter: search.JobFilter,
): Found {
  const states = statesFor[operation].filter((each) => (filter.status ?? each) === each)
  const found = states.flatMap((status) =>
    search.listIds(db, { ...filter, status }, selectedMax + 1),
  )
  const ids = found.slice(0, selectedMax)
  const { n, isCapped } = search.countMatching(db, filter)
  return { ids, matching: Math.max(n, ids.length), isCapped: isCapped || found.length > ids.length }
}

function pickedIds({ db }: ServiceParts, operation: BulkOperation, given: string[]): Found {
  const picked = [...new Set(given)]
  const ids = picked.filter((jobId) =>
    statesFor[operation].includes(jobs.find(db, jobId)?.status ?? ''),
  )
  return { ids, matching: picked.length, isCapped: false }
}
