// Reads what a commit left in the tables, for the model to judge: the new ledger entries and events, and the
// rows they are about. Plain SQL on the service's connection; it uses none of the service's queries.
import type { Statement } from 'better-sqlite3'
import type { Db } from '../../src/db/connection.ts'
import type { ErasureRow } from './forgotten.ts'
import type { LeaseRow } from './leases.ts'

export interface EntryRow {
  readonly seq: number
  readonly user_id: string
  readonly job_id: string | null
  readonly kind: string
  readonly amount: number
  readonly reason: string
  readonly created_at: number
  readonly hash: string
}

export interface EventRow {
  readonly seq: number
  readonly user_id: string
  readonly n: number
  readonly job_id: string
  readonly type: string
  readonly status: string
  readonly attempt: number
  readonly metadata: string
  readonly created_at: number
}

export interface JobRow {
  readonly job_id: string
  readonly user_id: string
  readonly assessment_name: string
  readonly status: string
  readonly attempt: number
  readonly tries: number
  /** Tries of this attempt that are known to have failed. */
  readonly failed_tries: number
  readonly deaths: number
  readonly token_cost: number
  readonly deadline_at: number | null
  readonly retry_of: string | null
  readonly error_code: string | null
  readonly origin: string
  readonly adopted_at: number | null
  readonly created_at: number
  readonly updated_at: number
  readonly deleted_at: number | null
  readonly result_status: string | null
  readonly profile: string | null
  readonly scores: string | null
  readonly result_user: string | null
  readonly removed_at: number | null
}

export interface UserRow {
  readonly id: string
  readonly token_balance: number
  readonly event_cursor: number
  readonly is_active: number
  readonly email: string | null
  readonly name: string | null
  readonly event_floor: number
  readonly erased_at: number | null
}

/** What one commit changed, as far as money and events tell. */
export interface Batch {
  readonly entries: readonly EntryRow[]
  readonly events: readonly EventRow[]
  readonly jobs: ReadonlyMap<string, JobRow>
  readonly users: ReadonlyMap<string, UserRow>
}

/** What the model needs to agree to a row. */
export type StateRow = Pick<
  JobRow,
  | 'job_id'
  | 'user_id'
  | 'status'
  | 'attempt'
  | 'deaths'
  | 'deadline_at'
  | 'adopted_at'
  | 'updated_at'
  | 'profile'
  | 'result_user'
  | 'removed_at'
>

const stateColumns = `j.job_id, j.user_id, j.status, j.attempt, j.deaths, j.deadline_at, j.adopted_at, j.updated_at,
  r.profile, r.user_id as result_user, r.removed_at from jobs j left join results r on r.id = j.result_id`

const jobColumns = `j.job_id, j.user_id, j.assessment_name, j.status, j.attempt, j.tries, j.deaths, j.token_cost,
  j.deadline_at, j.retry_of, j.error_code, j.origin, j.adopted_at, j.created_at, j.updated_at, j.deleted_at,
  r.status as result_status, r.profile, r.assessment_data as scores, r.user_id as result_user,
  r.removed_at,
  (select count(*) from job_tries t where t.job_id = j.job_id and t.attempt = j.attempt) as failed_tries
  from jobs j left join results r on r.id = j.result_id`

const nothing: Batch = { entries: [], events: [], jobs: new Map(), users: new Map() }

/** Statements, made once for each connection: several processes of a history may follow each other on one. */
const made = new WeakMap<Db, ReturnType<typeof makeStatements>>()

function statementsOf(db: Db): ReturnType<typeof makeStatements> {
  const known = made.get(db) ?? makeStatements(db)
  made.set(db, known)
  return known
}

