// The analyses of all processes: which call follows which script, how many run at once, and what was odd
// about their answers.
import type { Clock } from '../../src/system/clock.ts'
import type { Blame } from './blame.ts'
import type { Model } from './model.ts'
import type { Script } from './plan.ts'
import type { Probes } from './probes.ts'
import { type Answered, ScriptedAnalyzer } from './scripted-analyzer.ts'

export interface AnalysesOptions {
  readonly model: Model
  readonly probes: Probes
  readonly blame: Blame
  readonly slotsMax: number
}

export class Analyses {
  readonly #options: AnalysesOptions
  readonly #scripts = new Map<number, readonly Script[]>()
  readonly #calls = new Map<string, number>()
  #running = new Set<AbortSignal>()
  #lateAnswers = 0
  #slotsMost: number

  constructor(options: AnalysesOptions) {
    this.#options = options
    this.#slotsMost = options.slotsMax
  }

  /** Analyses that were not told to stop. */
  get running(): number {
    return [...this.#running].filter(({ aborted }) => !aborted).length
  }

  /** An operator lets so many run: what runs goes on when it is made fewer. */
  allow(slots: number): void {
    this.#slotsMost = Math.max(this.#slotsMost, slots)
  }

  get lateAnswers(): number {
    return this.#lateAnswers
  }

  set(mark: number, scripts: readonly Script[]): void {
    this.#scripts.set(mark, scripts)
  }

  /** The analyzer of a new process; what ran in the one before died with it. */
  analyzerOn(
    clock: Clock,
    deadlineOf: (jobId: string) => number | null | undefined,
  ): ScriptedAnalyzer {
    this.#running = new Set()
    return new ScriptedAnalyzer({
      clock,
      scriptsOf: (mark) => this.#scripts.get(mark) ?? [],
      countCall: (jobId) => {
        const calls = (this.#calls.get(jobId) ?? 0) + 1
        this.#calls.set(jobId, calls)
        return calls
      },
      onCall: ({ jobId, signal }) => this.#called(jobId, signal),
      onAnswer: (answered) => {
        if (deadlineOf(answered.jobId) === clock.now()) {
          this.#options.probes.hit('answer in the instant of the deadline')
        }
        this.#answered(answered)
      },
    })
  }

  #called(jobId: string, signal: AbortSignal): void {
    const { blame, model } = this.#options
    const slotsMax = this.#slotsMost
    this.#running.add(signal)
    if (this.running > slotsMax) blame('J7', `${this.running} analyses run in ${slotsMax} slots`)
    if (model.jobs.get(jobId)?.status !== 'processing') {
      blame('E4', `${jobId} is analysed, and nobody committed that`)
    }
  }

  #answered({ jobId, attempt, script, signal }: Answered): void {
    const { model, probes } = this.#options
    this.#running.delete(signal)
    const job = model.jobs.get(jobId)
    if (!job) return
    if (signal.aborted && script.does === 'answer-late') this.#lateAnswers++
    if (signal.aborted && script.does !== 'hang' && script.does !== 'answer') {
      if (job.refunded !== undefined) probes.hit('late answer after the refund')
      if (job.status === 'processing' && job.attempt > attempt)
        probes.hit('answer of an older attempt')
    }
    if (script.does === 'answer-twice') probes.hit('reported after its end')
    if (script.does === 'throw') probes.hit('odd thing thrown')
  }
}
