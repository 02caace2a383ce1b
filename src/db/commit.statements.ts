// The prepared statements of commit.ts: every write on the hot path, made once for each database.
// They say what is written, never when or whether.
import { and, desc, eq, isNotNull, max, sql } from 'drizzle-orm'
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'
import { events, jobs, ledgerEntries, results, users } from './schema.ts'
import { idempotencyKeys, jobTries } from './upkeep.schema.ts'

const p = sql.placeholder

export const statements = prepared((db: Db) => ({
  updateJob: db
    .update(jobs)
    .set({
      status: sql`${p('status')}`,
      attempt: sql`${p('attempt')}`,
      tries: sql`${p('tries')}`,
      deaths: sql`${p('deaths')}`,
      boot: sql`${p('boot')}`,
      queueSeq: sql`${p('queueSeq')}`,
      deadlineAt: sql`${p('deadlineAt')}`,
      hardDeadlineAt: sql`${p('hardDeadlineAt')}`,
      errorCode: sql`${p('errorCode')}`,
      errorMessage: sql`${p('errorMessage')}`,
      startedAt: sql`${p('startedAt')}`,
      finishedAt: sql`${p('finishedAt')}`,
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
    .prepare(),
  moveUser: db
    .update(users)
    .set({
      tokenBalance: sql`${users.tokenBalance} + ${p('amount')}`,
      eventCursor: sql`${users.eventCursor} + ${p('events')}`,
      updatedAt: sql`${p('now')}`,
    })
    .where(eq(users.id, p('userId')))
    .returning({ balance: users.tokenBalance, cursor: users.eventCursor })
    .prepare(),
  lastEventOf: db
    .select({ n: max(events.n) })
    .from(events)
    .where(eq(events.userId, p('userId')))
    .prepare(),
  insertEvent: db
    .insert(events)
    .values({
      userId: p('userId'),
      n: p('n'),
      jobId: p('jobId'),
      type: p('type'),
      resultId: p('resultId'),
      status: p('status'),
      attempt: p('attempt'),
      metadata: p('metadata'),
      createdAt: p('createdAt'),
    })
    .prepare(),
  lastEntry: db
    .select({ seq: ledgerEntries.seq, hash: ledgerEntries.hash })
    .from(ledgerEntries)
    .orderBy(desc(ledgerEntries.seq))
    .limit(1)
    .prepare(),
  chargedFor: db
    .select({ amount: ledgerEntries.amount })
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.jobId, p('jobId')), eq(ledgerEntries.kind, p('kind'))))
    .prepare(),
  insertEntry: db
    .insert(ledgerEntries)
    .values({
      seq: p('seq'),
      userId: p('userId'),
      jobId: p('jobId'),
      kind: p('kind'),
      amount: p('amount'),
      reason: p('reason'),
      actor: p('actor'),
      createdAt: p('createdAt'),
      hash: p('hash'),
    })
    .prepare(),
  storeProfile: db
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
    )
    .prepare(),
  failResult: db
    .update(results)
    .set({ status: 'failed', updatedAt: sql`${p('now')}` })
    .where(and(eq(results.id, p('resultId')), eq(results.status, 'pending')))
    .prepare(),
  insertTry: db
    .insert(jobTries)
    .values({
      jobId: p('jobId'),
      attempt: p('attempt'),
      tryNumber: p('tryNumber'),
      code: p('code'),
      reason: p('reason'),
      createdAt: p('createdAt'),
    })
    .prepare(),
  insertResult: db
    .insert(results)
    .values({
      id: p('id'),
      userId: p('userId'),
      assessmentName: p('assessmentName'),
      assessmentData: p('assessmentData'),
      rawResponses: p('rawResponses'),
      createdAt: p('now'),
      updatedAt: p('now'),
    })
    .prepare(),
  insertJob: db
    .insert(jobs)
    .values({
      jobId: p('jobId'),
      userId: p('userId'),
      resultId: p('resultId'),
      assessmentName: p('assessmentName'),
      status: 'queued',
      tokenCost: p('tokenCost'),
      queueSeq: p('queueSeq'),
      deadlineAt: p('deadlineAt'),
      retryOf: p('retryOf'),
      origin: 'service',
      adoptedAt: p('createdAt'),
      createdAt: p('createdAt'),
      updatedAt: p('createdAt'),
    })
    .prepare(),
  lastInLine: db
    .select({ seq: max(jobs.queueSeq) })
    .from(jobs)
    .where(isNotNull(jobs.queueSeq))
    .prepare(),
  insertKey: db
    .insert(idempotencyKeys)
    .values({
      userId: p('userId'),
      key: p('key'),
      bodyHash: p('bodyHash'),
      jobId: p('jobId'),
      answer: p('answer'),
      createdAt: p('createdAt'),
    })
    .prepare(),
}))
