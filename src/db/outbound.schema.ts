// The tables of what the service tells others by itself: webhook endpoints, their deliveries, and how its alerts stand.
// Like schema.ts: STRICT stands in drizzle/*.sql.
import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** Where events are told by HTTP, to whom and which. Secrets are sealed: a copy of the file signs nothing. */
export const webhookEndpoints = sqliteTable(
  'webhook_endpoints',
  {
    id: text('id').primaryKey().notNull(),
    /** Whose events it is told; null: everybody's, for the operator's own systems. */
    userId: text('user_id'),
    url: text('url').notNull(),
    /** JSON: the names of the events it is told. */
    eventTypes: text('event_types').notNull(),
    secret: text('secret').notNull(),
    /** Signs as well until `previous_until`, so that a receiver can change over. */
    previousSecret: text('previous_secret'),
    previousUntil: integer('previous_until'),
    /** Up to here events have become deliveries: the `n` of its user's events, or of all events their `seq`. */
    cursor: integer('cursor').notNull(),
    /** The earliest attempt among its deliveries. */
    dueAt: integer('due_at'),
    /** It failed or took long when it was last called, and shares the slots of the slow. */
    isSlow: integer('is_slow').notNull().default(0),
    failingSince: integer('failing_since'),
    disabledAt: integer('disabled_at'),
    disabledReason: text('disabled_reason'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [
    index('webhook_endpoints_user').on(table.userId, table.createdAt),
    index('webhook_endpoints_due')
      .on(table.dueAt)
      .where(sql`"due_at" is not null and "is_slow" = 0`),
    index('webhook_endpoints_slow')
      .on(table.dueAt)
      .where(sql`"due_at" is not null and "is_slow" = 1`),
    check('webhook_endpoints_off', sql`("disabled_at" is null) = ("disabled_reason" is null)`),
    check(
      'webhook_endpoints_rotation',
      sql`("previous_secret" is null) = ("previous_until" is null)`,
    ),
  ],
)

/** One event for one endpoint, until it is delivered or given up; and for a while afterwards, to look at. */
export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    /** Sent as `webhook-id`, the same at every attempt. */
    id: text('id').primaryKey().notNull(),
    endpointId: text('endpoint_id')
      .notNull()
      .references(() => webhookEndpoints.id),
    /** What is sent is read from that event when it is sent. */
    eventSeq: integer('event_seq'),
    type: text('type').notNull(),
    /** JSON: what is sent where it is no event of a job. */
    payload: text('payload'),
    status: text('status', { enum: ['pending', 'delivered', 'dead'] })
      .notNull()
      .default('pending'),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: integer('next_attempt_at'),
    /** Of the latest attempt. */
    statusCode: integer('status_code'),
    error: text('error'),
    answer: text('answer'),
    durationMs: integer('duration_ms'),
    createdAt: integer('created_at').notNull(),
    finishedAt: integer('finished_at'),
  },
  (table) => [
    // By event first: what is erased with an event is found, too.
    uniqueIndex('webhook_deliveries_event')
      .on(table.eventSeq, table.endpointId)
      .where(sql`"event_seq" is not null`),
    index('webhook_deliveries_pending')
      .on(table.endpointId, table.nextAttemptAt)
      .where(sql`"next_attempt_at" is not null`),
    index('webhook_deliveries_endpoint').on(table.endpointId, table.createdAt),
    index('webhook_deliveries_finished').on(table.finishedAt).where(sql`"finished_at" is not null`),
    check('webhook_deliveries_status', sql`"status" in ('pending', 'delivered', 'dead')`),
    check(
      'webhook_deliveries_next',
      sql`("status" = 'pending') = ("next_attempt_at" is not null) and ("status" = 'pending') = ("finished_at" is null)`,
    ),
    check('webhook_deliveries_payload', sql`("event_seq" is null) = ("payload" is not null)`),
  ],
)

/** How each alert that is not quiet stands, so that a restart tells nothing twice. */
export const alerts = sqliteTable(
  'alerts',
  {
    rule: text('rule').primaryKey().notNull(),
    firingSince: integer('firing_since'),
    toldAt: integer('told_at'),
    /** JSON: the message that has to be mailed yet; a newer one takes its place. */
    mail: text('mail'),
    mailTries: integer('mail_tries').notNull().default(0),
    mailDueAt: integer('mail_due_at'),
  },
  () => [check('alerts_mail', sql`("mail" is null) = ("mail_due_at" is null)`)],
)
