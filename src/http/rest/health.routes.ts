// Probes and operations, under the paths of the prior system. Probes read bare objects; the two stuck-job
// endpoints are for operators and the internal key, on whatever path they are reached.
import type { inferRouterOutputs } from '@trpc/server'
import { z } from 'zod'
import type { AppRouter } from '../../router/index.ts'
import { fields } from '../../router/input.ts'
import { type Route, route } from './route.ts'

type Details = inferRouterOutputs<AppRouter>['health']['details']

const health = z.enum(['healthy', 'unhealthy'])
const timestamp = z.iso.datetime()

const forOperators = <Schema extends z.ZodType>(schema: Schema) =>
  schema.optional().describe('For operators only')

const finding = z.object({
  jobId: z.string(),
  outcome: z.enum(['fixed', 'skipped', 'failed']),
  reason: z.string(),
})

export const healthRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/health',
    summary: 'How the service is; operators see versions, causes and the day’s figures, too',
    role: 'public',
    isBare: true,
    isUnwell: true,
    data: z.object({
      status: z.enum(['healthy', 'degraded', 'error']),
      timestamp,
      service: z.literal('unstuck'),
      dependencies: z
        .record(
          z.string(),
          z.object({
            status: health,
            details: forOperators(z.string()),
            since: timestamp.optional().describe('Since when an operator holds it so'),
          }),
        )
        .meta({ examples: [{ store: { status: 'healthy' } }] }),
      jobs: z.object({
        queued: z.int(),
        processing: z.int(),
        completed: forOperators(z.int()),
        failed: forOperators(z.int()),
      }),
      version: forOperators(z.string()),
    }),
    async run({ api }) {
      const details = await api.health.details()
      return { bare: healthOf(details), status: details.status === 'error' ? 503 : 200 }
    },
  }),
  route({
    method: 'get',
    path: '/health/live',
    summary: 'Whether the process answers',
    role: 'public',
    isBare: true,
    data: z.object({ status: z.literal('alive'), timestamp }),
    run: async ({ api }) => ({ bare: await api.health.live() }),
  }),
  route({
    method: 'get',
    path: '/health/ready',
    summary: 'Whether work may be sent here; 503 while not. What is held back on purpose is named',
    role: 'public',
    isBare: true,
    isUnwell: true,
    data: z.object({
      status: z.enum(['ready', 'not_ready']),
      reason: z.string().optional(),
      held: z
        .array(z.object({ what: z.enum(['intake', 'dispatch', 'drain']), since: timestamp }))
        .optional()
        .describe('What operators hold back at the moment'),
      timestamp,
    }),
    async run({ api }) {
      const { status, failing, held: raw } = await api.health.ready()
      const held = raw.map(({ what, since }) => ({ what, since: new Date(since).toISOString() }))
      if (status === 'ready') return { bare: { status, ...(held.length > 0 && { held }) } }
      const reason = failing.length > 0 ? `failing: ${failing.join(', ')}` : 'starting or stopping'
      return { bare: { status, reason }, status: 503 }
    },
  }),
  route({
    method: 'get',
    path: '/health/queue',
    summary:
      'How the line stands; 503 while no jobs are started, or no worker comes for those that wait',
    role: 'public',
    isBare: true,
    isUnwell: true,
    data: z.object({
      status: health,
      timestamp,
      details: z.object({
        queueName: z.literal('jobs'),
        messageCount: z.int(),
        consumerCount: z.int(),
        isHealthy: z.boolean(),
      }),
    }),
    async run({ api }) {
      const { status, queued, slotsMax, checks } = await api.health.details()
      const isLeft = checks.some(({ name, ok }) => name === 'workers' && !ok)
      const isHealthy = status !== 'error' && !isLeft
      const details = {
        queueName: 'jobs',
        messageCount: queued,
        consumerCount: isHealthy ? slotsMax : 0,
        isHealthy,
      }
      return { bare: { status: wordFor(isHealthy), details }, status: isHealthy ? 200 : 503 }
    },
  }),
  route({
    method: 'get',
    path: '/health/stuck-jobs/stats',
    summary: 'Jobs in figures: now waiting, running and stuck; ended within 24 hours',
    role: 'operator',
    data: z.object({
      processing_jobs: z.int(),
      queued_jobs: z.int(),
      completed_jobs: z.int().describe('Within the last 24 hours'),
      failed_jobs: z.int().describe('Within the last 24 hours'),
      stuck_processing: z.int(),
      stuck_queued: z.int(),
      quarantined_jobs: z.int().describe('Could not be repaired and wait for an operator'),
    }),
    run: async ({ api }) => ({ data: await api.monitor.stats() }),
  }),
  route({
    method: 'post',
    path: '/health/stuck-jobs/check',
    summary: 'Repair everything that is stuck now, or with dryRun only say what would be',
    role: 'operator',
    body: fields({ dryRun: z.boolean().optional() }).optional(),
    data: z.object({
      fixed: z.int(),
      total: z.int(),
      skipped: z.int(),
      failed: z.int(),
      dryRun: z.boolean(),
      durationMs: z.int(),
      jobs: z.array(finding),
    }),
    async run({ api, body }) {
      const report = await api.monitor.check({ dryRun: body?.dryRun ?? false })
      const { fixed, total, skipped, failed, dryRun, durationMs, jobs } = report
      const data = { fixed, total, skipped, failed, dryRun, durationMs, jobs }
      return { data, message: `Stuck job check completed: ${fixed} of ${total} fixed` }
    },
  }),
]

function healthOf({ status, checks, queued, processing, internals }: Details): object {
  return {
    status,
    service: 'unstuck',
    dependencies: Object.fromEntries(
      checks.map(({ name, ok, reason, since }) => [
        name,
        {
          status: wordFor(ok),
          ...(reason !== undefined && { details: reason }),
          ...(since !== undefined && { since: new Date(since).toISOString() }),
        },
      ]),
    ),
    jobs: {
      queued,
      processing,
      ...(internals && { completed: internals.completed, failed: internals.failed }),
    },
    ...(internals && { version: internals.version }),
  }
}

const wordFor = (ok: boolean): z.output<typeof health> => (ok ? 'healthy' : 'unhealthy')
