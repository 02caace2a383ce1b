// Writes the erasure of a person: first that it is to be, then, step by step, that nothing of theirs is left but
// their account's opaque id in ledger and jobs. Each step is bounded and can be done again; none decides whether.
import { and, eq, isNull, sql } from 'drizzle-orm'
import { failureMessages } from '../domain/job.ts'
import { commitAccount, commitAudit } from './commit-account.ts'
import { deleteDeliveriesOf, deleteWebhooksOf, refreshDue } from './commit-webhook.ts'
import type { Db } from './connection.ts'
import * as rows from './erasures.queries.ts'
import { prepared } from './prepared.ts'
import { withEventsOpen } from './put-aside.ts'
import { users } from './schema.ts'
import { erasures, meta } from './upkeep.schema.ts'

/** Rows that one step removes at most; of results, which can be large, fewer. */
export const stepRowsMax = 200
export const stepResultsMax = 20

export interface ErasureOrder {
  readonly userId: string
  readonly actor: string
  /** Kept in the audit for ever; it must not name the person. */
  readonly reason: string
}

/**
 * Closes the account for good: no name, no address, no way in, no new rows. Answers the erasure; one that was
 * asked for before stays as it is. Undefined where nothing is known of such a person.
 */
export function commitErasure(
  db: Db,
  { userId, actor, reason }: ErasureOrder,
  now: number,
): rows.ErasureRow | undefined {
  const known = rows.find(db, userId)
  if (known) return known
  if (rows.isLeftWithoutAccount(db, userId)) {
    commitAccount(db, { id: userId, email: null, name: null, startingBalance: 0 }, now)
  }
  const closed = { email: null, name: null, role: 'user', isActive: 0 } as const
  const { changes } = db
    .update(users)
    .set({ ...closed, erasedAt: now, updatedAt: now })
    .where(and(eq(users.id, userId), isNull(users.erasedAt)))
    .run()
  if (changes === 0) return undefined
  db.insert(erasures).values({ userId, requestedAt: now }).run()
  commitAudit(db, { at: now, actor, action: erased, subject: userId, details: reason })
  return rows.find(db, userId)
}

export const commitErasureFinished = (db: Db, userId: string, now: number): void =>
  void db
    .update(erasures)
    .set({ finishedAt: now })
    .where(and(eq(erasures.userId, userId), isNull(erasures.finishedAt)))
    .run()

/** Notes how many people are on the list beside the database; a restored file knows of fewer. */
export const commitListed = (db: Db, size: number): void =>
  void db
    .insert(meta)
    .values({ key: rows.listedKey, value: String(size) })
    .onConflictDoUpdate({ target: meta.key, set: { value: String(size) } })
    .run()

/** Why somebody is erased again. */
export const recalled = 'was erased before this database was restored'

/** The audit's entry of an erasure is what is left to say that it was asked for. */
const erased = 'user.erase'

/** Where a walk over a person's rows goes on; of rows of one instant, after this one. */
interface Place {
  readonly at: number
  readonly row: number
}

interface Walked extends Place {
  readonly id: string
  readonly other: string | null
}

export interface Removal {
  /** Told to operators where it fails. */
  readonly name: string
  /** Removes a bounded number of rows after `place`. Answers where to go on, or undefined when all are gone. */
  readonly run: (db: Db, userId: string, place: Place, now: number) => Place | undefined
}

export const beginning: Place = { at: -Number.MAX_SAFE_INTEGER, row: -1 }

/** Runs a statement as long as it finds rows; it is given the user and how many. */
const removal = (name: string, statement: string, max = stepRowsMax): Removal => {
  const made = prepared((db) => db.$client.prepare(statement))
  return {
    name,
    run: (db, userId, place) => (made(db).run({ userId, max }).changes === max ? place : undefined),
  }
}

const some = (table: string, condition = 'user_id = :userId') =>
  `delete from ${table} where rowid in
   (select rowid from ${table} where ${condition} limit :max)`

/**
 * Everything that is kept of a person, in the order in which it goes: first what lets somebody in. A table of yours
 * that is about people gets a line here, before the rows that it refers to.
 */
export const removals: readonly Removal[] = [
  removal('shared links', some('shares')),
  removal('sessions', some('auth_sessions')),
  removal('passwords', some('auth_accounts')),
  removal('sign-in', some('auth_users', 'id = :userId')),
  removal('idempotency keys', some('idempotency_keys')),
  {
    name: 'webhooks',
    run: (db, userId, place) => (deleteWebhooksOf(db, userId, stepRowsMax) ? place : undefined),
  },
  { name: 'results', run: removeResults },
  { name: 'jobs', run: removeTextsOfJobs },
  { name: 'events', run: removeEvents },
  removal(
    'audit',
    `update audit set details = '' where rowid in (select rowid from audit
     where subject = :userId and details <> '' and action <> '${erased}' limit :max)`,
  ),
]

const walkOf = (table: string, id: string, other: string, condition = 'true') => `
  select created_at as at, rowid as row, ${id} as id, ${other} as other from ${table}
  where user_id = :userId and (created_at, rowid) > (:at, :row) and ${condition}
  order by created_at, rowid limit :max`

