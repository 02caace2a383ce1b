// The one door: whatever happens to a job comes through `dispatch`. It keeps the live actors, a bounded
// number of them, each made from its row; what it holds in memory can be rebuilt from the database.
import { type ActorRefFrom, createActor, type EventObject, fromCallback } from 'xstate'
import { commitDecision, type Settlement, StaleRowError } from '../db/commit.ts'
import { commitAdoption, deadlineOf } from '../db/commit-adoption.ts'
import type { Db } from '../db/connection.ts'
import * as events from '../db/events.queries.ts'
import * as jobs from '../db/jobs.queries.ts'
import { type Decision, decisionOf, decisionOfForeignEnd } from '../domain/decision.ts'
import { isOutside, isRunningHere, isTerminal, type Job, type JobEvent } from '../domain/job.ts'
import { type Assessments, type PolicyDefaults, policyOf } from '../domain/policy.ts'
import { type AnalyzeInput, type JobMachine, makeJobMachine } from '../machines/job.machine.ts'
import type { Clock } from '../system/clock.ts'
import type { NewId } from '../system/ids.ts'
import { ActorClock } from './actor-clock.ts'
import { adoptionOf } from './adoption.ts'
import type { Run } from './analysis-runner.ts'
import type { Applied, DispatchResult } from './dispatch-result.ts'
import { durable, isRunning, requireDelays } from './durable.ts'
import type { GroupCommit } from './group-commit.ts'

export interface SupervisorOptions {
  readonly db: Db
  readonly clock: Clock
  readonly newId: NewId
  readonly commits: GroupCommit
  readonly assessments: Assessments
  readonly defaults: PolicyDefaults
  /** Live actors of waiting jobs beyond this stay rows until something happens to them. */
  readonly liveActorsMax: number
  readonly prepareRun: (job: Job) => Run
  /** Told after the commit, once for each decision. */
  readonly onCommitted: (decision: Decision, settlement: Settlement) => void
  /** A row that somebody else wrote is the service's own now. */
  readonly onAdopted: (jobId: string) => void
  /** An event came for a job that had ended: nothing is left that it could change. */
  readonly onLate: (jobId: string, eventType: string) => void
  /** A job lost its actor while it was being analysed; it must be resumed. */
  readonly onOrphaned: (jobId: string) => void
}

interface Live {
  readonly actor: ActorRefFrom<JobMachine>
  readonly clock: ActorClock
}

export class JobSupervisor {
  readonly #options: SupervisorOptions
  readonly #machine: JobMachine
  readonly #live = new Map<string, Live>()
  readonly #busy = new Set<string>()
  readonly #runs = new Map<string, Run>()
  #decided: Applied | undefined
  #failure: unknown

  constructor(options: SupervisorOptions) {
    this.#options = options
    const { clock, assessments, defaults } = options
    const machine = makeJobMachine({
      now: () => clock.now(),
      policyOf: ({ assessmentName }) => policyOf(assessments.get(assessmentName), defaults),
      analyze: fromCallback<EventObject, AnalyzeInput>(({ input }) => this.#analyze(input.job)),
    })
    requireDelays(machine)
    this.#machine = durable(machine, (before, after, event) =>
      this.#commit(before.context.job, after.context.job, event as JobEvent),
    )
  }

  /** Jobs being analysed here, or waiting to be tried again. */
  get busy(): number {
    return this.#busy.size
  }

  get live(): number {
    return this.#live.size
  }

  /** Sends one event to a job. Resolves after its commit; rejects when it could not be committed. */
  dispatch(jobId: string, event: JobEvent): Promise<DispatchResult> {
    return this.#options.commits.add(() => this.dispatchNow(jobId, event))
  }

  /** The same inside the work of a group commit: the caller's transaction carries it. */
  dispatchNow(jobId: string, event: JobEvent): DispatchResult {
    try {
      return this.#sendOrDrop(jobId, event)
    } catch (error) {
      if (!(error instanceof StaleRowError)) throw error
      // The row wins: decide once more, from what it says now.
      return this.#sendOrDrop(jobId, event)
    }
  }

