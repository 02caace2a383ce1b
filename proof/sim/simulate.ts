// Plays one plan against the real service on simulated time: steps and faults first, then a phase in which
// everything heals and must come to rest. It stops at the first broken invariant.
import type { Runtime } from '../../src/runtime.ts'
import { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import { Analyses } from './analyses.ts'
import { Host } from './host.ts'
import { Meddler } from './meddler.ts'
import { Model } from './model.ts'
import { Operator } from './operator.ts'
import { Person } from './people.ts'
import type { Action, FaultAction, ForeignAction, Plan, Step } from './plan.ts'
import { type ProbeCounts, Probes } from './probes.ts'
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
  readonly #people: readonly Person[]
  readonly #operator: Operator
  readonly #meddler: Meddler
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
    const { trace } = { trace: this.#trace }
    this.#host = new Host({ ...shared, config, seed, trace, plant, analyses: this.#analyses })
    const parts = { ...shared, host: this.#host, analyses: this.#analyses }
    this.#people = Array.from(
      { length: config.users },
      (_, index) => new Person({ ...parts, userId: `u${index}` }),
    )
    this.#operator = new Operator(parts)
    this.#meddler = new Meddler(parts)
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
        this.#do(step)
      }
      await this.#time.advance(0)
      this.#host.inspect(crosses(first, this.#step) ? 'all' : 'open')
    }
  }

  /** Faults end, time passes, and then nothing may be left to do. */
  async #heal(): Promise<void> {
    const { config } = this.#plan
    this.#host.disarm()
    this.#host.thaw()
    this.#host.faults.limitDisk(undefined)
    this.#host.faults.unlock()
    for (const person of this.#people) person.settle()
    const restMs = config.queuedTimeoutMs + 2 * config.hardLimitMs + 120_000
    for (let passedMs = 0; passedMs < restMs && !this.#violation; passedMs += 60_000) {
      await this.#time.advance(60_000)
    }
    if (this.#violation) return
    this.#host.inspect('all')
    this.#requireRest()
  }

  #requireRest(): void {
    const { life } = this.#host
    if (!life) return this.#blame('L', 'the service is down')
    const [left] = this.#model.open
    if (left !== undefined) {
      this.#blame('L', `${left} is ${this.#model.jobs.get(left)?.status} for ever`)
    }
    for (const [index, { line }] of this.#people.entries()) {
      if (!line.isComplete) this.#blame('E3', `u${index} has not got all of its events`)
    }
    const { supervisor } = life.runtime
    if (supervisor.busy > 0) this.#blame('J6', `${supervisor.busy} slots are held for nothing`)
    if (supervisor.live > 0) this.#blame('J6', `${supervisor.live} actors live on without a job`)
    // The alarm, the watch for foreign writes, and the sweep.
    if (life.clock.armed > 3) this.#blame('J6', `${life.clock.armed - 3} timers are left armed`)
  }

  async #passUntil(at: number): Promise<void> {
    const leftMs = this.#startedAt + at - this.#time.now()
    if (leftMs > 0) await this.#time.advance(leftMs)
  }

  #do(step: Step): void {
    const action: Action = step
    switch (action.do) {
      case 'submit':
        this.#analyses.set(action.mark, action.scripts)
        return this.#people[action.user]?.do(action)
      case 'retry':
      case 'cancel':
      case 'hide':
      case 'read':
      case 'connect':
      case 'disconnect':
        return this.#people[action.user]?.do(action)
      case 'fail':
      case 'grant':
      case 'check':
      case 'disable':
      case 'enable':
        return this.#operator.do(action)
      default:
        return this.#strike(action)
    }
  }

  #strike(action: FaultAction | ForeignAction): void {
    const host = this.#host
    switch (action.do) {
      case 'crash':
        return host.crash(action)
      case 'stop':
        return host.stop(action.awayMs)
      case 'stall':
        host.freeze()
        return this.#after(action.forMs, () => host.thaw())
      case 'clock':
        return host.stepWallClock(action.byMs)
      case 'release':
        return host.release(action)
      case 'full':
        host.faults.limitDisk(action.pagesLeft)
        return this.#after(action.forMs, () => host.faults.limitDisk(undefined))
      case 'busy':
        host.faults.lock()
        return this.#after(action.forMs, () => host.faults.unlock())
      default:
        return this.#meddler.do(action)
    }
  }

  #after(ms: number, fn: () => void): void {
    this.#time.setTimeout(fn, ms)
  }

  #blame(rule: string, what: string): void {
    const at = this.#time.now() - this.#startedAt
    this.#violation ??= { rule, what, at, step: this.#step }
  }

  #figures(): Figures {
    const jobs = [...this.#model.jobs.values()]
    return {
      simulatedMs: this.#time.now() - this.#startedAt,
      crashes: this.#host.counts.crashes,
      jobs: jobs.length,
      refunds: jobs.filter(({ refunded }) => refunded !== undefined).length,
      foreignRows: this.#meddler.rows,
      lateAnswers: this.#analyses.lateAnswers,
    }
  }
}

/** Whether counting from one to the other passes a round number of steps. */
const crosses = (from: number, to: number): boolean =>
  Math.floor(from / inspectEvery) !== Math.floor(to / inspectEvery)
