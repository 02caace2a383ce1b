// The tables beside jobs and money: keys of submissions, failed tries, check runs, repairs, audit, erasures, shared
// links, counters.
// Like schema.ts: STRICT and triggers stand in drizzle/*.sql.
import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'
import { jobs, results } from './schema.ts'

/** The answer a keyed submission got, for ever within retention. */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    userId: text('user_id').notNull(),
    key: text('key').notNull(),
    bodyHash: text('body_hash').notNull(),
    jobId: text('job_id')
      .notNull()
      .references(() => jobs.jobId),
    answer: text('answer').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.key] }),
    check('idempotency_key', sql`length("key") between 1 and 255`),
  ],
)

/** Each failed call of an analyzer, with the raw reason. For operators; users see the job's message. */
export const jobTries = sqliteTable(
  'job_tries',
  {
    id: integer('id').primaryKey(),
    jobId: text('job_id')
      .notNull()
      .references(() => jobs.jobId),
    attempt: integer('attempt').notNull(),
    tryNumber: integer('try').notNull(),
    code: text('code').notNull(),
    reason: text('reason').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('job_tries_job').on(table.jobId, table.id)],
)

/** Each check for stuck jobs, by whoever asked for it. */
export const monitorRuns = sqliteTable('monitor_runs', {
  id: integer('id').primaryKey(),
  trigger: text('trigger', { enum: ['start', 'schedule', 'manual', 'foreign-write'] }).notNull(),
  dryRun: integer('dry_run').notNull().default(0),
  startedAt: integer('started_at').notNull(),
  durationMs: integer('duration_ms').notNull(),
  total: integer('total').notNull(),
  fixed: integer('fixed').notNull(),
  skipped: integer('skipped').notNull(),
  failed: integer('failed').notNull(),
  /** JSON: the first findings, `[{jobId, outcome, reason}]`, or the error that ended the run. */
  findings: text('findings').notNull(),
})

/** Rows that could not be repaired: why, how often it was tried and when it is tried again. */
export const repairs = sqliteTable('repairs', {
  jobId: text('job_id').primaryKey().notNull(),
  tries: integer('tries').notNull(),
  retryAt: integer('retry_at').notNull(),
  quarantinedAt: integer('quarantined_at'),
  reason: text('reason').notNull(),
})

/** Who did what by hand. */
export const audit = sqliteTable(
  'audit',
  {
    id: integer('id').primaryKey(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    details: text('details').notNull(),
  },
  (table) => [index('audit_subject').on(table.subject)],
)

/** Each person who was erased, or is being erased: the row is there before anything is removed. */
export const erasures = sqliteTable(
  'erasures',
  {
    userId: text('user_id').primaryKey().notNull(),
    requestedAt: integer('requested_at').notNull(),
    /** When no byte was left; null while it is under way, over any number of starts. */
    finishedAt: integer('finished_at'),
  },
  (table) => [index('erasures_unfinished').on(table.requestedAt).where(sql`"finished_at" is null`)],
)

/** Kept by triggers: jobs by status now (bucket 0), and finished jobs by minute (epoch minutes). */
export const counters = sqliteTable(
  'counters',
  {
    name: text('name').notNull(),
    bucket: integer('bucket').notNull(),
    value: integer('value').notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.bucket] })],
)

/** Small facts about the file itself, such as how often a process started on it. */
export const meta = sqliteTable('meta', {
  key: text('key').primaryKey().notNull(),
  value: text('value').notNull(),
})

/** Links by which owners show parts of a result to others. The link itself is not stored, only its hash. */
export const shares = sqliteTable(
  'shares',
  {
    id: text('id').primaryKey().notNull(),
    userId: text('user_id').notNull(),
    resultId: text('result_id')
      .notNull()
      .references(() => results.id),
    /** SHA-256 of the secret in the link, as hex: a copy of the file opens nothing. */
    tokenHash: text('token_hash').notNull(),
    /** JSON: the names of the parts that are shown. */
    sections: text('sections').notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    revokedAt: integer('revoked_at'),
    /** To the minute. */
    lastOpenedAt: integer('last_opened_at'),
  },
  (table) => [
    uniqueIndex('shares_token').on(table.tokenHash),
    index('shares_user').on(table.userId, table.createdAt),
    check('shares_hash', sql`length("token_hash") = 64`),
    check('shares_life', sql`"expires_at" > "created_at"`),
  ],
)
