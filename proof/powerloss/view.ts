// The rows of one database image, read plainly: neither through the service's queries nor its caches, so
// that what they get wrong is not repeated here.
import type { Db } from '../../src/db/connection.ts'

export interface JobView {
  readonly id: string
  readonly userId: string
  readonly resultId: string | null
  readonly status: string
  readonly origin: 'service' | 'foreign'
  readonly retryOf: string | null
  readonly errorCode: string | null
  readonly tokenCost: number
  readonly queueSeq: number | null
  readonly deadlineAt: number | null
  readonly adoptedAt: number | null
  readonly deletedAt: number | null
  readonly endedAt: number
}

export interface ResultView {
  readonly id: string
  readonly userId: string
  readonly status: string
  readonly scores: string
  readonly hasProfile: number
}

export interface EntryView {
  readonly seq: number
  readonly userId: string
  readonly jobId: string | null
  readonly kind: string
  readonly amount: number
  readonly reason: string
  readonly actor: string
  readonly createdAt: number
  readonly hash: string
}

export interface EventView {
  readonly userId: string
  readonly n: number
  readonly jobId: string
  readonly type: string
  readonly resultId: string
  readonly status: string
  readonly attempt: number
  readonly metadata: string
  readonly createdAt: number
}

export interface View {
  readonly users: ReadonlyMap<string, { id: string; balance: number; cursor: number }>
  readonly jobs: ReadonlyMap<string, JobView>
  readonly results: ReadonlyMap<string, ResultView>
  /** In the order of the chain. */
  readonly entries: readonly EntryView[]
  readonly entriesOfJobs: ReadonlyMap<string, readonly EntryView[]>
  /** Of each user, in order. */
  readonly events: ReadonlyMap<string, readonly EventView[]>
  readonly keys: ReadonlyMap<string, { userId: string; key: string; jobId: string }>
  readonly counters: ReadonlyMap<string, number>
}

const keyOf = ({ userId, key }: { userId: string; key: string }): string => `${userId} ${key}`

export function readView(db: Db): View {
  const all = <T>(sql: string): T[] => db.$client.prepare<[], T>(sql).all()
  const byId = <T extends { id: string }>(rows: readonly T[]) =>
    new Map(rows.map((row) => [row.id, row]))
  const entries = all<EntryView>(
    `select seq, user_id as userId, job_id as jobId, kind, amount, reason, actor,
       created_at as createdAt, hash from ledger_entries order by seq`,
  )
  return {
    users: byId(all('select id, token_balance as balance, event_cursor as cursor from users')),
    jobs: byId(
      all<JobView>(
        `select job_id as id, user_id as userId, result_id as resultId, status, origin,
           retry_of as retryOf, error_code as errorCode, token_cost as tokenCost,
           queue_seq as queueSeq, deadline_at as deadlineAt, adopted_at as adoptedAt,
           deleted_at as deletedAt, coalesce(finished_at, updated_at) as endedAt from jobs`,
      ),
    ),
    results: byId(
      all<ResultView>(
        `select id, user_id as userId, status, assessment_data as scores,
           profile is not null as hasProfile from results`,
      ),
    ),
    entries,
    entriesOfJobs: grouped(
      entries.filter((entry) => entry.jobId !== null),
      ({ jobId }) => jobId ?? '',
    ),
    events: grouped(
      all<EventView>(
        `select user_id as userId, n, job_id as jobId, type, result_id as resultId, status, attempt,
           metadata, created_at as createdAt from events order by user_id, n`,
      ),
      ({ userId }) => userId,
    ),
    keys: new Map(
      all<{ userId: string; key: string; jobId: string }>(
        'select user_id as userId, key, job_id as jobId from idempotency_keys',
      ).map((row) => [keyOf(row), row]),
    ),
    counters: new Map(
      all<{ name: string; bucket: number; value: number }>(
        'select name, bucket, value from counters where value <> 0',
      ).map(({ name, bucket, value }) => [`${name} ${bucket}`, value]),
    ),
  }
}

export const keyIn = (view: View, userId: string, key: string) =>
  view.keys.get(keyOf({ userId, key }))

export function grouped<T>(rows: readonly T[], keyOfRow: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const key = keyOfRow(row)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}