  /**
   * Takes an unadopted row for the service's own, inside the work of a group commit. A row that was ended
   * from outside is settled with it: refunded where it failed, told either way.
   */
  adoptNow(jobId: string): 'adopted' | 'settled' | 'known' {
    const { db, clock, commits, onCommitted } = this.#options
    const row = jobs.find(db, jobId)
    if (!row || row.adoptedAt !== null) return 'known'
    this.#drop(jobId)
    commitAdoption(db, row, adoptionOf(row, this.#options))
    commits.onOutcome({ committed: () => this.#options.onAdopted(jobId) })
    const adopted = jobs.find(db, jobId)
    const decision =
      adopted && decisionOfForeignEnd(adopted, events.wasEndTold(db, row), clock.now())
    if (!decision) return 'adopted'
    const settlement = commitDecision(db, decision)
    commits.onOutcome({ committed: () => onCommitted(decision, settlement) })
    return 'settled'
  }

  /** Whether the row is past its deadline, counted as its adoption would count it. */
  isOverdue(jobId: string): boolean {
    const row = jobs.find(this.#options.db, jobId)
    if (!row || isTerminal(row.status)) return false
    const deadlineAt =
      row.adoptedAt === null ? deadlineOf(row, adoptionOf(row, this.#options)) : row.deadlineAt
    return deadlineAt !== null && deadlineAt <= this.#options.clock.now()
  }

  /** Gives a job its live actor in the transaction that puts it in line, if there is room for one more. */
  activate(job: Job): void {
    if (isOutside(job) || this.#live.size >= this.#options.liveActorsMax) return
    this.#makeLive(job)
    this.#options.commits.onOutcome({ undone: () => this.#drop(job.jobId, false) })
  }

  /** Ends all actors and their analyses; the rows stay as they are and are taken up again at the next start. */
  stop(): void {
    for (const jobId of [...this.#live.keys()]) this.#end(jobId)
  }

  #sendOrDrop(jobId: string, event: JobEvent): DispatchResult {
    try {
      return this.#send(jobId, event)
    } catch (error) {
      this.#drop(jobId)
      throw error
    }
  }

  #send(jobId: string, event: JobEvent): DispatchResult {
    const live = this.#live.get(jobId) ?? this.#fromRow(jobId)
    // It may have ended by an earlier event of this transaction; with the commit its actor is gone.
    if (!live || !isRunning(live)) return this.#late(jobId, event.type, live)
    return this.#deciding(() => live.actor.send(event)) ?? { outcome: 'ignored', job: jobOf(live) }
  }

  #late(jobId: string, eventType: string, live?: Live): DispatchResult {
    const job = live ? jobOf(live) : jobs.find(this.#options.db, jobId)
    if (job) this.#options.onLate(jobId, eventType)
    return { outcome: 'ignored', job }
  }

  /** Runs what makes an actor move, and gives what was committed by it; throws what its commit threw. */
  #deciding(move: () => void): Applied | undefined {
    this.#decided = undefined
    this.#failure = undefined
    move()
    if (this.#failure !== undefined) throw this.#failure
    return this.#decided
  }

  #fromRow(jobId: string): Live | undefined {
    const row = jobs.find(this.#options.db, jobId)
    if (!row || isTerminal(row.status)) return undefined
    if (row.adoptedAt !== null) return this.#makeLive(row)
    this.adoptNow(jobId)
    const adopted = jobs.find(this.#options.db, jobId)
    return adopted && !isTerminal(adopted.status) ? this.#makeLive(adopted) : undefined
  }

  #makeLive(job: Job): Live {
    const known = this.#live.get(job.jobId)
    if (known) return known
    const { clock, commits } = this.#options
    const { jobId } = job
    const actorClock = new ActorClock(clock, (fire) => {
      // A timer whose commit failed is not armed again: the row is taken up anew instead.
      const decide = () => (isRunning(live) ? this.#deciding(fire) : this.#late(jobId, 'timer'))
      commits.addUpkeep(decide).catch(() => this.#drop(jobId))
    })
    const actor = createActor(this.#machine, { input: { job }, clock: actorClock })
    // Without an observer XState throws a failed commit at the process.
    actor.subscribe({ error: () => {} })
    const live: Live = { actor, clock: actorClock }
    this.#live.set(jobId, live)
    actor.start()
    return live
  }

  #commit(before: Job, after: Job, event: JobEvent): void {
    if (before === after) return
    try {
      const decision = decisionOf(before, after, event)
      const settlement = commitDecision(this.#options.db, decision)
      this.#occupy(after)
      this.#decided = { outcome: 'applied', job: after, settlement }
      this.#options.commits.onOutcome({
        committed: () => this.#told(decision, settlement),
        undone: () => this.#drop(after.jobId, before.status === 'processing'),
      })
    } catch (error) {
      this.#failure = error
      throw error
    }
  }

  #told(decision: Decision, settlement: Settlement): void {
    const { after } = decision
    if (isTerminal(after.status) || isOutside(after)) this.#end(after.jobId)
    this.#options.onCommitted(decision, settlement)
  }

  #occupy(job: Job): void {
    if (isRunningHere(job)) this.#busy.add(job.jobId)
    else this.#busy.delete(job.jobId)
  }

  /** Starts the analysis when its transaction is committed; what it returns runs when the state is left. */
  #analyze(job: Job): () => void {
    const run = this.#options.prepareRun(job)
    this.#runs.set(job.jobId, run)
    this.#options.commits.onOutcome({ committed: () => run.start(), undone: () => run.abort() })
    return () => run.abort()
  }

  /** Forgets an actor whose commit failed. Its row is the truth; a new actor is made from it when due. */
  #drop(jobId: string, wasProcessing = this.#busy.has(jobId)): void {
    this.#end(jobId)
    if (wasProcessing) this.#options.onOrphaned(jobId)
  }

  #end(jobId: string): void {
    const live = this.#live.get(jobId)
    this.#live.delete(jobId)
    this.#busy.delete(jobId)
    // An actor that died of its commit never stops what it invoked.
    this.#runs.get(jobId)?.abort()
    this.#runs.delete(jobId)
    if (!live) return
    live.actor.stop()
    live.clock.clear()
  }
}

const jobOf = ({ actor }: Live): Job => actor.getSnapshot().context.job
