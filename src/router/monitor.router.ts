// Operations: the figures operators know, what is stuck, checks on demand and what earlier ones found.
import { z } from 'zod'
import * as jobs from '../db/jobs.queries.ts'
import * as stats from '../db/stats.queries.ts'
import { operatorOf } from './caller.ts'
import type { ServiceParts } from './context.ts'
import { checked, fields, nothing, pageFields } from './input.ts'
import { instant, jobSummary, summaryOf } from './job-shapes.ts'
import { lineOf, lineStatus, workersStatus } from './line-status.ts'
import { personEmail, withActorEmail, withUserEmail } from './person-emails.ts'
import { operatorProcedure, router } from './trpc.ts'

const finding = z.object({
  jobId: z.string(),
  outcome: z.enum(['fixed', 'skipped', 'failed']),
  reason: z.string(),
})

const counts = { total: z.int(), fixed: z.int(), skipped: z.int(), failed: z.int() }

const run = z.object({
  id: z.int(),
  trigger: z.enum(['start', 'schedule', 'manual', 'foreign-write']),
  dryRun: z.boolean(),
  startedAt: instant,
  durationMs: z.int(),
  ...counts,
  /** The first of them. */
  findings: z.array(finding),
  /** Who asked for it, where a person or a key did and the audit still says so among its newest entries. */
  actor: z.string().nullable(),
  actorEmail: personEmail,
})

export const monitorRouter = router({
  stats: operatorProcedure
    .input(nothing)
    .output(
      z.object({
        processing_jobs: z.int(),
        queued_jobs: z.int(),
        completed_jobs: z.int(),
        failed_jobs: z.int(),
        stuck_processing: z.int(),
        stuck_queued: z.int(),
        quarantined_jobs: z.int(),
      }),
    )
    .query(({ ctx: { service } }) => stats.readStats(service.db, service.clock.now())),

  /** Jobs past their deadline, longest first, and rows that could not be repaired. */
  stuck: operatorProcedure
    .input(checked(fields({ limit: z.int().min(1).max(1_000).default(100) }).prefault({})))
    .output(
      z.object({
        jobs: z.array(
          jobSummary.extend({ userEmail: personEmail, deadlineAt: instant, stuckForMs: z.int() }),
        ),
        repairs: z.array(
          z.object({
            jobId: z.string(),
            tries: z.int(),
            retryAt: instant,
            /** Since when it waits for an operator; null while the service still tries. */
            quarantinedAt: instant.nullable(),
            reason: z.string(),
          }),
        ),
      }),
    )
    .query(({ ctx: { service }, input }) => {
      const now = service.clock.now()
      const rows = withUserEmail(service.db, jobs.listStuck(service.db, now, input.limit))
      const stuck = rows.map((row) => {
        const deadlineAt = row.deadlineAt ?? now
        const { userEmail } = row
        return { ...summaryOf(row), userEmail, deadlineAt, stuckForMs: now - deadlineAt }
      })
      return { jobs: stuck, repairs: stats.listRepairs(service.db, input.limit) }
    }),

  /** Repairs everything that is stuck now; with `dryRun` it only says what it would do. */
  check: operatorProcedure
    .input(checked(fields({ dryRun: z.boolean().default(false) }).prefault({})))
    .output(
      z.object({ ...counts, dryRun: z.boolean(), durationMs: z.int(), jobs: z.array(finding) }),
    )
    .mutation(async ({ ctx: { service, caller }, input }) => {
      const { runId, ...report } = await service.monitor.check('manual', input)
      const { dryRun, total, fixed } = report
      const found = JSON.stringify({ dryRun, total, fixed, run: runId })
      await service.audit(operatorOf(caller), 'monitor.check', 'jobs', found)
      return { ...report, jobs: [...report.jobs] }
    }),

  /** The newest checks, newest first. */
  runs: operatorProcedure
    .input(checked(fields({ limit: pageFields().limit }).prefault({})))
    .output(
      z.object({
        runs: z.array(run),
        lastCheckAt: instant.nullable(),
        nextCheckAt: instant.nullable(),
      }),
    )
    .query(({ ctx: { service }, input }) => ({
      runs: runsOf(service, input.limit),
      lastCheckAt: service.monitor.health.lastCheckAt ?? null,
      nextCheckAt: service.system().nextCheckAt,
    })),

  queue: operatorProcedure
    .input(nothing)
    .output(lineStatus.extend({ workers: workersStatus }))
    .query(({ ctx: { service } }) => ({
      ...lineOf(service),
      workers: service.workers.state ?? null,
    })),
})

function runsOf({ db }: ServiceParts, limit: number): z.input<typeof run>[] {
  const checkers = stats.listCheckers(db)
  const rows = stats.listRuns(db, limit).map((row) => ({
    ...row,
    dryRun: row.dryRun === 1,
    findings: findingsOf(row.findings),
    actor: checkers.get(row.id) ?? null,
  }))
  return withActorEmail(db, rows)
}

/** Nothing where a run broke off: what ended it stands in the log. */
function findingsOf(json: string): z.input<typeof finding>[] {
  const findings: unknown = JSON.parse(json)
  return Array.isArray(findings) ? findings : []
}