function makeStatements({ $client }: Db) {
  const prepare = (sql: string): Statement => $client.prepare(sql)
  return {
    changes: prepare('select total_changes()').pluck(),
    entries: prepare('select * from ledger_entries where seq > ? order by seq'),
    events: prepare('select * from events where seq > ? order by seq'),
    job: prepare(`select ${jobColumns} where j.job_id = ?`),
    user: prepare('select * from users where id = ?'),
    open: prepare(`select ${stateColumns} where j.deadline_at is not null or j.adopted_at is null`),
    soonest: prepare(
      `select job_id as jobId, deadline_at as deadlineAt from jobs
       where deadline_at is not null and adopted_at is not null order by deadline_at limit 1`,
    ),
    leases: prepare(
      `select job_id, attempt, leased_by, lease_hash, deadline_at, hard_deadline_at from jobs
       where leased_by is not null`,
    ),
    erasures: prepare('select * from erasures'),
    floors: prepare('select * from users where event_floor > 0'),
    line: prepare('select 1 from jobs where queue_seq is not null limit 1'),
    unadopted: prepare('select job_id from jobs where adopted_at is null limit 1').pluck(),
    allJobs: prepare(`select ${stateColumns} order by j.job_id`),
    allUsers: prepare('select * from users order by id'),
    totals: prepare(
      `select coalesce((select max(seq) from ledger_entries), 0) as entrySeq,
       coalesce((select max(seq) from events), 0) as eventSeq`,
    ),
  }
}

export class Observer {
  readonly #sql: ReturnType<typeof makeStatements>
  #entrySeq = 0
  #eventSeq = 0

  constructor(db: Db, from: { entrySeq: number; eventSeq: number }) {
    this.#sql = statementsOf(db)
    this.#entrySeq = from.entrySeq
    this.#eventSeq = from.eventSeq
  }

  /** Moves on with every row that this connection writes; others' writes do not show. */
  get changes(): number {
    return Number(this.#sql.changes.get())
  }

  /** What was committed since the last call. */
  read(): Batch {
    const { entrySeq, eventSeq } = this.totals()
    if (entrySeq === this.#entrySeq && eventSeq === this.#eventSeq) return nothing
    const entries = this.#sql.entries.all(this.#entrySeq) as EntryRow[]
    const events = this.#sql.events.all(this.#eventSeq) as EventRow[]
    this.#entrySeq = entries.at(-1)?.seq ?? this.#entrySeq
    this.#eventSeq = events.at(-1)?.seq ?? this.#eventSeq
    const jobs = new Map<string, JobRow>()
    const users = new Map<string, UserRow>()
    for (const { job_id: jobId, user_id: userId } of [...entries, ...events]) {
      const job = jobId === null || jobs.has(jobId) ? undefined : this.job(jobId)
      if (job) jobs.set(job.job_id, job)
      const user = users.has(userId) ? undefined : this.user(userId)
      if (user) users.set(userId, user)
    }
    return { entries, events, jobs, users }
  }

  job(jobId: string): JobRow | undefined {
    return this.#sql.job.get(jobId) as JobRow | undefined
  }

  user(userId: string): UserRow | undefined {
    return this.#sql.user.get(userId) as UserRow | undefined
  }

  /** Rows that still wait for an end, or were last written by somebody else. */
  openJobs(): StateRow[] {
    return this.#sql.open.all() as StateRow[]
  }

  /** The adopted job whose deadline comes first. */
  soonest(): { readonly jobId: string; readonly deadlineAt: number } | undefined {
    return this.#sql.soonest.get() as { jobId: string; deadlineAt: number } | undefined
  }

  /** What workers have. */
  leases(): LeaseRow[] {
    return this.#sql.leases.all() as LeaseRow[]
  }

  erasures(): ErasureRow[] {
    return this.#sql.erasures.all() as ErasureRow[]
  }

  /** Accounts whose oldest events are not kept any more. */
  floors(): UserRow[] {
    return this.#sql.floors.all() as UserRow[]
  }

  hasLine(): boolean {
    return this.#sql.line.get() !== undefined
  }

  unadopted(): string | undefined {
    return this.#sql.unadopted.get() as string | undefined
  }

  allJobs(): StateRow[] {
    return this.#sql.allJobs.all() as StateRow[]
  }

  allUsers(): UserRow[] {
    return this.#sql.allUsers.all() as UserRow[]
  }

  /** The last entry and the last event there are. */
  totals(): { entrySeq: number; eventSeq: number } {
    return this.#sql.totals.get() as { entrySeq: number; eventSeq: number }
  }
}
