// A whole service on a simulated clock, spoken to in the words of the domain: submit, passes, crash,
// restart. Real database, real actors, real machine; only time, ids and analyzers are the test's.

import type { Submitted } from '../actors/intake.ts'
import type { CheckReport } from '../actors/monitor.ts'
import { commitAccount } from '../db/commit-account.ts'
import { type OpenDatabase, openDatabase } from '../db/connection.ts'
import * as eventRows from '../db/events.queries.ts'
import * as jobs from '../db/jobs.queries.ts'
import * as users from '../db/users.queries.ts'
import { type AssessmentDefinition, isExternal } from '../domain/assessment.ts'
import type { EventEnvelope } from '../domain/events.ts'
import type { SubmitRequest } from '../domain/submission.ts'
import { createRuntime, type Runtime } from '../runtime.ts'
import type { RuntimeOptions } from '../runtime-options.ts'
import { type Log, silentLog } from '../system/log.ts'
import { defaultSettings, simpleAssessment, type WorldSettings } from './defaults.ts'
import { FakeAnalyzer } from './fake-analyzer.ts'
import { type FileImage, fileImage } from './file-image.ts'
import { type ForeignRow, foreignInsert } from './foreign-row.ts'
import { ProcessClock, ProcessDied } from './process-clock.ts'
import { SimulatedClock } from './simulated-clock.ts'
import { WorldWorker } from './world-worker.ts'

export interface WorldOptions extends Pick<RuntimeOptions, 'observer' | 'webhooks'> {
  /** Where the database lives: in memory, or a file in a folder the test owns. */
  readonly databasePath?: string
  /** Your definitions; their analyzers, but for workers, are replaced by the world's fake, unless `realAnalyzers`. */
  readonly assessments?: readonly AssessmentDefinition[]
  readonly realAnalyzers?: boolean
  /** What the fake analyzer answers when it succeeds. */
  readonly result?: unknown
  readonly settings?: Partial<WorldSettings>
  /** When the world begins, in epoch milliseconds. */
  readonly startAt?: number
  /** Makes ids from the instant; counted upwards where not given. */
  readonly newId?: (now: number) => string
  readonly log?: Log
  /** Called between the steps of a commit, `before-commit` and `after-commit`; may call `world.die`. */
  readonly crashPoint?: (name: string, world: World) => void
}

