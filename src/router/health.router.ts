// Whether the service lives, may be sent work, and how it is. What runs and waits now is for everybody;
// versions, causes and the day's figures are for operators.
import { z } from 'zod'
import * as stats from '../db/stats.queries.ts'
import { DomainError } from '../domain/errors.ts'
import { isOperator } from './caller.ts'
import type { HealthReport, HeldBack, RouterContext, ServiceParts } from './context.ts'
import { nothing } from './input.ts'
import { instant } from './job-shapes.ts'
import { lineOf } from './line-status.ts'
import { publicProcedure, router } from './trpc.ts'

const checkShape = z.object({
  name: z.string(),
  ok: z.boolean(),
  reason: z.exactOptional(z.string()),
  /** Since when somebody holds it so. */
  since: z.exactOptional(instant),
})

const details = z.object({
  status: z.enum(['healthy', 'degraded', 'error']),
  checks: z.array(checkShape),
  queued: z.int(),
  processing: z.int(),
  slotsMax: z.int(),
  /** For operators only. */
  internals: z
    .object({
      version: z.string(),
      startedAt: instant,
      /** Finished within the last 24 hours. */
      completed: z.int(),
      failed: z.int(),
      stuck: z.int(),
      oldestWaitingMs: z.int().nullable(),
      lastCheckAt: instant.nullable(),
      /** When every invariant was checked last; what was found stands among the checks. */
      lastVerifiedAt: instant.nullable(),
    })
    .nullable(),
})

export const healthRouter = router({
  live: publicProcedure
    .input(nothing)
    .output(z.object({ status: z.literal('alive') }))
    .query(() => ({ status: 'alive' as const })),

  ready: publicProcedure
    .input(nothing)
    .output(
      z.object({
        status: z.enum(['ready', 'not_ready']),
        /** The names of the checks that fail. */
        failing: z.array(z.string()),
        /** What is held back on purpose; it is ready all the same. */
        held: z.array(z.object({ what: z.enum(['intake', 'dispatch', 'drain']), since: instant })),
      }),
    )
    .query(async ({ ctx: { service } }) => {
      const { ready, checks } = await service.health()
      const failing = checks.filter(({ ok }) => !ok).map(({ name }) => name)
      return {
        status: ready ? 'ready' : 'not_ready',
        failing: ready ? [] : failing,
        held: heldIn(checks),
      }
    }),

  details: publicProcedure
    .input(nothing)
    .output(details)
    .query(async ({ ctx }) => {
      const { service } = ctx
      const forOperators = await isForOperators(ctx)
      const report = await service.health()
      const { waiting: queued, running: processing, slotsMax, oldestWaitingMs } = lineOf(service)
      return {
        status: statusOf(report),
        checks: report.checks.map(({ reason, held: _, ...known }) =>
          forOperators && reason !== undefined ? { ...known, reason } : known,
        ),
        queued,
        processing,
        slotsMax,
        internals: forOperators ? { ...internalsOf(service, report), oldestWaitingMs } : null,
      }
    }),
})

/** Who and why is for operators. */
const heldIn = (checks: HealthReport['checks']): { what: HeldBack; since: number }[] =>
  checks.flatMap(({ held, since }) => (held && since !== undefined ? [{ what: held, since }] : []))

/** Somebody who is refused elsewhere sees here what everybody sees. */
async function isForOperators(ctx: RouterContext): Promise<boolean> {
  try {
    return isOperator(await ctx.recheck())
  } catch (error) {
    if (error instanceof DomainError) return false
    throw error
  }
}

function statusOf({ ready, checks }: HealthReport): 'healthy' | 'degraded' | 'error' {
  if (!ready) return 'error'
  return checks.every(({ ok }) => ok) ? 'healthy' : 'degraded'
}

function internalsOf({ db, clock, monitor }: ServiceParts, report: HealthReport) {
  const figures = stats.readStats(db, clock.now())
  return {
    version: report.version,
    startedAt: report.startedAt,
    completed: figures.completed_jobs,
    failed: figures.failed_jobs,
    stuck: figures.stuck_processing + figures.stuck_queued,
    lastCheckAt: monitor.health.lastCheckAt ?? null,
    lastVerifiedAt: report.lastVerifiedAt ?? null,
  }
}
