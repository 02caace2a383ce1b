import { SqliteError } from 'better-sqlite3'
import type { Claim } from '../../src/actors/claimable-jobs.ts'
import { orphanPauseMs } from '../../src/actors/dispatcher.ts'
import { lastTryOf } from '../../src/db/jobs.queries.ts'
import { AnalysisFailure } from '../../src/domain/assessment.ts'
import { DomainError } from '../../src/domain/errors.ts'
import type { Actor, Job } from '../../src/domain/job.ts'
import {
  createWorld,
  outsideAssessment,
  ProcessDied,
  simpleAssessment,
  type World,
  type WorldWorker,
} from '../../src/testing/index.ts'
import { overdue, statementOf, violations } from './invariants.ts'
import { ManualAnalyzer } from './manual-analyzer.ts'
import { type Step, type Touch, timeouts, type Work } from './steps.ts'

/** A world made for histories: any number of them are played in it, one after the other. */
export interface Stage {
  readonly world: World
  readonly analyzer: ManualAnalyzer
  readonly faults: Faults
  played: number
}

interface Faults {
  commitsToLose: number
  dieAt: string | undefined
  /** When the store last refused a commit. */
  lastAt: number
}

export async function makeStage(): Promise<Stage> {
  const analyzer = new ManualAnalyzer()
  const faults: Faults = { commitsToLose: 0, dieAt: undefined, lastAt: 0 }
  const world = await createWorld({
    assessments: [
      { ...simpleAssessment(), analyzer },
      outsideAssessment({ leaseMs: timeouts.leaseMs }),
    ],
    realAnalyzers: true,
    settings: {
      queuedTimeoutMs: timeouts.queuedMs,
      processingTimeoutMs: timeouts.processingMs,
      hardLimitMs: timeouts.hardMs,
      triesMax: 2,
      slotsMax: 2,
      estimateMs: 1,
    },
    crashPoint: (name, struck) => strike(name, struck, faults),
  })
  return { world, analyzer, faults, played: 0 }
}

function strike(name: string, world: World, faults: Faults): void {
  if (name === faults.dieAt) {
    faults.dieAt = undefined
    world.die()
  }
  if (name !== 'before-commit' || faults.commitsToLose === 0) return
  faults.commitsToLose--
  faults.lastAt = world.clock.now()
  throw new SqliteError('the disk is full, says the test', 'SQLITE_FULL')
}

/** After a lost commit, what is due is made good within this time. */
const healsWithinMs = 40_000
/** What every failed try says. */
const itsReason = 'a test'
const steward: Actor = { kind: 'operator', id: 'steward' }

/** Plays one history and throws an error that names every rule it broke. */
export async function play(stage: Stage, steps: readonly Step[]): Promise<void> {
  const history = new History(stage)
  await history.begin()
  for (const step of steps) await history.take(step)
  await history.heal()
  stage.played++
}

class History {
  readonly #stage: Stage
  readonly #world: World
  readonly #name: string
  readonly #firstCall: number
  readonly #acknowledged = new Map<string, string>()
  /** Everything workers were ever given, oldest first, by whom it was claimed. */
  readonly #claims: { readonly claim: Claim; readonly workerId: string }[] = []
  readonly #ends = new Map<string, string>()
  readonly #complaints: string[] = []
  #looks = 0
  /** A slot is free although this one, the first in line, waits. */
  #idle: { readonly first: string; readonly since: number } | undefined

  constructor(stage: Stage) {
    this.#stage = stage
    this.#world = stage.world
    this.#name = `h${stage.played}`
    this.#firstCall = stage.analyzer.calls.length
  }

  async begin(): Promise<void> {
    await this.#world.user(this.#userId(0), 3)
    await this.#world.user(this.#userId(1), 1)
  }

  async take(step: Step): Promise<void> {
    const moves = this.#moveTime(step)
    if (moves) {
      await moves
      await this.#look(step.does === 'crash' || ++this.#looks % 3 === 0)
    } else this.#act(step)
  }

