// Fills a database with jobs of the past or of a process that died, by plain SQL: a million rows in about a
// minute. What it writes is what the service would have written, triggers and counters included; only
// profiles are short and the ledger's hashes are not chained.
import type { Db } from '../src/db/connection.ts'
import { instantName, people } from './payloads.ts'
import { usersMax } from './service.ts'

export interface Seed {
  readonly status: 'completed' | 'processing' | 'queued'
  readonly count: number
  /** Tells the ids of several seeds of one database apart. */
  readonly prefix: string
  readonly createdAt: number
  /** Seeds older jobs back to this much earlier, evenly. */
  readonly spreadMs?: number
  /** Null for completed jobs. */
  readonly deadlineAt: number | null
}

const atOnceMax = 50_000

/** Seeds jobs of the users that a Subject starts with. */
export function seedJobs(db: Db, seed: Seed): void {
  const { count } = seed
  for (let first = 0; first < count; first += atOnceMax) {
    const size = Math.min(atOnceMax, count - first)
    db.$client.transaction(() => insertJobs(db, seed, first, size))()
    db.$client.pragma('wal_checkpoint(truncate)')
  }
}

function insertJobs(db: Db, seed: Seed, first: number, size: number): void {
  const { status, prefix, createdAt, spreadMs = 0, deadlineAt, count } = seed
  const isDone = status === 'completed'
  const values = {
    first,
    last: first + size - 1,
    status,
    prefix,
    users: usersMax,
    name: instantName,
    createdAt,
    stepMs: spreadMs / count,
    deadlineAt,
    isDone: isDone ? 1 : 0,
    isWaiting: status === 'queued' ? 1 : 0,
    eventsEach: { queued: 1, processing: 2, completed: 3 }[status],
    scores: JSON.stringify(people[0]),
    profile: isDone ? JSON.stringify({ archetype: 'seeded', text: 'x'.repeat(200) }) : null,
  }
  const bound = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, whole(value)]),
  )
  for (const statement of statements) db.$client.prepare(statement).run(bound)
}

/** A plain number is bound as a real, and `7 % 5000.0` is 7.0: no user's id ends like that. */
const whole = (value: unknown): unknown =>
  typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value

const rows = `with recursive numbers(i) as (
    select :first union all select i + 1 from numbers where i < :last
  ), seeded as (
    select i, :prefix || printf('%08d', i) as id, 'user-' || (i % :users) as user_id,
      cast(:createdAt - i * :stepMs as integer) as at from numbers
  )`

const statements = [
  `${rows} insert into results
     (id, user_id, assessment_name, status, assessment_data, profile, analyzer, created_at, updated_at)
   select 'r-' || id, user_id, :name, iif(:isDone, 'completed', 'pending'), :scores, :profile,
     iif(:isDone, 'seed@1', null), at, at from seeded`,
  `${rows} insert into jobs
     (job_id, user_id, result_id, assessment_name, status, attempt, tries, boot, queue_seq, deadline_at,
      hard_deadline_at, origin, adopted_at, created_at, updated_at, started_at, finished_at, revision)
   select id, user_id, 'r-' || id, :name, :status, iif(:isWaiting, 0, 1), iif(:isWaiting, 0, 1),
     iif(:isWaiting, 0, 1), iif(:isWaiting, i + 1, null), :deadlineAt, :deadlineAt, 'service', at, at, at,
     iif(:isWaiting, null, at), iif(:isDone, at, null), 2 from seeded`,
  `${rows} insert into ledger_entries (user_id, job_id, kind, amount, reason, actor, created_at, hash)
   select user_id, id, 'charge', -1, 'analysis submitted', 'user:' || user_id, at,
     lower(hex(randomblob(32))) from seeded`,
  `${rows}, told(k, type, told_status) as (
     values (1, 'analysis.queued', 'queued'), (2, 'analysis.started', 'processing'),
       (3, 'analysis.completed', 'completed')
   ) insert into events
     (user_id, n, job_id, type, result_id, status, attempt, metadata, created_at)
   select seeded.user_id, users.event_cursor + (i / :users - :first / :users) * :eventsEach + k,
     seeded.id, type, 'r-' || seeded.id, told_status, iif(k = 1, 0, 1),
     json_object('assessmentName', :name), at
   from seeded join told on k <= :eventsEach join users on users.id = seeded.user_id
   order by i, k`,
  `${rows} update users set
     event_cursor = event_cursor + mine.jobs * :eventsEach, token_balance = token_balance - mine.jobs
   from (select user_id, count(*) as jobs from seeded group by user_id) as mine
   where users.id = mine.user_id`,
]
