// Plays one plan against the real service on simulated time: steps and faults first, then a phase in which
// everything heals and must come to rest. It stops at the first broken invariant.
import type { DrainState } from '../../src/actors/drain.ts'
import type { Runtime } from '../../src/runtime.ts'
import { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import { Analyses } from './analyses.ts'
import { Cast } from './cast.ts'
import { Host } from './host.ts'
import { watchesOf } from './host-parts.ts'
import { Model } from './model.ts'
import type { Plan } from './plan.ts'
import { type ProbeCounts, Probes } from './probes.ts'
import { Receivers } from './receivers.ts'
import { sealGlobals } from './sealed-globals.ts'
import { Trace } from './trace.ts'

export interface Violation {
  readonly rule: string
  readonly what: string
  /** Milliseconds after the start. */
  readonly at: number
  /** Steps begun until then. */
  readonly step: number
}

export interface Outcome {
  readonly violation: Violation | undefined
  readonly hash: string
  readonly probes: ProbeCounts
  readonly figures: Figures
  readonly trace: readonly string[]
}

export interface Figures {
  readonly simulatedMs: number
  readonly crashes: number
  readonly jobs: number
  readonly refunds: number
  readonly foreignRows: number
  readonly lateAnswers: number
  /** Of webhooks, that reached a receiver. */
  readonly messages: number
  /** People whose erasure was finished. */
  readonly erased: number
}

export interface SimulateOptions {
  /** Breaks the service on purpose, at each start. */
  readonly plant?: (runtime: Runtime) => void
  readonly keepTrace?: boolean
}

/** Everything is inspected after this many steps. */
const inspectEvery = 100

export async function simulate(plan: Plan, options: SimulateOptions = {}): Promise<Outcome> {
  const simulation = new Simulation(plan, options)
  try {
    return await simulation.run()
  } finally {
    simulation.dispose()
  }
}

class Simulation {
  readonly #plan: Plan
  readonly #time = new SimulatedClock()
  readonly #startedAt = this.#time.now()
  readonly #probes = new Probes()
  readonly #trace: Trace
  readonly #model: Model
  readonly #host: Host
  readonly #cast: Cast
  readonly #receivers: Receivers
  #tailMs = 0
  readonly #analyses: Analyses
  #violation: Violation | undefined
  #step = 0

  constructor(plan: Plan, { plant, keepTrace }: SimulateOptions) {
    this.#plan = plan
    this.#trace = new Trace({ keep: keepTrace ?? false })
    const { config, seed } = plan
    const blame = (rule: string, what: string) => this.#blame(rule, what)
    this.#model = new Model(blame)
    const shared = { time: this.#time, probes: this.#probes, model: this.#model, blame }
    this.#analyses = new Analyses({ ...shared, slotsMax: config.slotsMax })
    const trace = this.#trace
    this.#receivers = new Receivers({ ...shared, seed, trace })
    const { analyses, receivers } = { analyses: this.#analyses, receivers: this.#receivers }
    const watches = watchesOf(plan)
    const drained = (state: DrainState) => this.#cast.controls.drained(state)
    const parts = { ...shared, config, analyses, receivers }
    this.#host = new Host({ ...parts, seed, trace, plant, watches, drained })
    this.#cast = new Cast({ ...parts, host: this.#host })
  }

  async run(): Promise<Outcome> {
    const rejected = (error: unknown) => this.#blame('F07', `nobody handled ${String(error)}`)
    process.on('unhandledRejection', rejected)
    const unseal = sealGlobals((rule, what) => this.#blame(rule, what))
    try {
      this.#host.start()
      await this.#time.advance(0)
      await this.#play()
      if (!this.#violation) await this.#heal()
    } finally {
      unseal()
      process.off('unhandledRejection', rejected)
    }
    return {
      violation: this.#violation,
      hash: this.#trace.digest(),
      probes: this.#probes.counts,
      figures: this.#figures(),
      trace: this.#trace.lines,
    }
  }

  dispose(): void {
    this.#host.dispose()
  }

  async #play(): Promise<void> {
    const { steps } = this.#plan
    while (this.#step < steps.length && !this.#violation) {
      const at = steps[this.#step]?.at ?? 0
      await this.#passUntil(at)
      const first = this.#step
      for (let step = steps[first]; step?.at === at; step = steps[this.#step]) {
        this.#step++
        await this.#cast.do(step)
      }
      await this.#time.advance(0)
      this.#cast.controls.inspect()
      this.#host.inspect(crosses(first, this.#step) ? 'all' : 'open')
    }
  }

  /** Faults end, time passes, and then nothing may be left to do. */
  async #heal(): Promise<void> {
    const { config, steps } = this.#plan
    this.#host.disarm()
    this.#host.thaw()
    this.#host.faults.limitDisk(undefined)
    this.#host.faults.unlock()
    this.#cast.settle()
    const set = steps.map((step) => (step.do === 'set' ? step.value * 60_000 : 0))
    const longestMs = Math.max(config.hardLimitMs, ...set)
    await this.#pass(config.queuedTimeoutMs + 2 * longestMs + 120_000)
    await this.#passTail(config.tailMs ?? 0)
    if (this.#violation) return
    this.#receivers.allWell()
    await this.#pass(60_000)
    if (this.#violation) return
    this.#host.inspect('rest')
    this.#requireRest()
  }

  async #pass(ms: number): Promise<void> {
    for (let passedMs = 0; passedMs < ms && !this.#violation; passedMs += 60_000) {
      await this.#time.advance(60_000)
    }
  }

  /** As it is, receivers included, for longer than a message is kept trying; no day that counts. */
  async #passTail(ms: number): Promise<void> {
    const before = this.#time.now()
    await this.#pass(ms)
    this.#tailMs = this.#time.now() - before
  }

  #requireRest(): void {
    const { life } = this.#host
    if (!life) return this.#blame('L', 'the service is down')
    const [left] = this.#model.open
    if (left !== undefined) {
      this.#blame('L', `${left} is ${this.#model.jobs.get(left)?.status} for ever`)
    }
    for (const { line, userId } of this.#cast.roster.all) {
      if (!line.isComplete) this.#blame('E3', `${userId} has not got all of its events`)
    }
    const [unfinished] = this.#model.forgotten.waiting
    if (unfinished !== undefined) this.#blame('P4', `${unfinished} is being erased for ever`)
    const { supervisor, workers } = life.runtime
    if (supervisor.busy > 0) this.#blame('J6', `${supervisor.busy} slots are held for nothing`)
    if (supervisor.live > 0) this.#blame('J6', `${supervisor.live} actors live on without a job`)
    const { waiting } = workers.claims
    if (waiting > 0) this.#blame('J6', `${waiting} workers wait that went home`)
    // The alarm, the watch for foreign writes, and the sweep; with receivers what is to be sent again, in two.
    const most = watchesOf(this.#plan).hooks ? 5 : 3
    if (life.clock.armed > most)
      this.#blame('J6', `${life.clock.armed - most} timers are left armed`)
  }

  async #passUntil(at: number): Promise<void> {
    const leftMs = this.#startedAt + at - this.#time.now()
    if (leftMs > 0) await this.#time.advance(leftMs)
  }

  #blame(rule: string, what: string): void {
    const at = this.#time.now() - this.#startedAt
    this.#violation ??= { rule, what, at, step: this.#step }
  }

  #figures(): Figures {
    const jobs = [...this.#model.jobs.values()]
    return {
      simulatedMs: this.#time.now() - this.#startedAt - this.#tailMs,
      crashes: this.#host.counts.crashes,
      jobs: jobs.length,
      refunds: jobs.filter(({ refunded }) => refunded !== undefined).length,
      foreignRows: this.#cast.meddler.rows,
      lateAnswers: this.#analyses.lateAnswers,
      messages: this.#receivers.count,
      erased: this.#model.forgotten.finished,
    }
  }
}

/** Whether counting from one to the other passes a round number of steps. */
const crosses = (from: number, to: number): boolean =>
  Math.floor(from / inspectEvery) !== Math.floor(to / inspectEvery)
