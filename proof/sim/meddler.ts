// Somebody with sqlite3: inserts rows with five columns, changes and deletes what is not theirs. The model
// is told what the row is afterwards; what the service makes of it is judged.
import type Database from 'better-sqlite3'
import type { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Analyses } from './analyses.ts'
import type { Host } from './host.ts'
import type { Known } from './known.ts'
import type { Model } from './model.ts'
import { Observer } from './observer.ts'
import type { ForeignAction, RowChange } from './plan.ts'
import type { Probes } from './probes.ts'
import type { Roster } from './roster.ts'

export interface MeddlerParts {
  readonly time: SimulatedClock
  readonly host: Host
  readonly model: Model
  readonly probes: Probes
  readonly analyses: Analyses
  readonly roster: Roster
}

export class Meddler {
  readonly #parts: MeddlerParts
  #rows = 0

  constructor(parts: MeddlerParts) {
    this.#parts = parts
  }

  /** Rows it inserted. */
  get rows(): number {
    return this.#rows
  }

  do(action: ForeignAction): void {
    switch (action.do) {
      case 'insert-row':
        return this.#insert(action)
      case 'update-row':
        return this.#withJob(action.pick, (job) => this.#update(job, action.change))
      case 'delete-row':
        return this.#withJob(action.pick, (job) => this.#delete(job))
      case 'delete-user':
        return this.#deleteUser(this.#parts.roster.idOf(action.user))
    }
  }

  #withJob(pick: number, act: (job: Known) => void): void {
    const { jobs, open } = this.#parts.model
    const running = [...open].filter((jobId) => jobs.get(jobId)?.status === 'processing')
    // Mostly rows that still matter, and of those the ones at work.
    const lists = [
      { from: 0, upTo: 0.5, all: running },
      { from: 0.5, upTo: 0.8, all: [...open] },
      { from: 0.8, upTo: 1, all: [...jobs.keys()] },
    ]
    const { from, upTo, all } = lists.find((each) => pick < each.upTo) ?? {
      from: 0,
      upTo: 1,
      all: [],
    }
    const job = jobs.get(all[Math.floor(((pick - from) / (upTo - from)) * all.length)] ?? '')
    if (job) act(job)
  }

  #insert(action: Extract<ForeignAction, { do: 'insert-row' }>): void {
    const { model, analyses } = this.#parts
    const { id, status, cost, scripts, mark } = action
    // An id stays with its history: what was told and refunded for it before counts.
    if (model.isDeleted(id)) return
    const userId = action.user < 0 ? 'nobody' : this.#parts.roster.idOf(action.user)
    const at = this.#now() - action.ageMs
    const values: Record<string, unknown> = {
      job_id: id,
      user_id: userId,
      status,
      created_at: at,
      updated_at: at,
      ...(cost !== undefined && { token_cost: cost }),
      ...(status === 'failed' && { error_message: 'by hand' }),
      ...(scripts && { result_id: `result of ${id}` }),
    }
    if (scripts) analyses.set(mark, scripts)
    const isDone = this.#write((sqlite) => {
      if (scripts) {
        const scores = JSON.stringify({ mark })
        sqlite
          .prepare(
            `insert into results (id, user_id, assessment_name, assessment_data, created_at, updated_at)
             values (?, ?, 'AI-Driven Talent Mapping', ?, ?, ?)`,
          )
          .run(`result of ${id}`, userId, scores, at, at)
      }
      const columns = Object.keys(values)
      sqlite
        .prepare(`insert into jobs (${columns}) values (${columns.map((name) => `@${name}`)})`)
        .run(values)
    })
    const row = isDone && this.#row(id)
    if (!row) return
    this.#rows++
    model.inserted(row)
  }

  #update(job: Known, change: RowChange): void {
    const { model, probes } = this.#parts
    const { jobId, status, isTold, isForeign } = job
    // What somebody else still writes of a person whose erasure is over is not erased anew.
    if (wholeEnds.includes(change) && model.forgotten.isOfErased(job)) return
    const before = this.#row(jobId)
    const isDone = this.#write((sqlite) => changes[change](sqlite, jobId, this.#now()))
    const row = isDone && this.#row(jobId)
    if (!row) return
    if (isTold) probes.hit('finished job written from outside')
    else if (status === 'processing') probes.hit('running job written from outside')
    else if (status === 'queued') probes.hit('waiting job written from outside')
    if (isForeign && !isTold && before?.adopted_at && wholeEnds.includes(change)) {
      probes.hit('foreign row that was taken on was ended whole')
    }
    model.meddled(row)
  }

  #delete({ jobId }: Known): void {
    const { model, probes } = this.#parts
    const isDone = this.#write((sqlite) => run(sqlite, 'delete from jobs where job_id = ?', jobId))
    if (!isDone) return
    probes.hit('row deleted from outside')
    model.deleted(jobId)
  }

  #deleteUser(userId: string): void {
    const { model, probes } = this.#parts
    const person = model.people.get(userId)
    if (!person || person.isGone) return
    const isDone = this.#write((sqlite) => run(sqlite, 'delete from users where id = ?', userId))
    if (!isDone) return
    model.left(userId)
    const isOpen = [...model.open].some((jobId) => model.jobs.get(jobId)?.userId === userId)
    if (isOpen) probes.hit('account deleted with unfinished jobs')
  }

  /** Whether it could be written; constraints, triggers, locks and a full disk may refuse. */
  #write(work: (sqlite: Database.Database) => void): boolean {
    const { host } = this.#parts
    try {
      const { isNoticed } = host.store.foreign((sqlite) => sqlite.transaction(work)(sqlite))
      host.foreignWrite(isNoticed)
      return true
    } catch (error) {
      if (error instanceof Error && 'code' in error) return false
      throw error
    }
  }

  #row(jobId: string) {
    const { host, model } = this.#parts
    return (host.observer ?? new Observer(host.store.db, model)).job(jobId)
  }

  #now(): number {
    const { host, time } = this.#parts
    return host.life?.clock.now() ?? time.now()
  }
}

