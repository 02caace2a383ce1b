// What clients see of a job, and how its row becomes that. Nothing of the row beyond these shapes leaves
// the router.
import { z } from 'zod'
import * as archive from '../db/archive.queries.ts'
import type { JobRow } from '../db/jobs.queries.ts'
import * as jobs from '../db/jobs.queries.ts'
import * as results from '../db/results.queries.ts'
import * as users from '../db/users.queries.ts'
import { describeEstimate } from '../domain/events.ts'
import { isTerminal } from '../domain/job.ts'
import type { ServiceParts } from './context.ts'

/** Epoch milliseconds. */
export const instant = z
  .int()
  .meta({ examples: [1_795_552_200_000], description: 'Epoch milliseconds' })

export const jobSummary = z.object({
  jobId: z.string(),
  resultId: z.string().nullable(),
  userId: z.string(),
  assessmentName: z.string(),
  /** queued, processing, completed or failed; a row that somebody else wrote may hold any other text. */
  status: z.string(),
  attempt: z.int(),
  retryOf: z.string().nullable(),
  tokenCost: z.int(),
  createdAt: instant,
  updatedAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  /** Why it failed. */
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})

export const jobStatus = jobSummary.extend({
  /** 0 to 100: 0 while waiting and when failed, 25 from the start on, 100 when completed. */
  progress: z.int(),
  /** What the analysis last said of its progress. */
  note: z.string().nullable(),
  /** How many jobs are started before this one. */
  queuePosition: z.int().nullable(),
  /** As a person would say it. */
  estimatedTimeRemaining: z.string().nullable(),
  /** Null where nobody can know, and for a job that has ended. */
  estimatedTimeRemainingMs: z.int().nullable(),
  /** Whether its scores can be submitted again. */
  retryable: z.boolean(),
  /** The retry that runs or succeeded. */
  retriedBy: z.string().nullable(),
  refundedTokens: z.int(),
})

export const submitted = z.object({
  jobId: z.string(),
  resultId: z.string(),
  status: z.literal('queued'),
  estimatedProcessingTime: z.string(),
  /** Null while an operator holds back what waits. */
  estimatedProcessingTimeMs: z.int().nullable(),
  /** How many jobs are started before this one. */
  queuePosition: z.int(),
  tokenCost: z.int(),
  remainingTokens: z.int(),
  createdAt: instant,
  /** This is the answer to an earlier submission under the same key. */
  replayed: z.boolean(),
  /** Where the job stands now; differs from `status` in a replay. */
  currentStatus: z.string(),
})

/** What a job became, and what its owner got back. */
export const ended = z.object({
  jobId: z.string(),
  status: z.string(),
  refundedTokens: z.int(),
})

export const summaryOf = (row: JobRow): z.input<typeof jobSummary> => ({
  ...row,
  error:
    row.status === 'failed'
      ? { code: row.errorCode ?? 'FAILED_ELSEWHERE', message: row.errorMessage ?? '' }
      : null,
})

export function statusOf(service: ServiceParts, row: JobRow): z.input<typeof jobStatus> {
  const { db } = service
  const prospect = service.outlook.of(row)
  const reported =
    row.status === 'processing' ? archive.latestProgress(db, row.jobId, row.attempt) : undefined
  const isRunning = row.status === 'processing' && row.startedAt !== null
  const remainingMs = prospect
    ? prospect.totalMs
    : isRunning
      ? remainingMsOf(service, row)
      : undefined
  const refund = users.listEntriesOfJob(db, row.jobId).find(({ kind }) => kind === 'refund')
  return {
    ...summaryOf(row),
    progress: progressOf(row.status, reported?.fraction ?? 0),
    note: reported?.note ?? null,
    queuePosition: prospect?.ahead ?? null,
    estimatedTimeRemaining: prospect || isRunning ? describeEstimate(remainingMs) : null,
    estimatedTimeRemainingMs: remainingMs ?? null,
    ...retriesOf(service, row),
    refundedTokens: refund?.amount ?? 0,
  }
}

/** The answer of the intake, with the instant its job was made: the same in every replay. */
export const submittedOf = (
  { db, clock }: ServiceParts,
  answer: Omit<z.input<typeof submitted>, 'createdAt'>,
): z.input<typeof submitted> => ({
  ...answer,
  createdAt: jobs.find(db, answer.jobId)?.createdAt ?? clock.now(),
})

/** A quarter for having been started, the rest as reported; the end is told only by the end. */
function progressOf(status: string, fraction: number): number {
  if (status === 'processing') return Math.min(99, 25 + Math.round(75 * fraction))
  return status === 'completed' ? 100 : 0
}

function remainingMsOf({ estimator, clock }: ServiceParts, row: JobRow): number {
  const usualMs = estimator.analysisMs(row.assessmentName)
  return Math.max(1_000, usualMs - (clock.now() - (row.startedAt ?? clock.now())))
}

function retriesOf({ db, assessments }: ServiceParts, row: JobRow) {
  if (!isTerminal(row.status) || row.status === 'completed') {
    return { retryable: false, retriedBy: null }
  }
  const retriedBy = jobs.findRetryOf(db, row.jobId)?.jobId ?? null
  const stored = row.resultId === null ? undefined : results.find(db, row.resultId)
  const hasScores = stored !== undefined && stored.assessmentData !== '{}'
  const retryable = retriedBy === null && hasScores && assessments.has(row.assessmentName)
  return { retryable, retriedBy }
}
