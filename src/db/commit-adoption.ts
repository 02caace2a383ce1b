// Takes a row that somebody else wrote for the service's own: it gets a result, a deadline and, where it
// has scores, a place in line. It settles nothing; the machine does that, on a row it can rely on.
import { and, eq, isNull, sql } from 'drizzle-orm'
import { isTerminal } from '../domain/job.ts'
import { nextInLine, StaleRowError } from './commit.ts'
import type { Db } from './connection.ts'
import type { JobRow } from './jobs.queries.ts'
import { jobs, results } from './schema.ts'

export interface Adoption {
  readonly now: number
  readonly queuedTimeoutMs: number
  readonly processingTimeoutMs: number
  /** Used where the row names no result. */
  readonly newResultId: string
  /** The row's assessment is one the service can analyse. */
  readonly isSupported: boolean
  /** Its assessment is analysed by workers outside. */
  readonly isForWorkers: boolean
}

/** Writes the adoption of an unadopted row, inside the transaction its caller opened. */
export function commitAdoption(db: Db, row: JobRow, adoption: Adoption): void {
  const { now } = adoption
  const ended = isTerminal(row.status)
  const { resultId, hasScores } = resultOf(db, row, adoption)
  const waits = row.status === 'queued' && hasScores && adoption.isSupported
  const { queueSeq, claimableAt, leasedBy } = placeOf(db, row, waits, adoption)
  const { changes } = db
    .update(jobs)
    .set({
      resultId,
      deadlineAt: ended ? null : deadlineOf(row, adoption),
      hardDeadlineAt: ended ? null : row.hardDeadlineAt,
      queueSeq,
      claimableAt,
      leasedBy,
      // What ended under a lease, but not by its report, takes no report of it any more.
      leaseHash: ended ? null : row.leaseHash,
      errorCode: row.status === 'failed' ? (row.errorCode ?? 'FAILED_ELSEWHERE') : row.errorCode,
      finishedAt: ended ? instantOf(row.finishedAt ?? row.updatedAt, now) : null,
      // A clock that ran ahead must not pull ours along, nor keep the row for as long as it did.
      createdAt: instantOf(row.createdAt, now),
      updatedAt: instantOf(row.updatedAt, now),
      adoptedAt: now,
      revision: sql`${jobs.revision} + 1`,
    })
    .where(and(eq(jobs.jobId, row.jobId), eq(jobs.revision, row.revision), isNull(jobs.adoptedAt)))
    .run()
  if (changes !== 1) throw new StaleRowError(`The row of job ${row.jobId} was written by others`)
}

/** Counted from the row's own times, as its writer meant it, and never later than one it already had. */
export function deadlineOf(row: JobRow, adoption: Adoption): number {
  if (row.status !== 'queued' && row.status !== 'processing') return adoption.now
  const { now, queuedTimeoutMs, processingTimeoutMs } = adoption
  const counted =
    row.status === 'queued'
      ? instantOf(row.createdAt, now) + queuedTimeoutMs
      : instantOf(row.updatedAt, now) + processingTimeoutMs
  return Math.min(counted, Math.max(0, row.deadlineAt ?? Number.MAX_SAFE_INTEGER))
}

/** In which line it waits, or who has it. */
function placeOf(db: Db, row: JobRow, waits: boolean, { now, isForWorkers }: Adoption) {
  const isLeased = row.status === 'processing' && row.leaseHash !== null
  return {
    queueSeq: waits && !isForWorkers ? (row.queueSeq ?? nextInLine(db)) : null,
    claimableAt: isForWorkers ? claimableAtOf(row, waits, now) : null,
    leasedBy: isLeased ? row.leasedBy : null,
  }
}

/** Waiting since it was made; or, where workers had it before and lost it, from when it was claimable again. */
function claimableAtOf(row: JobRow, waits: boolean, now: number): number | null {
  if (waits) return row.claimableAt ?? instantOf(row.createdAt, now)
  const isLost = row.status === 'processing' && row.attempt > 0 && row.leasedBy === null
  return isLost ? row.claimableAt : null
}

/** An instant as the service can keep it: not before 1970, where numbers no longer fit, and not to come. */
const instantOf = (at: number, now: number): number => Math.max(0, Math.min(now, at))

function resultOf(db: Db, row: JobRow, adoption: Adoption) {
  const known =
    row.resultId === null
      ? undefined
      : db.select().from(results).where(eq(results.id, row.resultId)).get()
  if (known) return { resultId: known.id, hasScores: known.assessmentData !== '{}' }
  const id = row.resultId ?? adoption.newResultId
  db.insert(results)
    .values({
      id,
      userId: row.userId,
      assessmentName: row.assessmentName,
      status: row.status === 'failed' ? 'failed' : 'pending',
      createdAt: adoption.now,
      updatedAt: adoption.now,
    })
    .run()
  return { resultId: id, hasScores: false }
}
