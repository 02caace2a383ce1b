// Every table of the service, documented for people who look at the file with sqlite3. Instants are epoch
// milliseconds, money is whole tokens. Triggers and STRICT stand in drizzle/*.sql, beside these tables.
import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

const tokens = (column: string) =>
  sql.raw(`typeof("${column}") = 'integer' and "${column}" between 0 and 9007199254740991`)

/** One row an account. The id is the subject of its tokens; the password, if any, is the issuer's. */
export const users = sqliteTable(
  'users',
  {
    id: text('id').primaryKey().notNull(),
    email: text('email'),
    name: text('name'),
    role: text('role', { enum: ['user', 'operator'] })
      .notNull()
      .default('user'),
    isActive: integer('is_active').notNull().default(1),
    /** Cached: always the sum of the user's ledger entries. */
    tokenBalance: integer('token_balance').notNull().default(0),
    /** The `n` of the user's latest event, and of the latest one removed by retention. */
    eventCursor: integer('event_cursor').notNull().default(0),
    eventFloor: integer('event_floor').notNull().default(0),
    /** Notifications up to this `n` were read. */
    readCursor: integer('read_cursor').notNull().default(0),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    /** When the person was erased: the row stays for the ledger's sake, names nobody and is never used again. */
    erasedAt: integer('erased_at'),
  },
  (table) => [
    index('users_email').on(table.email),
    check('users_balance', tokens('token_balance')),
    check('users_role', sql`"role" in ('user', 'operator')`),
    check('users_active', sql`"is_active" in (0, 1)`),
    check('users_id', sql`length("id") between 1 and 255`),
  ],
)