const statements = prepared(({ $client }: Db) => ({
  walkResults: $client.prepare<object, Walked>(walkOf('results', 'id', 'null')),
  walkJobs: $client.prepare<object, Walked>(walkOf('jobs', 'job_id', 'result_id')),
  emptyResult: $client.prepare(emptyResult),
  forgetTries: $client.prepare('delete from job_tries where job_id = ?'),
  forgetRepair: $client.prepare('delete from repairs where job_id = ?'),
  blankAudit: $client.prepare("update audit set details = '' where subject = ? and details <> ''"),
  blankMessage: $client.prepare(`update jobs set error_message = 'The reason was removed',
    revision = revision + 1 where job_id = :jobId and error_message is not null
    and error_message not in (select value from json_each(:known))
    and error_message <> 'The reason was removed'`),
  oldestEvents: $client.prepare<object, { seq: number; n: number }>(
    'select seq, n from events where user_id = :userId order by n limit :max',
  ),
  newestEvent: $client
    .prepare<[], number>('select seq from events order by seq desc limit 1')
    .pluck(),
  forgetEvent: $client.prepare('delete from events where seq = ?'),
  readEvent: $client.prepare<[number], Record<string, unknown>>(
    'select * from events where seq = ?',
  ),
  hasJob: $client.prepare<[unknown]>('select 1 from jobs where job_id = ?'),
  restateEvent: $client.prepare(`insert into events
    (seq, user_id, n, job_id, type, result_id, status, attempt, metadata, created_at) values
    (:seq, :user_id, :n, :job_id, :type, :result_id, :status, :attempt, :metadata, :created_at)`),
  raiseFloor: $client.prepare(`update users set event_floor = max(event_floor, :n),
    read_cursor = event_cursor where id = :userId`),
}))

/** A result without what was in it. Its row stays, as its job names it. */
export const emptyResult = `update results set assessment_data = '{}', raw_responses = null,
  profile = iif(profile is null, null, '{}'), deleted_at = coalesce(deleted_at, :now),
  removed_at = :now, updated_at = max(updated_at, :now) where id = :id and removed_at is null`

function removeResults(db: Db, userId: string, place: Place, now: number): Place | undefined {
  const { walkResults, emptyResult } = statements(db)
  const page = walkResults.all({ userId, ...placed(place), max: stepResultsMax })
  for (const { id } of page) emptyResult.run({ id, now })
  return page.length === stepResultsMax ? page.at(-1) : undefined
}

function removeTextsOfJobs(db: Db, userId: string, place: Place): Place | undefined {
  const { walkJobs, forgetTries, forgetRepair, blankAudit, blankMessage } = statements(db)
  const page = walkJobs.all({ userId, ...placed(place), max: stepRowsMax })
  for (const { id: jobId, other: resultId } of page) {
    forgetTries.run(jobId)
    forgetRepair.run(jobId)
    blankAudit.run(jobId)
    if (resultId !== null) blankAudit.run(resultId)
    blankMessage.run({ jobId, known: ownMessages })
  }
  return page.length === stepRowsMax ? page.at(-1) : undefined
}

const placed = ({ at, row }: Place) => ({ at, row })

/** What the service itself says of a failure names nobody. */
const ownMessages = JSON.stringify(Object.values(failureMessages))

/**
 * From the oldest on, so that a history has no hole; each with what endpoints of the service were told of it. The newest of the whole file keeps its number, which would be
 * given out again, and loses its texts.
 */
function removeEvents(db: Db, userId: string, place: Place): Place | undefined {
  const { oldestEvents, newestEvent, forgetEvent, raiseFloor } = statements(db)
  const page = oldestEvents.all({ userId, max: stepRowsMax })
  const newest = newestEvent.get()
  const endpoints = new Set<string>()
  let rows = 0
  for (const { seq, n } of page) {
    if (rows >= stepRowsMax) break
    const told = deleteDeliveriesOf(db, seq)
    for (const id of told) endpoints.add(id)
    rows += 1 + told.length
    if (seq === newest) restateEvent(db, seq)
    else {
      forgetEvent.run(seq)
      raiseFloor.run({ userId, n })
    }
  }
  for (const id of endpoints) refreshDue(db, id)
  return rows >= stepRowsMax ? place : undefined
}

function restateEvent(db: Db, seq: number): void {
  const { readEvent, forgetEvent, restateEvent, hasJob } = statements(db)
  const event = readEvent.get(seq)
  const { assessmentName } = JSON.parse(String(event?.['metadata']))
  const metadata = JSON.stringify({ assessmentName })
  if (hasJob.get(event?.['job_id'])) {
    forgetEvent.run(seq)
    restateEvent.run({ ...event, metadata })
    return
  }
  // Somebody else deleted the row of its job: a new event could not name it.
  const reword = sql`update events set metadata = ${metadata} where seq = ${seq}`
  withEventsOpen(db, () => void db.run(reword))
}

/** Everything at once, for a file that nobody serves. What waits or runs is settled when it is served again. */
export function removeAll(db: Db, userId: string, now: number): void {
  for (const { run } of removals) {
    for (let place: Place | undefined = beginning; place; ) place = run(db, userId, place, now)
  }
}
