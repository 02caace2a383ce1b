// The prepared statements of commit.ts: every write on the hot path, made once for each database.
// They say what is written, never when or whether.
import { and, eq, isNotNull, max, sql } from 'drizzle-orm'
import type { Job } from '../domain/job.ts'
import { type Compiled, compiled } from './compiled.ts'
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'
import { events, jobs, ledgerEntries, results, users } from './schema.ts'
import { idempotencyKeys, jobTries } from './upkeep.schema.ts'

const p = sql.placeholder

export const statements = prepared((db: Db) => ({
  moveUser: compiled<[balance: number, cursor: number]>(
    db,
    db
      .update(users)
      .set({
        tokenBalance: sql`${users.tokenBalance} + ${p('amount')}`,
        eventCursor: sql`${users.eventCursor} + ${p('events')}`,
        updatedAt: sql`${p('now')}`,
      })
      .where(eq(users.id, p('userId')))
      .returning({ balance: users.tokenBalance, cursor: users.eventCursor }),
  ),
  lastEventOf: compiled<[n: number | null]>(
    db,
    db
      .select({ n: max(events.n) })
      .from(events)
      .where(eq(events.userId, p('userId'))),
  ),
  insertEvent: compiled(
    db,
    db.insert(events).values({
      userId: p('userId'),
      n: p('n'),
      jobId: p('jobId'),
      type: p('type'),
      resultId: p('resultId'),
      status: p('status'),
      attempt: p('attempt'),
      metadata: p('metadata'),
      createdAt: p('createdAt'),
    }),
  ),
  lastEntry: compiled<[seq: number, hash: string]>(
    db,
    db
      .select({ seq: ledgerEntries.seq, hash: ledgerEntries.hash })
      .from(ledgerEntries)
      .where(eq(ledgerEntries.seq, sql`(select max(${ledgerEntries.seq}) from ${ledgerEntries})`)),
  ),
  chargedFor: compiled<[amount: number]>(
    db,
    db
      .select({ amount: ledgerEntries.amount })
      .from(ledgerEntries)
      .where(and(eq(ledgerEntries.jobId, p('jobId')), eq(ledgerEntries.kind, p('kind')))),
  ),
  insertEntry: compiled(
    db,
    db.insert(ledgerEntries).values({
      seq: p('seq'),
      userId: p('userId'),
      jobId: p('jobId'),
      kind: p('kind'),
      amount: p('amount'),
      reason: p('reason'),
      actor: p('actor'),
      createdAt: p('createdAt'),
      hash: p('hash'),
    }),
  ),
  storeProfile: compiled(
    db,
    db
      .update(results)
      .set({
        status: 'completed',
        profile: sql`${p('profile')}`,
        analyzer: sql`${p('analyzer')}`,
        updatedAt: sql`${p('now')}`,
      })
      .where(
        and(
          eq(results.id, p('resultId')),
          sql`exists (select 1 from ${jobs} where ${jobs.jobId} = ${p('jobId')}
            and ${jobs.status} = ${p('fromStatus')} and ${jobs.attempt} = ${p('fromAttempt')}
            and ${jobs.revision} = ${p('fromRevision')})`,
        ),
      ),
  ),
  failResult: compiled(
    db,
    db
      .update(results)
      .set({ status: 'failed', updatedAt: sql`${p('now')}` })
      .where(and(eq(results.id, p('resultId')), eq(results.status, 'pending'))),
  ),
  insertTry: compiled(
    db,
    db.insert(jobTries).values({
      jobId: p('jobId'),
      attempt: p('attempt'),
      tryNumber: p('tryNumber'),
      code: p('code'),
      reason: p('reason'),
      createdAt: p('createdAt'),
    }),
  ),
  insertResult: compiled(
    db,
    db.insert(results).values({
      id: p('id'),
      userId: p('userId'),
      assessmentName: p('assessmentName'),
      assessmentData: p('assessmentData'),
      rawResponses: p('rawResponses'),
      createdAt: p('now'),
      updatedAt: p('now'),
    }),
  ),
  insertJob: compiled(
    db,
    db.insert(jobs).values({
      jobId: p('jobId'),
      userId: p('userId'),
      resultId: p('resultId'),
      assessmentName: p('assessmentName'),
      status: 'queued',
      tokenCost: p('tokenCost'),
      queueSeq: p('queueSeq'),
      claimableAt: p('claimableAt'),
      deadlineAt: p('deadlineAt'),
      retryOf: p('retryOf'),
      origin: 'service',
      adoptedAt: p('createdAt'),
      createdAt: p('createdAt'),
      updatedAt: p('createdAt'),
    }),
  ),
  lastInLine: compiled<[seq: number | null]>(
    db,
    db
      .select({ seq: max(jobs.queueSeq) })
      .from(jobs)
      .where(isNotNull(jobs.queueSeq)),
  ),
  insertKey: compiled(
    db,
    db.insert(idempotencyKeys).values({
      userId: p('userId'),
      key: p('key'),
      bodyHash: p('bodyHash'),
      jobId: p('jobId'),
      answer: p('answer'),
      createdAt: p('createdAt'),
    }),
  ),
}))

/** What a move may change, beside the instant and the revision that every one writes. */
const movable = [
  'status',
  'attempt',
  'tries',
  'deaths',
  'boot',
  'queueSeq',
  'deadlineAt',
  'hardDeadlineAt',
  'claimableAt',
  'leasedBy',
  'leaseHash',
  'errorCode',
  'errorMessage',
  'startedAt',
  'finishedAt',
] as const satisfies readonly (keyof Job)[]

const jobUpdates = prepared((_db: Db) => new Map<string, Compiled<never>>())

/**
 * The statement that writes what differs between two states of a job, if the row is still the earlier one.
 * Nothing else: a column that is set has its index entries written again, changed or not.
 */
export function updateJobFor(db: Db, before: Job, after: Job): Compiled<never> {
  const changed = movable.filter((column) => before[column] !== after[column])
  const key = changed.join()
  const known = jobUpdates(db).get(key)
  if (known) return known
  const update = db
    .update(jobs)
    .set({
      ...Object.fromEntries(changed.map((column) => [column, sql`${p(column)}`])),
      updatedAt: sql`${p('updatedAt')}`,
      revision: sql`${p('revision')}`,
    })
    .where(
      and(
        eq(jobs.jobId, p('jobId')),
        eq(jobs.status, p('fromStatus')),
        eq(jobs.attempt, p('fromAttempt')),
        eq(jobs.revision, p('fromRevision')),
      ),
    )
  const fresh = compiled<never>(db, update)
  jobUpdates(db).set(key, fresh)
  return fresh
}