/** The scores of one job and, once it is completed, the profile made of them. */
export const results = sqliteTable(
  'results',
  {
    id: text('id').primaryKey().notNull(),
    userId: text('user_id').notNull(),
    assessmentName: text('assessment_name').notNull(),
    status: text('status', { enum: ['pending', 'completed', 'failed'] })
      .notNull()
      .default('pending'),
    /** JSON: what was submitted. `{}` where a row came without scores. */
    assessmentData: text('assessment_data').notNull().default('{}'),
    rawResponses: text('raw_responses'),
    /** JSON: the checked result. There exactly when the status is completed. */
    profile: text('profile'),
    /** Which analyzer made it, as `name@version`. */
    analyzer: text('analyzer'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    deletedAt: integer('deleted_at'),
    /** When scores and profile were removed for good; `{}` stands in their place. */
    removedAt: integer('removed_at'),
  },
  (table) => [
    index('results_user').on(table.userId, table.createdAt),
    index('results_kept').on(table.createdAt).where(sql`"removed_at" is null`),
    index('results_hidden')
      .on(table.deletedAt)
      .where(sql`"deleted_at" is not null and "removed_at" is null`),
    check('results_status', sql`"status" in ('pending', 'completed', 'failed')`),
    check('results_profile', sql`("status" = 'completed') = ("profile" is not null)`),
    check('results_analyzer', sql`"profile" is null or "analyzer" is not null`),
  ],
)

/**
 * One row a job. Somebody else may insert a row naming only job_id, user_id, status, created_at and
 * updated_at; the service adopts it (adopted_at) within seconds, and settles it when it is stuck.
 */
export const jobs = sqliteTable(
  'jobs',
  {
    jobId: text('job_id').primaryKey().notNull(),
    userId: text('user_id').notNull(),
    resultId: text('result_id'),
    assessmentName: text('assessment_name').notNull().default('AI-Driven Talent Mapping'),
    /** queued, processing, completed or failed; anything else is failed by the sweep. */
    status: text('status').notNull().default('queued'),
    attempt: integer('attempt').notNull().default(0),
    tries: integer('tries').notNull().default(0),
    deaths: integer('deaths').notNull().default(0),
    boot: integer('boot').notNull().default(0),
    tokenCost: integer('token_cost').notNull().default(1),
    queueSeq: integer('queue_seq'),
    deadlineAt: integer('deadline_at'),
    hardDeadlineAt: integer('hard_deadline_at'),
    retryOf: text('retry_of'),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    origin: text('origin', { enum: ['service', 'foreign'] })
      .notNull()
      .default('foreign'),
    /** When the service last took the row for its own; null: somebody else wrote it since. */
    adoptedAt: integer('adopted_at'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    startedAt: integer('started_at'),
    finishedAt: integer('finished_at'),
    deletedAt: integer('deleted_at'),
    revision: integer('revision').notNull().default(0),
    /** From when on a worker may claim it; only where its assessment is analysed by workers outside. */
    claimableAt: integer('claimable_at'),
    /** The worker that has it; its lease ends at deadline_at. */
    leasedBy: text('leased_by'),
    /** SHA-256 of the token of its latest lease, as hex: a copy of the file reports nothing. */
    leaseHash: text('lease_hash'),
  },
  (table) => [
    // Partial indexes only on "is (not) null" or on literals: a bound parameter would not use them.
    index('jobs_deadline').on(table.deadlineAt).where(sql`"deadline_at" is not null`),
    index('jobs_unfinished').on(table.userId).where(sql`"deadline_at" is not null`),
    index('jobs_line').on(table.queueSeq).where(sql`"queue_seq" is not null`),
    index('jobs_processing').on(table.jobId).where(sql`"status" = 'processing'`),
    index('jobs_unadopted').on(table.jobId).where(sql`"adopted_at" is null`),
    index('jobs_finished').on(table.finishedAt).where(sql`"finished_at" is not null`),
    index('jobs_user').on(table.userId, table.createdAt),
    index('jobs_status').on(table.status, table.createdAt),
    index('jobs_failure').on(table.errorCode, table.createdAt).where(sql`"error_code" is not null`),
    index('jobs_claimable')
      .on(table.assessmentName, table.status, table.claimableAt)
      .where(sql`"claimable_at" is not null`),
    index('jobs_leased').on(table.leasedBy).where(sql`"leased_by" is not null`),
    index('jobs_result').on(table.resultId).where(sql`"result_id" is not null`),
    uniqueIndex('jobs_one_live_retry')
      .on(table.retryOf)
      .where(sql`"retry_of" is not null and "status" <> 'failed'`),
    check('jobs_id', sql`length("job_id") between 1 and 255`),
    check(
      'jobs_counts',
      sql`"attempt" >= 0 and "tries" >= 0 and "deaths" >= 0 and "revision" >= 0`,
    ),
    check('jobs_cost', sql`"token_cost" between 1 and 9007199254740991`),
    check('jobs_origin', sql`"origin" in ('service', 'foreign')`),
    check('jobs_completed', sql`"status" <> 'completed' or "result_id" is not null`),
    check('jobs_failed', sql`"status" <> 'failed' or trim(coalesce("error_message", '')) <> ''`),
    check('jobs_error', sql`"status" = 'failed' or "error_code" is null`),
  ],
)

/** Append-only (triggers refuse update and delete): the money. A balance is the sum of its entries. */
export const ledgerEntries = sqliteTable(
  'ledger_entries',
  {
    seq: integer('seq').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    jobId: text('job_id').references(() => jobs.jobId),
    kind: text('kind', { enum: ['charge', 'refund', 'grant'] }).notNull(),
    amount: integer('amount').notNull(),
    reason: text('reason').notNull(),
    actor: text('actor').notNull(),
    createdAt: integer('created_at').notNull(),
    /** SHA-256 over the previous entry's hash and this row: a change behind our back breaks the chain. */
    hash: text('hash').notNull(),
  },
  (table) => [
    // The last guard against paying twice: one charge and one refund a job.
    uniqueIndex('ledger_job_kind').on(table.jobId, table.kind),
    index('ledger_user').on(table.userId, table.seq),
    check(
      'ledger_sign',
      sql`("kind" = 'charge' and "amount" < 0) or ("kind" in ('refund', 'grant') and "amount" > 0)`,
    ),
    check('ledger_range', sql`abs("amount") between 1 and 9007199254740991`),
    check('ledger_job', sql`("kind" = 'grant') or ("job_id" is not null)`),
  ],
)

/** What happened, in commit order (seq) and per user without gaps (n). Subscribers read from here. */
export const events = sqliteTable(
  'events',
  {
    seq: integer('seq').primaryKey(),
    userId: text('user_id').notNull(),
    n: integer('n').notNull(),
    jobId: text('job_id')
      .notNull()
      .references(() => jobs.jobId),
    type: text('type').notNull(),
    resultId: text('result_id').notNull(),
    status: text('status').notNull(),
    attempt: integer('attempt').notNull(),
    metadata: text('metadata').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('events_user_n').on(table.userId, table.n),
    index('events_job').on(table.jobId, table.seq),
    check('events_n', sql`"n" >= 1`),
  ],
)
