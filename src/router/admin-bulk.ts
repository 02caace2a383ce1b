// One action on many jobs: each on its own, so that one that cannot be done holds up no other.
import { z } from 'zod'
import * as jobs from '../db/jobs.queries.ts'
import { notFound } from '../domain/errors.ts'
import type { Actor } from '../domain/job.ts'
import type { Origin } from '../domain/origin.ts'
import type { ServiceParts } from './context.ts'
import { refusalIn } from './errors.ts'
import { fields, id, keptText } from './input.ts'

/** Jobs one call may name. */
export const bulkMax = 100

export const reason = keptText(500)

export const bulkOperation = z.enum(['cancel', 'retry', 'fail'])
export type BulkOperation = z.output<typeof bulkOperation>

export const bulkInput = fields({
  operation: bulkOperation,
  jobIds: z.array(id).min(1).max(bulkMax),
  /** Why; needed to fail jobs. */
  reason: reason.optional(),
}).refine(({ operation, reason }) => operation !== 'fail' || reason !== undefined, {
  path: ['reason'],
  error: 'is required to fail jobs',
})

export const bulkOutcome = z.object({
  jobId: z.string(),
  /** skipped: the job's state does not allow it; failed: anything else. */
  outcome: z.enum(['successful', 'skipped', 'failed']),
  code: z.string().nullable(),
  message: z.string().nullable(),
  /** The new job of a retry. */
  newJobId: z.string().nullable(),
})

export const bulkReport = z.object({
  summary: z.object({
    total: z.int(),
    successful: z.int(),
    skipped: z.int(),
    failed: z.int(),
  }),
  results: z.array(bulkOutcome),
})

type Outcome = z.input<typeof bulkOutcome>

export async function runBulk(
  service: ServiceParts,
  input: z.output<typeof bulkInput>,
  by: Actor,
  origin: Origin,
): Promise<z.input<typeof bulkReport>> {
  const jobIds = [...new Set(input.jobIds)]
  const results = await Promise.all(
    jobIds.map((jobId) => runOne(service, jobId, input, by, origin)),
  )
  const count = (outcome: Outcome['outcome']) =>
    results.filter((result) => result.outcome === outcome).length
  const summary = {
    total: results.length,
    successful: count('successful'),
    skipped: count('skipped'),
    failed: count('failed'),
  }
  return { summary, results }
}

/** Retries a failed job as its owner would: a new job, charged to them. */
export async function retryForOwner(
  service: ServiceParts,
  jobId: string,
  by: Actor,
  origin: Origin,
) {
  const job = jobs.find(service.db, jobId)
  if (!job) throw notFound('job', jobId)
  const answer = await service.intake.retry(job.userId, jobId, undefined, origin)
  await service.audit(by, 'job.retry', jobId, JSON.stringify({ newJobId: answer.jobId }))
  return answer
}

/** Does one job; what goes wrong is its outcome, and never thrown. */
export async function runOne(
  service: ServiceParts,
  jobId: string,
  { operation, reason = '' }: { operation: BulkOperation; reason?: string | undefined },
  by: Actor,
  origin: Origin,
): Promise<Outcome> {
  const done: Outcome = {
    jobId,
    outcome: 'successful',
    code: null,
    message: null,
    newJobId: null,
  }
  try {
    if (operation === 'retry') {
      return { ...done, newJobId: (await retryForOwner(service, jobId, by, origin)).jobId }
    }
    if (operation === 'cancel') await service.desk.cancel(jobId, by)
    else await service.desk.fail(jobId, by, reason)
    return done
  } catch (error) {
    const refusal = refusalIn(error)
    const isSkipped =
      refusal?.code === 'JOB_NOT_CANCELLABLE' || refusal?.code === 'JOB_NOT_RETRYABLE'
    return {
      ...done,
      outcome: isSkipped ? 'skipped' : 'failed',
      code: refusal?.code ?? 'INTERNAL_ERROR',
      message: refusal?.message ?? 'It failed unexpectedly',
    }
  }
}
