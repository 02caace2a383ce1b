// The one writer of jobs, results, money and events: a decision becomes rows, all or nothing, inside the
// transaction its caller opened. Nobody but src/actors calls it, and it decides nothing.
import type { Decision } from '../domain/decision.ts'
import type { EventMetadata, EventType } from '../domain/events.ts'
import type { Job } from '../domain/job.ts'
import { charge, type LedgerEntry, refundOf } from '../domain/ledger.ts'
import { statements, updateJobFor } from './commit.statements.ts'
import type { Db } from './connection.ts'
import { chainStart, entryHash } from './ledger-chain.ts'

/** The row is no longer what the decision was made from: somebody else wrote it. The row wins. */
export class StaleRowError extends Error {
  override readonly name = 'StaleRowError'
}

/** What committing a decision did to its owner's tokens. */
export interface Settlement {
  readonly refundedTokens: number
  /** Undefined where the owner's account is gone. */
  readonly newBalance: number | undefined
}

/** Writes one decision of the machine: the job's row, its result, its refund and its event. */
export function commitDecision(db: Db, decision: Decision): Settlement {
  const { before, after } = decision
  // First the profile: a trigger refuses a completed job without one.
  if (decision.profile) storeProfile(db, before, after, decision.profile)
  updateJob(db, before, after)
  if (decision.failedTry) recordTry(db, after, decision.failedTry)
  if (after.status === 'failed' && after.resultId !== null) {
    statements(db).failResult.run({ resultId: after.resultId, now: after.updatedAt })
  }
  return tellAndSettle(db, decision)
}

export interface Submission {
  readonly job: Job
  readonly resultId: string
  /** JSON texts. */
  readonly assessmentData: string
  readonly rawResponses: string | null
  readonly metadata: EventMetadata
}

/** Writes a new job whole: result, row, charge and event. Answers the job as it stands in its row. */
export function commitSubmission(
  db: Db,
  submission: Submission,
): { readonly job: Job; readonly remainingTokens: number } {
  const { job, resultId, assessmentData, rawResponses, metadata } = submission
  const { userId, assessmentName } = job
  const now = job.createdAt
  const q = statements(db)
  q.insertResult.run({ id: resultId, userId, assessmentName, assessmentData, rawResponses, now })
  // What is for workers stands in no line of this process: it is claimable instead.
  const queueSeq = job.claimableAt === null ? nextInLine(db) : null
  q.insertJob.run({ ...job, resultId, queueSeq })
  const user = q.moveUser.get({ userId, amount: -job.tokenCost, events: 1, now })
  if (!user) throw new StaleRowError(`The account ${userId} is gone`)
  appendEntry(db, charge(job), now)
  const [balance, cursor] = user
  insertEvent(db, job, 'analysis.queued', cursor, { ...metadata, newBalance: balance })
  return { job: { ...job, queueSeq }, remainingTokens: balance }
}

export interface KeyedAnswer {
  readonly userId: string
  readonly key: string
  readonly bodyHash: string
  readonly jobId: string
  readonly answer: string
  readonly createdAt: number
}

export const commitKey = (db: Db, keyed: KeyedAnswer): void =>
  void statements(db).insertKey.run({ ...keyed })

/** Adds one entry to the ledger and its chain; the balance is moved by the caller's statement. */
export function appendEntry(db: Db, entry: LedgerEntry, createdAt: number): void {
  const { lastEntry, insertEntry } = statements(db)
  const [lastSeq, lastHash] = lastEntry.get() ?? [0, chainStart]
  const chained = { ...entry, seq: lastSeq + 1, createdAt }
  insertEntry.run({ ...chained, hash: entryHash(lastHash, chained) })
}

/** The next place at the end of the line. */
export const nextInLine = (db: Db): number => (statements(db).lastInLine.get()?.[0] ?? 0) + 1

function updateJob(db: Db, before: Job, after: Job): void {
  const changes = updateJobFor(db, before, after).run({ ...after, ...decidedFrom(before) })
  if (changes !== 1) throw staleRow(after)
}

const decidedFrom = ({ status, attempt, revision }: Job) => ({
  fromStatus: status,
  fromAttempt: attempt,
  fromRevision: revision,
})

const staleRow = ({ jobId }: Job): StaleRowError =>
  new StaleRowError(`The row of job ${jobId} was written by others`)

function recordTry(db: Db, job: Job, failure: NonNullable<Decision['failedTry']>): void {
  statements(db).insertTry.run({
    jobId: job.jobId,
    attempt: job.attempt,
    tryNumber: job.tries,
    code: failure.code,
    reason: failure.reason,
    createdAt: job.updatedAt,
  })
}

function storeProfile(
  db: Db,
  before: Job,
  { jobId, resultId, updatedAt }: Job,
  { json, analyzer }: NonNullable<Decision['profile']>,
): void {
  // On the row's own condition: whoever ends the job otherwise leaves no profile behind.
  const changes = statements(db).storeProfile.run({
    profile: json,
    analyzer,
    now: updatedAt,
    resultId,
    jobId,
    ...decidedFrom(before),
  })
  if (changes !== 1) throw staleRow(before)
}

/** The event and the refund are one statement on the user's row, so the balance told is the one reached. */
function tellAndSettle(db: Db, { after, event, refundReason }: Decision): Settlement {
  const now = after.updatedAt
  const refund = refundReason === undefined ? undefined : dueRefund(db, after, refundReason)
  if (!event && !refund) return { refundedTokens: 0, newBalance: undefined }
  const user = statements(db).moveUser.get({
    userId: after.userId,
    amount: refund?.amount ?? 0,
    events: event ? 1 : 0,
    now,
  })
  // Nobody is left to give the tokens to; the job ends all the same.
  const refunded = user ? refund : undefined
  if (refunded) appendEntry(db, refunded, now)
  const [newBalance, cursor] = user ?? []
  const settlement = { refundedTokens: refunded?.amount ?? 0, newBalance }
  if (event) {
    const n = cursor ?? lastEventOf(db, after.userId) + 1
    insertEvent(db, after, event.type, n, withMoney(event.metadata, refundReason, settlement))
  }
  return settlement
}

/** Counted from the events themselves, where the account that counts them is gone. */
const lastEventOf = (db: Db, userId: string): number =>
  statements(db).lastEventOf.get({ userId })?.[0] ?? 0

function dueRefund(db: Db, job: Job, reason: string): LedgerEntry | undefined {
  const { chargedFor } = statements(db)
  if (chargedFor.get({ jobId: job.jobId, kind: 'refund' })) return undefined
  const charged = chargedFor.get({ jobId: job.jobId, kind: 'charge' })
  return refundOf(job, charged?.[0], reason)
}

function withMoney(
  metadata: EventMetadata,
  refundReason: string | undefined,
  { refundedTokens, newBalance }: Settlement,
): EventMetadata {
  if (refundReason === undefined) return metadata
  return { ...metadata, refundedTokens, ...(newBalance !== undefined && { newBalance }) }
}

function insertEvent(db: Db, job: Job, type: EventType, n: number, metadata: EventMetadata): void {
  statements(db).insertEvent.run({
    userId: job.userId,
    n,
    jobId: job.jobId,
    type,
    resultId: job.resultId ?? '',
    status: job.status,
    attempt: job.attempt,
    metadata: JSON.stringify(metadata),
    createdAt: job.updatedAt,
  })
}
