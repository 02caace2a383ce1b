// Reads what a commit left in the tables, for the model to judge: the new ledger entries and events, and the
// rows they are about. Plain SQL on the service's connection; it uses none of the service's queries.
import type { Statement } from 'better-sqlite3'
import type { Db } from '../../src/db/connection.ts'

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
}

export interface UserRow {
  readonly id: string
  readonly token_balance: number
  readonly event_cursor: number
  readonly is_active: number
}

/** What one commit changed, as far as money and events tell. */
export interface Batch {
  readonly entries: readonly EntryRow[]
  readonly events: readonly EventRow[]
  readonly jobs: ReadonlyMap<string, JobRow>
  readonly users: ReadonlyMap<string, UserRow>
}

const jobColumns = `j.job_id, j.user_id, j.assessment_name, j.status, j.attempt, j.tries, j.deaths, j.token_cost,
  j.deadline_at, j.retry_of, j.error_code, j.origin, j.adopted_at, j.created_at, j.updated_at, j.deleted_at,
  r.status as result_status, r.profile, r.assessment_data as scores, r.user_id as result_user,
  (select count(*) from job_tries t where t.job_id = j.job_id and t.attempt = j.attempt) as failed_tries
  from jobs j left join results r on r.id = j.result_id`

export class Observer {
  readonly #entries: Statement
  readonly #events: Statement
  readonly #job: Statement
  readonly #user: Statement
  readonly #open: Statement
  readonly #overdue: Statement
  readonly #line: Statement
  readonly #unadopted: Statement
  readonly #allJobs: Statement
  readonly #allUsers: Statement
  readonly #totals: Statement
  #entrySeq = 0
  #eventSeq = 0

  constructor(db: Db, from: { entrySeq: number; eventSeq: number }) {
    const prepare = (sql: string) => db.$client.prepare(sql)
    this.#entrySeq = from.entrySeq
    this.#eventSeq = from.eventSeq
    this.#entries = prepare('select * from ledger_entries where seq > ? order by seq')
    this.#events = prepare('select * from events where seq > ? order by seq')
    this.#job = prepare(`select ${jobColumns} where j.job_id = ?`)
    this.#user = prepare('select * from users where id = ?')
    this.#open = prepare(
      `select ${jobColumns} where j.deadline_at is not null or j.adopted_at is null`,
    )
    this.#overdue = prepare(
      `select job_id from jobs where deadline_at is not null and deadline_at < ?
       and adopted_at is not null limit 1`,
    )
    this.#line = prepare('select 1 from jobs where queue_seq is not null limit 1')
    this.#unadopted = prepare('select job_id from jobs where adopted_at is null limit 1')
    this.#allJobs = prepare(`select ${jobColumns} order by j.job_id`)
    this.#allUsers = prepare('select * from users order by id')
    this.#totals = prepare(
      `select (select max(seq) from ledger_entries) as entrySeq, (select max(seq) from events) as eventSeq`,
    )
  }

  /** What was committed since the last call. */
  read(): Batch {
    const entries = this.#entries.all(this.#entrySeq) as EntryRow[]
    const events = this.#events.all(this.#eventSeq) as EventRow[]
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
    return this.#job.get(jobId) as JobRow | undefined
  }

  user(userId: string): UserRow | undefined {
    return this.#user.get(userId) as UserRow | undefined
  }

  /** Rows that still wait for an end, or were last written by somebody else. */
  openJobs(): JobRow[] {
    return this.#open.all() as JobRow[]
  }

  overdue(before: number): string | undefined {
    return (this.#overdue.get(before) as { job_id: string } | undefined)?.job_id
  }

  hasLine(): boolean {
    return this.#line.get() !== undefined
  }

  unadopted(): string | undefined {
    return (this.#unadopted.get() as { job_id: string } | undefined)?.job_id
  }

  allJobs(): JobRow[] {
    return this.#allJobs.all() as JobRow[]
  }

  allUsers(): UserRow[] {
    return this.#allUsers.all() as UserRow[]
  }

  totals(): { entrySeq: number | null; eventSeq: number | null } {
    return this.#totals.get() as { entrySeq: number | null; eventSeq: number | null }
  }
}
