// How everything stands, read from one state of the database; what is next to be stuck; and the ledger.
import { z } from 'zod'
import * as jobs from '../db/jobs.queries.ts'
import * as ledger from '../db/ledger.queries.ts'
import * as overview from '../db/overview.queries.ts'
import * as stats from '../db/stats.queries.ts'
import { inSnapshot } from '../db/transaction.ts'
import * as users from '../db/users.queries.ts'
import type { ServiceParts } from './context.ts'
import { checked, fields, id } from './input.ts'
import { instant, jobSummary, summaryOf } from './job-shapes.ts'
import { ledgerEntryForOperators } from './ledger-shapes.ts'
import { personEmail, withActorEmail, withUserEmail } from './person-emails.ts'
import { operatorProcedure } from './trpc.ts'

const sum = z.object({
  tokens: z.int(),
  /** At least so many: there are more than were added up. */
  isCapped: z.boolean(),
})
const spread = z.object({ p50Ms: z.int().nullable(), p95Ms: z.int().nullable() })

const checkRun = z.object({
  id: z.int(),
  startedAt: instant,
  durationMs: z.int(),
  dryRun: z.boolean(),
  total: z.int(),
  fixed: z.int(),
  failed: z.int(),
})

/** Half hours of the strip: a day. */
const throughputSlots = 48
const dayMs = 86_400_000
const minuteMs = 60_000

export const overviewProcedures = {
  /** `utcOffsetMinutes` says when the day of whoever looks began, ahead of UTC being positive. */
  overview: operatorProcedure
    .input(
      checked(fields({ utcOffsetMinutes: z.int().min(-840).max(840).default(0) }).prefault({})),
    )
    .output(
      z.object({
        asOf: instant,
        dayStart: instant,
        queued: z.int(),
        processing: z.int(),
        completedToday: z.int(),
        failedToday: z.int(),
        stuck: z.int(),
        quarantined: z.int(),
        held: sum,
        spentToday: sum,
        refundedToday: sum,
        /** What the last proof of the database said of the money: null before the first. */
        books: z.object({ balance: z.boolean(), provedAt: instant }).nullable(),
        wait: spread,
        run: spread,
        /** How many ended jobs of today these times are of, at most the newest 500. */
        timedJobs: z.int(),
        throughput: z.array(z.object({ at: instant, completed: z.int(), failed: z.int() })),
        lastCheck: checkRun.nullable(),
        lastCheckAt: instant.nullable(),
        nextCheckAt: instant.nullable(),
        heldBack: z.array(z.enum(['intake', 'dispatch'])),
      }),
    )
    .query(({ ctx: { service }, input }) => overviewOf(service, input.utcOffsetMinutes)),

  /** Unfinished jobs by their deadline, those that are past it first, and the service's clock to count down by. */
  deadlines: operatorProcedure
    .input(checked(fields({ limit: z.int().min(1).max(200).default(50) }).prefault({})))
    .output(
      z.object({
        asOf: instant,
        jobs: z.array(
          jobSummary.extend({
            userEmail: personEmail,
            deadlineAt: instant,
            hardDeadlineAt: instant.nullable(),
          }),
        ),
      }),
    )
    .query(
      ({
        ctx: {
          service: { db, clock },
        },
        input,
      }) => {
        const asOf = clock.now()
        const rows = withUserEmail(db, jobs.listByDeadline(db, input.limit))
        return {
          asOf,
          jobs: rows.map((row) => ({
            ...row,
            ...summaryOf(row),
            deadlineAt: row.deadlineAt ?? asOf,
          })),
        }
      },
    ),

  /** Everybody's movements, newest first; `before` is where the last answer said to go on. */
  ledger: operatorProcedure
    .input(
      checked(
        fields({
          limit: z.int().min(1).max(200).default(50),
          before: z.int().min(1).optional(),
          /** Or the whole e-mail address. */
          userId: id.optional(),
          jobId: id.optional(),
          kind: z.enum(['charge', 'refund', 'grant']).optional(),
        }).prefault({}),
      ),
    )
    .output(
      z.object({
        entries: z.array(
          ledgerEntryForOperators.extend({
            userId: z.string(),
            userEmail: personEmail,
            actorEmail: personEmail,
          }),
        ),
        nextBefore: z.int().nullable(),
      }),
    )
    .query(({ ctx: { service }, input: { limit, userId, ...rest } }) =>
      inSnapshot(service.db, () => {
        const { db } = service
        const filter = { ...rest, userId: userId && users.idMeant(db, userId) }
        const { entries, nextBefore } = ledger.list(db, filter, limit)
        return { entries: withActorEmail(db, withUserEmail(db, entries)), nextBefore }
      }),
    ),
}

function overviewOf(service: ServiceParts, utcOffsetMinutes: number) {
  const { db, clock, monitor, switches } = service
  const { nextCheckAt, proof } = service.system()
  return inSnapshot(db, () => {
    const asOf = clock.now()
    const offsetMs = utcOffsetMinutes * minuteMs
    const dayStart = Math.floor((asOf + offsetMs) / dayMs) * dayMs - offsetMs
    const figures = stats.readStats(db, asOf)
    const { wait, run, jobs: timedJobs } = overview.timesSince(db, dayStart)
    const [last] = stats.listRuns(db, 1)
    return {
      ...{ asOf, dayStart, wait, run, timedJobs },
      queued: figures.queued_jobs,
      processing: figures.processing_jobs,
      completedToday: stats.finishedSince(db, 'completed', dayStart),
      failedToday: stats.finishedSince(db, 'failed', dayStart),
      stuck: figures.stuck_processing + figures.stuck_queued,
      quarantined: figures.quarantined_jobs,
      held: overview.held(db),
      spentToday: overview.spentSince(db, dayStart),
      refundedToday: overview.refundedSince(db, dayStart),
      books: proof && { balance: proof.isMoneyRight, provedAt: proof.at },
      throughput: overview.throughput(db, asOf, throughputSlots),
      lastCheck: last ? { ...last, dryRun: last.dryRun === 1 } : null,
      lastCheckAt: monitor.health.lastCheckAt ?? null,
      nextCheckAt,
      heldBack: switches.held.map(({ what }) => what),
    }
  })
}