  /** Everything is well again: analyses answer, time passes; every job must come to its end. */
  async heal(): Promise<void> {
    const { faults, analyzer } = this.#stage
    faults.commitsToLose = 0
    faults.dieAt = undefined
    await this.#look(false)
    await this.#world.check()
    for (let round = 0; round < 60 && this.#unfinished() > 0; round++) {
      for (const call of analyzer.calls.slice(this.#firstCall)) call.succeed()
      await this.#workAll()
      await this.#world.passes(timeouts.processingMs)
    }
    await this.#world.passes(5_000)
    await this.#look(true)
    const { supervisor } = this.#world.service
    this.#expectNone('jobs never end', this.#unfinished())
    this.#expectNone('actors outlive their jobs', supervisor.live)
    this.#expectNone('slots stay taken', supervisor.busy)
    this.#expectNone('timers stay armed', this.#world.armed - 2)
    this.#settleComplaints()
  }

  /** A worker does what there is to do, as far as the leases go. */
  async #workAll(): Promise<void> {
    const worker = this.#world.worker('healer')
    while (await worker.claim()) await worker.complete()
  }

  #expectNone(what: string, count: number): void {
    if (count !== 0) this.#complaints.push(`${what}: ${count}`)
  }

  #unfinished(): number {
    const query = "select count(*) as n from jobs where status not in ('completed', 'failed')"
    return (statementOf(this.#world.db, query).get() as { n: number }).n
  }

  /** Lets what is under way settle, brings a dead process back, and looks whether all is well. */
  async #look(everywhere: boolean): Promise<void> {
    await this.#world.settle()
    while (this.#world.isDead) await this.#restart(0)
    const { db, clock } = this.#world
    if (everywhere) this.#complaints.push(...violations(db))
    if (clock.now() - this.#stage.faults.lastAt > healsWithinMs) {
      const late = overdue(db, clock.now())
      if (late.length > 0) this.#complaints.push(`past their deadline: ${late.join(', ')}`)
      this.#lookAtLine()
    }
    this.#lookAtEnds()
    this.#lookAtAcknowledged()
    this.#settleComplaints()
  }

  /**
   * Nobody waits while a slot is free: not longer than a slot is kept for a job that lost its actor, whose row this
   * history may have ended by hand meanwhile, by the service's own connection, which no watch looks at.
   */
  #lookAtLine(): void {
    const { dispatcher } = this.#world.service
    const now = this.#world.clock.now()
    const line = `select job_id as first from jobs
      where queue_seq is not null and status = 'queued' and adopted_at is not null order by queue_seq limit 1`
    const found = statementOf(this.#world.db, line).get() as { first: string } | undefined
    if (!found || dispatcher.freeSlots === 0) this.#idle = undefined
    else if (this.#idle?.first !== found.first) this.#idle = { ...found, since: now }
    else if (now - this.#idle.since > orphanPauseMs) {
      this.#complaints.push(`${found.first} waits while a slot is free`)
    }
  }

  async #restart(awayMs: number): Promise<void> {
    try {
      await this.#world.restart(awayMs)
    } catch (error) {
      // A start that the store refuses ends the process; it is started again.
      this.#allow(error)
      this.#world.crash()
    }
  }

  #settleComplaints(): void {
    if (this.#complaints.length > 0) throw new Error([...new Set(this.#complaints)].join('\n'))
  }

  #lookAtEnds(): void {
    const query = `select j.job_id as id, j.status || coalesce(j.error_code, '') || j.finished_at
        || coalesce(r.profile, '') as ended
      from jobs j left join results r on r.id = j.result_id
      where j.status in ('completed', 'failed') and j.adopted_at is not null and j.user_id > ? and j.user_id < ?`
    for (const { id, ended } of this.#rows<{ id: string; ended: string }>(query)) {
      const known = this.#ends.get(id) ?? ended
      this.#ends.set(id, known)
      if (known !== ended) this.#complaints.push(`${id} ended as ${known} and became ${ended}`)
    }
  }