/** Makes and starts a world. Call `close` at its end. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const world = new World(options)
  await world.start()
  return world
}

export class World {
  readonly clock: SimulatedClock
  readonly analyzer: FakeAnalyzer
  readonly settings: WorldSettings
  readonly #options: WorldOptions
  readonly #assessments: readonly AssessmentDefinition[]
  #database: OpenDatabase
  #runtime: Runtime | undefined
  #process: ProcessClock
  #analyses: ProcessClock
  #image: FileImage | undefined
  #ids = 0

  constructor(options: WorldOptions) {
    this.#options = options
    this.settings = { ...defaultSettings, ...options.settings }
    this.clock = new SimulatedClock(options.startAt)
    this.#process = new ProcessClock(this.clock)
    this.#analyses = new ProcessClock(this.clock)
    this.analyzer = new FakeAnalyzer({
      clock: () => this.#analyses,
      result: options.result ?? { text: 'fine' },
    })
    const given = options.assessments ?? [simpleAssessment()]
    this.#assessments = given.map((definition) =>
      options.realAnalyzers || isExternal(definition.analyzer)
        ? definition
        : { ...definition, analyzer: this.analyzer },
    )
    this.#database = openDatabase(options.databasePath ?? ':memory:')
  }

  /** The running service. */
  get service(): Runtime {
    if (!this.#runtime) throw new Error('The service of this world is not running')
    return this.#runtime
  }

  get db() {
    return this.#database.db
  }

  /** Timers the service has armed: that of the alarm, that of the watch, and its jobs'. */
  get armed(): number {
    return this.#process.armed
  }

  /** The process died at a crash point and was not started again. */
  get isDead(): boolean {
    return this.#process.isDead
  }

  /** Starts a process on the database; `crash` ends one. It is ready unless the store gave it trouble. */
  async start(): Promise<void> {
    this.#process = new ProcessClock(this.clock)
    this.#analyses = new ProcessClock(this.clock)
    this.#runtime = createRuntime({
      ...this.settings,
      db: this.#database.db,
      clock: this.#process,
      newId: () => this.newId(),
      log: this.#options.log ?? silentLog,
      observer: this.#options.observer,
      webhooks: this.#options.webhooks,
      assessments: new Map(this.#assessments.map((each) => [each.name, each])),
      defaultAssessment: this.#assessments[0]?.name ?? '',
      defaults: this.settings,
      crashPoint: (name) => this.#options.crashPoint?.(name, this),
    })
    let failure: unknown
    this.#runtime.start().catch((error: unknown) => {
      failure = error
    })
    await this.settle()
    if (failure !== undefined && !this.isDead) throw failure
  }

  /** An id like the service's own, the same in every run of a test. */
  newId(): string {
    const { newId } = this.#options
    if (newId) return newId(this.clock.now())
    return `00000000-0000-7000-8000-${(++this.#ids).toString(16).padStart(12, '0')}`
  }

  /** Makes an account that holds this many tokens. */
  async user(id: string, tokens = this.settings.startingBalance): Promise<string> {
    const account = { id, email: `${id}@example.com`, name: id, startingBalance: tokens }
    await this.service.commits.add(() => commitAccount(this.db, account, this.clock.now()))
    return id
  }

  /** Submits as this user, by default scores that every simple assessment accepts. */
  submit(userId: string, request: Partial<SubmitRequest> = {}): Promise<Submitted> {
    return this.service.intake.submit(userId, { assessmentData: { score: 50 }, ...request })
  }

  /** A worker outside, for assessments with `externalWorker()`; it lives on when the service crashes. */
  worker(workerId = 'worker-1'): WorldWorker {
    const result = this.#options.result ?? { text: 'fine' }
    return new WorldWorker(workerId, { workers: () => this.service.workers, result })
  }

  check(options: { dryRun?: boolean } = {}): Promise<CheckReport> {
    return this.service.monitor.check('manual', options)
  }

  /** Lets time pass: every timer fires at its instant, and what follows from it settles. */
  passes(durationMs: number): Promise<void> {
    return this.clock.advance(durationMs)
  }

  /** Lets everything that needs no time settle. */
  settle(): Promise<void> {
    return this.clock.advance(0)
  }

  /**
   * The process dies at this very point, inside whatever it is doing: what is on the disk now is what the
   * next process finds. For crash points; follow it with `restart`.
   */
  die(): never {
    this.#kill()
    throw new ProcessDied('The process died here')
  }

  /** The process dies here: nothing is closed or flushed; only what was committed is left. */
  crash(): void {
    if (!this.#process.isDead) this.#kill()
    this.#runtime = undefined
    // A database in memory is left with what was committed, so the next process goes on with it.
    if (!this.#image) return
    const { path } = this.#database
    this.#database.close()
    this.#image.putBack()
    this.#image = undefined
    this.#database = openDatabase(path)
  }

  /** Dies and comes back, after being away for a while. */
  async restart(awayMs = 0): Promise<void> {
    this.crash()
    await this.clock.advance(awayMs)
    await this.start()
  }

  job(jobId: string): jobs.JobRow | undefined {
    return jobs.find(this.db, jobId)
  }

  statusOf(jobId: string): string | undefined {
    return this.job(jobId)?.status
  }

  balanceOf(userId: string): number | undefined {
    return users.find(this.db, userId)?.tokenBalance
  }

  eventsOf(userId: string): EventEnvelope[] {
    return eventRows.readAfter(this.db, userId, 0, 10_000)
  }

  /** Runs SQL as somebody with sqlite3 would. */
  sql(statement: string, ...values: unknown[]): void {
    this.db.$client.prepare(statement).run(...values)
  }

  /** What a query gives, as somebody with sqlite3 would see it. */
  rows<Row = Record<string, unknown>>(query: string, ...values: unknown[]): Row[] {
    return this.db.$client.prepare(query).all(...values) as Row[]
  }

  /** Inserts a row of `jobs` as a script of somebody else would: no result, no charge, no deadline. */
  insertForeign(row: ForeignRow): string {
    const jobId = row.jobId ?? this.newId()
    const { statement, values } = foreignInsert({ ...row, jobId }, this.clock.now())
    this.sql(statement, ...values)
    return jobId
  }

  /** Stops the service and closes the database. Throws if the service left a timer armed. */
  async close(): Promise<void> {
    this.#runtime?.stop()
    await this.settle()
    const left = this.#process.armed
    this.#process.die()
    this.#analyses.die()
    this.#image?.remove()
    this.#database.close()
    if (left > 0) throw new Error(`The service left ${left} timer(s) armed when it was stopped`)
  }

  #kill(): void {
    this.#process.die()
    this.#analyses.die()
    if (this.#database.path !== ':memory:') this.#image = fileImage(this.#database.path)
  }
}