type Change = (sqlite: Database.Database, jobId: string, now: number) => void

const set =
  (assignments: string): Change =>
  (sqlite, jobId, now) => {
    sqlite.prepare(`update jobs set ${assignments} where job_id = @jobId`).run({ jobId, now })
  }

/** Its result is written first, where it has one. */
const withResult =
  (assignments: string): Change =>
  (sqlite, jobId, now) => {
    sqlite
      .prepare(
        `update results set status = 'completed', profile = '{"text":"by hand"}', analyzer = 'hand'
         where id = (select result_id from jobs where job_id = ?)`,
      )
      .run(jobId)
    set(assignments)(sqlite, jobId, now)
  }

const wholeEnds: readonly RowChange[] = ['fail-whole', 'complete-whole']

const changes: Readonly<Record<RowChange, Change>> = {
  touch: set('updated_at = max(updated_at, @now)'),
  start: set("status = 'processing', updated_at = max(updated_at, @now)"),
  fail: set("status = 'failed', error_message = 'by hand', updated_at = max(updated_at, @now)"),
  complete: withResult("status = 'completed', updated_at = max(updated_at, @now)"),
  // As another system ends a job of its own: with everything that the service itself would have written.
  'fail-whole': set(
    `status = 'failed', error_code = 'WORKER_DIED', error_message = 'their worker died', finished_at = @now,
     updated_at = max(updated_at, @now)`,
  ),
  'complete-whole': withResult(
    "status = 'completed', finished_at = @now, updated_at = max(updated_at, @now)",
  ),
  unknown: set("status = 'paused'"),
  'due-now': set('deadline_at = iif(deadline_at is null, null, @now)'),
  'no-deadline': set('deadline_at = null, updated_at = max(updated_at, @now)'),
  dearer: set('token_cost = token_cost + 7, updated_at = max(updated_at, @now)'),
  'other-assessment': set(
    "assessment_name = 'Nobody offers this', updated_at = max(updated_at, @now)",
  ),
}

const run = (sqlite: Database.Database, sql: string, value: string): void =>
  void sqlite.prepare(sql).run(value)
