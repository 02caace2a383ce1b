// How long people wait, from what the last jobs really took. It holds a bounded number of durations and
// promises nothing: an estimate is what the recent past says.
import type { Db } from '../db/connection.ts'
import * as jobs from '../db/jobs.queries.ts'
import { type Assessments, isForWorkers, type PolicyDefaults, policyOf } from '../domain/policy.ts'

/** Durations remembered for each assessment. */
const keptMax = 50

export interface Estimate {
  /** Until it starts. */
  readonly waitMs: number
  /** Until it has ended. */
  readonly totalMs: number
}

export class Estimator {
  readonly #durations = new Map<string, number[]>()
  readonly #assessments: Assessments
  readonly #defaults: PolicyDefaults
  readonly #slotsMax: () => number
  readonly #isHeldBack: () => boolean
  /** What the durations say; read from them once, until the next is recorded. */
  #knownMeanMs: number | undefined
  readonly #knownAnalysisMs = new Map<string, number>()

  constructor(options: {
    assessments: Assessments
    defaults: PolicyDefaults
    slotsMax: () => number
    /** An operator holds back what waits: nobody knows for how long. */
    isHeldBack: () => boolean
  }) {
    this.#assessments = options.assessments
    this.#defaults = options.defaults
    this.#slotsMax = options.slotsMax
    this.#isHeldBack = options.isHeldBack
  }

  /** Reads what the jobs before this start took. */
  learnFrom(db: Db): void {
    for (const job of jobs.listRecentlyFinished(db, 200).reverse()) {
      if (job.status !== 'completed' || job.startedAt === null || job.finishedAt === null) continue
      this.record(job.assessmentName, job.finishedAt - job.startedAt)
    }
  }

  record(assessmentName: string, durationMs: number): void {
    const known = this.#durations.get(assessmentName) ?? []
    known.push(Math.max(1, durationMs))
    if (known.length > keptMax) known.shift()
    this.#durations.set(assessmentName, known)
    this.#knownMeanMs = undefined
    this.#knownAnalysisMs.delete(assessmentName)
  }

  /** The mean of the last jobs that this process analysed, of any assessment, or what the definitions expect. */
  get meanMs(): number {
    this.#knownMeanMs ??= this.#readMeanMs()
    return this.#knownMeanMs
  }

  #readMeanMs(): number {
    const all = [...this.#durations].flatMap(([name, each]) => (this.#isHere(name) ? each : []))
    if (all.length > 0) return all.reduce((sum, ms) => sum + ms, 0) / all.length
    const expected = [...this.#assessments.values()]
      .filter(({ name }) => this.#isHere(name))
      .map((definition) => policyOf(definition, this.#defaults).estimateMs)
    return expected.length > 0 ? Math.max(...expected) : this.#defaults.estimateMs
  }

  /** What workers outside take says nothing of how soon a slot of this process is free. */
  #isHere(assessmentName: string): boolean {
    return !isForWorkers(this.#assessments.get(assessmentName))
  }

  /** What four of five recent analyses of this kind did not exceed. */
  analysisMs(assessmentName: string): number {
    const known = this.#knownAnalysisMs.get(assessmentName)
    if (known !== undefined) return known
    const read = this.#readAnalysisMs(assessmentName)
    this.#knownAnalysisMs.set(assessmentName, read)
    return read
  }

  #readAnalysisMs(assessmentName: string): number {
    const known = this.#durations.get(assessmentName)
    if (!known || known.length === 0) {
      return policyOf(this.#assessments.get(assessmentName), this.#defaults).estimateMs
    }
    const sorted = [...known].sort((a, b) => a - b)
    return sorted[Math.ceil(sorted.length * 0.8) - 1] ?? this.#defaults.estimateMs
  }

  /** For a job that waits so long; undefined where nobody can know, since an operator holds back what waits. */
  after(waitMs: number, assessmentName: string): Estimate | undefined {
    if (this.#isHeldBack()) return undefined
    return { waitMs, totalMs: waitMs + this.analysisMs(assessmentName) }
  }

  /** Until a job with `ahead` jobs to be started before it is started, while `free` slots are free, if nothing holds it back. */
  leastWaitMs(ahead: number, free: number): number {
    // In whole rounds: all slots may have been taken at the same time, and are then free at the same time.
    const rounds = Math.ceil(Math.max(0, ahead + 1 - free) / this.#slotsMax())
    return Math.ceil(rounds * this.meanMs)
  }

  /** The same for a job that workers analyse, of whom `idle` wait for one and `workers` are there in all. */
  leastWaitOutsideMs(assessmentName: string, ahead: number, idle: number, workers: number): number {
    const rounds = Math.ceil(Math.max(0, ahead + 1 - idle) / Math.max(1, workers))
    return Math.ceil(rounds * this.analysisMs(assessmentName))
  }
}
