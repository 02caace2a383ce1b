// Everybody who does something in a history: a step of the plan is handed to whoever does such things.
import type { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Analyses } from './analyses.ts'
import type { Blame } from './blame.ts'
import { Controls } from './controls.ts'
import { Forgetting } from './forgetting.ts'
import { Hooks } from './hooks.ts'
import type { Host } from './host.ts'
import { Meddler } from './meddler.ts'
import type { Model } from './model.ts'
import { Operator } from './operator.ts'
import { OutsideWorker } from './outside-worker.ts'
import type { Action, Config, FaultAction, ForeignAction, Step } from './plan.ts'
import type { OutsideAction, WorkerScript } from './plan-outside.ts'
import type { Probes } from './probes.ts'
import type { Receivers } from './receivers.ts'
import { Roster } from './roster.ts'

export interface CastParts {
  readonly time: SimulatedClock
  readonly model: Model
  readonly probes: Probes
  readonly blame: Blame
  readonly host: Host
  readonly analyses: Analyses
  readonly receivers: Receivers
  readonly config: Config
}

const usual: WorkerScript = { works: 'complete', afterMs: 500, beats: 0 }

export class Cast {
  readonly #parts: CastParts
  readonly roster: Roster
  readonly controls: Controls
  readonly meddler: Meddler
  readonly #operator: Operator
  readonly #hooks: Hooks
  readonly #forgetting: Forgetting
  readonly #workers = new Map<number, OutsideWorker>()
  /** What workers do with a job, and how often it was claimed. */
  readonly #scripts = new Map<number, readonly WorkerScript[]>()
  readonly #claims = new Map<string, number>()

  constructor(parts: CastParts) {
    this.#parts = parts
    this.roster = new Roster(parts, parts.config.users)
    const all = { ...parts, roster: this.roster }
    this.controls = new Controls(parts)
    this.meddler = new Meddler(all)
    this.#operator = new Operator(all)
    this.#hooks = new Hooks(all)
    this.#forgetting = new Forgetting(all)
  }

  do(step: Step): void | Promise<void> {
    const action: Action = step
    switch (action.do) {
      case 'submit':
        this.#parts.analyses.set(action.mark, action.scripts)
        if (action.outside) this.#scripts.set(action.mark, action.outside)
        return this.roster.person(action.user)?.do(action)
      case 'retry':
      case 'cancel':
      case 'hide':
      case 'read':
      case 'connect':
      case 'disconnect':
        return this.roster.person(action.user)?.do(action)
      case 'fail':
      case 'grant':
      case 'check':
      case 'disable':
      case 'enable':
        return this.#operator.do(action)
      default:
        return this.#elsewhere(action)
    }
  }

  /** Nobody begins anything new. */
  settle(): void {
    for (const person of this.roster.all) person.settle()
    for (const worker of this.#workers.values()) worker.goHome()
    this.controls.do({ do: 'unset' })
    this.controls.letGo()
  }

  #elsewhere(action: OutsideAction | FaultAction): void | Promise<void> {
    switch (action.do) {
      case 'shift':
        return this.#worker(action.worker).shift(action)
      case 'set':
      case 'unset':
      case 'hold':
      case 'let-go':
      case 'drain':
        return this.controls.do(action)
      case 'hook':
      case 'hook-do':
      case 'mood':
        return this.#hooks.do(action)
      case 'erase':
      case 'retain':
      case 'backup':
      case 'restore':
        return this.#forgetting.do(action)
      default:
        return this.#strike(action)
    }
  }

  #strike(action: FaultAction | ForeignAction): void {
    const { host } = this.#parts
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
        return this.meddler.do(action)
    }
  }

  #worker(number: number): OutsideWorker {
    const known = this.#workers.get(number)
    if (known) return known
    const worker = new OutsideWorker({
      ...this.#parts,
      name: `w${number}`,
      scriptOf: (mark, jobId) => this.#scriptOf(mark, jobId),
    })
    this.#workers.set(number, worker)
    return worker
  }

  #scriptOf(mark: number, jobId: string): WorkerScript {
    const scripts = this.#scripts.get(mark) ?? []
    const claims = (this.#claims.get(jobId) ?? 0) + 1
    this.#claims.set(jobId, claims)
    return scripts[Math.min(claims, scripts.length) - 1] ?? usual
  }

  #after(ms: number, fn: () => void): void {
    this.#parts.time.setTimeout(fn, ms)
  }
}
