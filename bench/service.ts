// The service under test: the real runtime over a real file with synchronous=FULL, real time, real log.
// Only the analyzer is a stand-in. One Subject is one service on one database.
import { join } from 'node:path'
import { pino } from 'pino'
import { type Db, type OpenDatabase, openDatabase } from '../src/db/connection.ts'
import type { AssessmentDefinition } from '../src/domain/assessment.ts'
import { createRuntime, type Runtime } from '../src/runtime.ts'
import { RealClock } from '../src/system/clock.ts'
import { makeNewId } from '../src/system/ids.ts'
import { type Log, makeLog } from '../src/system/log.ts'
import { requireDone } from './harness.ts'
import { people } from './payloads.ts'

export interface SubjectOptions {
  readonly folder: string
  /** The file's name in the folder; kept where it is there already. */
  readonly file: string
  readonly assessment: AssessmentDefinition
  readonly slotsMax?: number
  readonly liveActorsMax?: number
  readonly crashPoint?: (name: string) => void
  /** Called with the open database before the runtime is made. */
  readonly onOpened?: (db: Db) => void
}

const minuteMs = 60_000
export const usersMax = 5_000
export const startingBalance = 1_000_000_000

const userStatements = [
  `with recursive numbers(i) as (
     select 0 union all select i + 1 from numbers where i < :count - 1
   ) insert into users (id, token_balance, created_at, updated_at)
     select 'user-' || i, :balance, :now, :now from numbers`,
  `insert into ledger_entries (user_id, kind, amount, reason, actor, created_at, hash)
     select id, 'grant', :balance, 'starting balance', 'service', :now, lower(hex(randomblob(32)))
     from users where :count > 0`,
]

export const userId = (index: number): string => `user-${index % usersMax}`

export class Subject {
  readonly clock = new RealClock()
  readonly runtime: Runtime
  readonly #database: OpenDatabase
  /** Who waits for the end of a job, and jobs that ended before anybody asked. */
  readonly #waiting = new Map<string, () => void>()
  readonly #ended = new Set<string>()
  /** Told of every line that the service logs. */
  onLog: ((event: string, jobId: string) => void) | undefined

  constructor(options: SubjectOptions) {
    const {
      folder,
      file,
      assessment,
      slotsMax = 64,
      liveActorsMax = 1_000,
      crashPoint,
      onOpened,
    } = options
    this.#database = openDatabase(join(folder, file))
    requireDone('synchronous', this.db.$client.pragma('synchronous', { simple: true }), 2)
    onOpened?.(this.db)
    this.runtime = createRuntime({
      db: this.db,
      clock: this.clock,
      newId: makeNewId(() => this.clock.now()),
      log: this.#log(join(folder, `${file}.log`)),
      assessments: new Map([[assessment.name, assessment]]),
      defaultAssessment: assessment.name,
      defaults: {
        queuedTimeoutMs: 15 * minuteMs,
        processingTimeoutMs: 10 * minuteMs,
        hardLimitMs: 60 * minuteMs,
        triesMax: 3,
        tokenCost: 1,
        estimateMs: 1,
      },
      slotsMax,
      startingBalance,
      // Out of the way: nobody is refused, and every check is made.
      submitLimit: { perMinute: 10_000_000, burst: 10_000_000 },
      unfinishedMax: 1_000_000_000,
      liveActorsMax,
      ...(crashPoint && { crashPoint }),
    })
  }

  get db(): Db {
    return this.#database.db
  }

  /** Makes its users and starts it; `dispatches: false` leaves every job in line. */
  async start(options: { dispatches?: boolean } = {}): Promise<this> {
    this.addUsers()
    await this.runtime.start()
    if (options.dispatches === false) this.runtime.dispatcher.close()
    return this
  }

  /** By plain SQL, as the service would have made them; only the ledger's hashes are not chained. */
  addUsers(): void {
    const values = {
      count: BigInt(usersMax),
      balance: BigInt(startingBalance),
      now: BigInt(this.clock.now()),
    }
    for (const statement of userStatements) this.db.$client.prepare(statement).run(values)
  }

  /** Submits the scores of one of sixty people as one of the users. Resolves when it is durable. */
  submit(index: number) {
    const assessmentData = people[index % people.length]
    return this.runtime.intake.submit(userId(index), { assessmentData })
  }

  /** Submits and waits until the job has completed. */
  async lifecycle(index: number): Promise<void> {
    const { jobId } = await this.submit(index)
    await this.ended(jobId)
  }

  /** Resolves when the job's end is committed. */
  ended(jobId: string): Promise<void> {
    if (this.#ended.delete(jobId)) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.set(jobId, resolve))
  }

  count(condition: string, table = 'jobs'): number {
    const sql = `select count(*) from ${table} where ${condition}`
    return Number(this.db.$client.prepare(sql).pluck().get())
  }

  /** Balances and ledger must agree, whatever the benchmark did. */
  requireBooksBalance(): void {
    const sums = this.db.$client.prepare(
      `select (select sum(token_balance) from users) - (select sum(amount) from ledger_entries)`,
    )
    requireDone('balances less ledger', sums.pluck().get(), 0)
  }

  stop(): void {
    this.runtime.stop()
    this.clock.stop()
    this.#database.close()
  }

  /** The log as operators have it, at its default level and into a file; it also tells when jobs end. */
  #log(path: string): Log {
    const log = makeLog('info', pino.destination({ dest: path }))
    return {
      ...log,
      info: (event, fields) => {
        log.info(event, fields)
        this.#noticed(event, fields?.jobId ?? '')
      },
    }
  }

  #noticed(event: string, jobId: string): void {
    this.onLog?.(event, jobId)
    if (event !== 'job.completed' && event !== 'job.failed') return
    const waiting = this.#waiting.get(jobId)
    if (waiting) this.#waiting.delete(jobId)
    else this.#ended.add(jobId)
    waiting?.()
  }
}