  #lookAtAcknowledged(): void {
    for (const [jobId, userId] of this.#acknowledged) {
      if (this.#world.job(jobId)?.userId !== userId) {
        this.#complaints.push(`${jobId} was acknowledged and is not there`)
      }
    }
  }

  #moveTime(step: Step): Promise<void> | undefined {
    const { world, faults } = this.#stage
    switch (step.does) {
      case 'breathe':
        return world.settle()
      case 'pass':
        return world.passes(step.ms)
      case 'wait': {
        const dueAt = world.clock.nextDueAt ?? world.clock.now()
        const early = step.until === 'the next timer' ? 0 : 1
        return world.passes(Math.max(0, dueAt - world.clock.now() - early))
      }
      case 'crash':
        return this.#restart(step.awayMs)
      case 'die':
        faults.dieAt = step.at
        return Promise.resolve()
      case 'lose commits':
        faults.commitsToLose = step.times
        return Promise.resolve()
      default:
        return undefined
    }
  }

  /** Does something without waiting for it, so that what follows may fall into the same tick. */
  #act(step: Step): void {
    const done = this.#start(step)
    done?.catch((error) => this.#allow(error))
  }

  #allow(error: unknown): void {
    const isFault = error instanceof SqliteError && error.code === 'SQLITE_FULL'
    if (isFault || error instanceof ProcessDied || error instanceof DomainError) return
    this.#complaints.push(`failed with ${String(error)}`)
  }

  #start(step: Step): Promise<unknown> | undefined {
    const { service } = this.#world
    switch (step.does) {
      case 'submit':
        return this.#submit(step)
      case 'submit outside':
        return this.#submitOutside(step.user)
      case 'claim':
        return this.#claim(`worker-${step.worker}`)
      case 'work':
        return this.#work(step)
      case 'retry':
        return this.#withJob(step.job, (id, userId) =>
          service.intake.retry(userId, id).then((made) => this.#keep(made.jobId, userId)),
        )
      case 'cancel':
        return this.#withJob(step.job, (id, owner) => {
          const kind = step.by === 'operator' ? 'operator' : 'user'
          return service.desk.cancel(id, { kind, id: step.by === 'owner' ? owner : 'nobody' })
        })
      case 'hide':
        return this.#withJob(step.job, (id) => service.desk.hide(id, steward))
      case 'fail':
        return this.#withJob(step.job, (id) => service.desk.fail(id, steward, 'a test'))
      case 'report':
        return this.#withJob(step.job, async (id) => {
          const event = this.#report(step, id)
          const result = await service.supervisor.dispatch(id, event)
          if (result.outcome !== 'applied' || result.job.attempt === event.attempt) return
          const taken = `attempt ${result.job.attempt} of ${id}`
          this.#complaints.push(`what attempt ${event.attempt} said was taken for ${taken}`)
        })
      case 'check':
        return this.#world.check()
      case 'grant':
        return service.accounts.grant(this.#userId(step.user), step.amount, 'a test', steward)
      case 'switch':
        return service.accounts.setActive(this.#userId(step.user), step.on, steward)
      default:
        this.#actOutside(step)
        return undefined
    }
  }

  #actOutside(step: Step): void {
    if (step.does === 'answer') this.#answer(step)
    if (step.does === 'touch') this.#touch(step)
    if (step.does === 'insert') {
      const { status, agedMs, cost } = step
      const why = status === 'failed' ? { error_message: 'by hand' } : {}
      this.#world.insertForeign({
        userId: this.#userId(step.user),
        status,
        agedMs,
        columns: { token_cost: cost, ...why },
      })
    }
  }

  async #submit(step: Extract<Step, { does: 'submit' }>): Promise<void> {
    const userId = this.#userId(step.user)
    const key = step.key === 'none' ? {} : { idempotencyKey: `${this.#name}-${step.key}` }
    const request = { assessmentData: { score: step.score }, ...key }
    const answer = await this.#world.submit(userId, request)
    const isKnown = this.#acknowledged.has(answer.jobId)
    if (isKnown !== answer.replayed && !this.#world.isDead) {
      // A first answer that died with its process is learned from the replay.
      if (isKnown) this.#complaints.push(`${answer.jobId} was answered twice as new`)
    }
    this.#keep(answer.jobId, userId)
  }

  async #submitOutside(user: number): Promise<void> {
    const userId = this.#userId(user)
    const assessmentName = 'Outside Assessment'
    this.#keep((await this.#world.submit(userId, { assessmentName })).jobId, userId)
  }

  async #claim(workerId: string): Promise<void> {
    const claim = await this.#world.worker(workerId).claim()
    if (!claim) return
    const known = this.#claims.find(
      ({ claim: { jobId, attempt } }) => jobId === claim.jobId && attempt === claim.attempt,
    )
    if (known) this.#complaints.push(`attempt ${claim.attempt} of ${claim.jobId} was given twice`)
    this.#claims.push({ claim, workerId })
  }

  /** Whoever reports without having the lease must change nothing, whatever it says. */
  async #work({ claim: index, how }: Extract<Step, { does: 'work' }>): Promise<void> {
    const picked = this.#pick(this.#claims, index)
    if (!picked) return
    const { claim, workerId } = picked
    const worker = this.#world.worker(workerId)
    worker.claimed = how === 'guess' ? { ...claim, leaseToken: 'guessed' } : claim
    const before = this.#world.job(claim.jobId)
    const isTheirs = before?.leasedBy === workerId && before.attempt === claim.attempt
    await say(worker, how)
    if (how === 'guess' || (!isTheirs && !this.#isSaidAgain(before, claim, how))) {
      this.#complaints.push(`${how} of attempt ${claim.attempt} of ${claim.jobId} was taken`)
    }
  }

  /**
   * A result may be said again under the lease that the job was completed under, whatever it holds this time; a failure,
   * in the same words, under the lease that it ended.
   */
  #isSaidAgain(before: Job | undefined, { attempt }: Claim, how: Work): boolean {
    if (before?.attempt !== attempt) return false
    if (how === 'complete' || how === 'nonsense') return before.status === 'completed'
    const lastTry = how === 'heartbeat' ? undefined : lastTryOf(this.#world.db, before.jobId)
    return lastTry?.attempt === attempt && lastTry.reason === itsReason
  }

  #keep(jobId: string, userId: string): void {
    this.#acknowledged.set(jobId, userId)
  }

  #report({ what, attempt: delta }: Extract<Step, { does: 'report' }>, jobId: string) {
    const attempt = (this.#world.job(jobId)?.attempt ?? 0) + delta
    if (what === 'heartbeat') return { type: 'analysis.heartbeat', attempt } as const
    if (what === 'failure') {
      const failure = { code: 'ANALYSIS_FAILED', reason: itsReason, transient: false } as const
      return { type: 'analysis.failed', attempt, failure } as const
    }
    const profile = '{"text":"told"}'
    return { type: 'analysis.succeeded', attempt, profile, analyzer: 'test@1' } as const
  }

  #answer({ call: index, how }: Extract<Step, { does: 'answer' }>): void {
    const call = this.#pick(this.#stage.analyzer.calls.slice(this.#firstCall), index)
    if (!call) return
    if (how === 'heartbeat') call.context.heartbeat()
    else if (how === 'progress') call.context.progress(0.5, 'half')
    else if (how === 'succeed') call.succeed()
    else if (how === 'nonsense') call.succeed({ text: '' })
    else call.fail(new AnalysisFailure(itsReason, { transient: how === 'pass by' }))
  }

  #touch({ job, how }: Extract<Step, { does: 'touch' }>): void {
    const row = this.#pickJob(job)
    if (!row) return
    try {
      for (const statement of touches[how]) this.#world.sql(statement, row.id)
    } catch (error) {
      // The table itself refuses what can never be; everything else is a fault of the test.
      if (!(error instanceof SqliteError) || !error.code.startsWith('SQLITE_CONSTRAINT'))
        throw error
    }
  }

  #withJob<T>(
    index: number,
    what: (jobId: string, userId: string) => Promise<T>,
  ): Promise<T> | undefined {
    const row = this.#pickJob(index)
    return row && what(row.id, row.userId)
  }

  #pickJob(index: number): { id: string; userId: string } | undefined {
    const query =
      'select job_id as id, user_id as userId from jobs where user_id > ? and user_id < ? order by rowid'
    return this.#pick(this.#rows<{ id: string; userId: string }>(query), index)
  }

  #pick<T>(all: readonly T[], index: number): T | undefined {
    return all.at(-1 - (index % Math.max(1, all.length)))
  }

  #rows<Row>(query: string): Row[] {
    // A range, for the index: the dash is followed by the dot.
    return statementOf(this.#world.db, query).all(`${this.#name}-`, `${this.#name}.`) as Row[]
  }

  /** The third has no account. */
  #userId(index: number): string {
    return `${this.#name}-user-${index}`
  }
}

function say(worker: WorldWorker, how: Work): Promise<unknown> {
  if (how === 'heartbeat') return worker.heartbeat()
  if (how === 'complete' || how === 'guess') return worker.complete()
  if (how === 'nonsense') return worker.complete({ text: '' })
  return worker.fail(itsReason, { transient: how === 'pass by' })
}

const touches: Record<Touch, readonly string[]> = {
  age: [
    'update jobs set updated_at = updated_at - 6000, created_at = created_at - 6000 where job_id = ?',
  ],
  fail: ["update jobs set status = 'failed', error_message = 'by hand' where job_id = ?"],
  start: ["update jobs set status = 'processing' where job_id = ?"],
  complete: [
    `update results set status = 'completed', profile = '{}', analyzer = 'by hand'
       where id = (select result_id from jobs where job_id = ? and status = 'processing')`,
    "update jobs set status = 'completed' where job_id = ?",
  ],
  'forget the deadline': ['update jobs set deadline_at = null where job_id = ?'],
  unknown: ["update jobs set status = 'limbo' where job_id = ?"],
}
