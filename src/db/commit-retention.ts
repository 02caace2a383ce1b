// Removes what has been kept long enough, a bounded number of rows at a time, from the oldest on. Never an entry of the
// ledger, never a job, and nothing of a job that waits or runs: there it stops, until that job has ended.

import { emptyResult } from './commit-erasure.ts'
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'

/** What can be kept for a time. `deleted`: results that their owners deleted. `sessions`: those that have ended. */
export const retained = ['events', 'keys', 'tries', 'results', 'deleted', 'sessions'] as const
export type Retained = (typeof retained)[number]

/** Rows that one step looks at; results can be large. */
export const retentionRowsMax: Readonly<Record<Retained, number>> = {
  events: 200,
  keys: 200,
  tries: 200,
  results: 50,
  deleted: 50,
  sessions: 200,
}

/** Counted no further, so that a count costs the same at any number of rows. */
export const countedMax = 10_000

/** Rows in the order in which they were written; `goes` is 1 for those that are old enough and of no live job. */
const inOrder = (table: string, id: string) => `
  select t.${id} as id, t.*, t.created_at < :before and j.deadline_at is null as goes
  from ${table} t left join jobs j on j.job_id = t.job_id`

/** Never the newest of all: its number would be given out again. */
const oldestEvents = `${inOrder('events', 'seq')} where t.seq < (select max(seq) from events) order by t.seq`
const oldestKeys = `${inOrder('idempotency_keys', 'rowid')} order by t.rowid`
const oldestTries = `${inOrder('job_tries', 'id')} order by t.id`

const ofNoLiveJob = `not exists (select 1 from jobs j where j.result_id is not null
  and j.result_id = r.id and (j.deadline_at is not null or j.adopted_at is null))`
const oldestResults = `select r.id as id, 1 as goes from results r
  where r.removed_at is null and r.created_at < :before and ${ofNoLiveJob} order by r.created_at`
const oldestDeleted = `select r.id as id, 1 as goes from results r
  where r.deleted_at is not null and r.removed_at is null and r.deleted_at < :before
    and ${ofNoLiveJob} order by r.deleted_at`
const oldestSessions = `select id, 1 as goes from auth_sessions where expires_at < :before
  order by expires_at`

interface Old {
  readonly id: string | number
  readonly goes: number
  readonly user_id?: string
  readonly n?: number
}

const statements = prepared(({ $client }: Db) => {
  const limited = (sql: string) => $client.prepare<object, Old>(`${sql} limit :max`)
  return {
    find: {
      events: limited(oldestEvents),
      keys: limited(oldestKeys),
      tries: limited(oldestTries),
      results: limited(oldestResults),
      deleted: limited(oldestDeleted),
      sessions: limited(oldestSessions),
    } satisfies Record<Retained, unknown>,
    remove: {
      events: $client.prepare<object>('delete from events where seq = :id'),
      keys: $client.prepare<object>('delete from idempotency_keys where rowid = :id'),
      tries: $client.prepare<object>('delete from job_tries where id = :id'),
      results: $client.prepare<object>(emptyResult),
      deleted: $client.prepare<object>(emptyResult),
      sessions: $client.prepare<object>('delete from auth_sessions where id = :id'),
    } satisfies Record<Retained, unknown>,
    raiseFloor: $client.prepare<object>(
      'update users set event_floor = max(event_floor, :n) where id = :userId',
    ),
  }
})

/** One step: answers how many rows went; fewer than the step's bound where there are no more. */
export function commitRetention(db: Db, what: Retained, before: number, now: number): number {
  const { find, remove, raiseFloor } = statements(db)
  const old = goingOf(find[what].all({ before, max: retentionRowsMax[what] }))
  const floors = new Map<string, number>()
  for (const { id, user_id, n } of old) {
    remove[what].run(what === 'results' || what === 'deleted' ? { id, now } : { id })
    if (what === 'events' && user_id !== undefined && n !== undefined) floors.set(user_id, n)
  }
  // From the oldest on: each history keeps its end, and says where it begins.
  for (const [userId, n] of floors) raiseFloor.run({ userId, n })
  return old.length
}

/** How many rows would go now; `countedMax` where there are more. */
export function countRetention(db: Db, what: Retained, before: number): number {
  const find = statements(db).find[what]
  let count = 0
  for (const { goes } of find.iterate({ before, max: countedMax })) {
    if (goes !== 1) break
    count++
  }
  return count
}

/** Rows are removed up to the first that must stay. */
function goingOf(rows: readonly Old[]): readonly Old[] {
  const stays = rows.findIndex(({ goes }) => goes !== 1)
  return stays < 0 ? rows : rows.slice(0, stays)
}
