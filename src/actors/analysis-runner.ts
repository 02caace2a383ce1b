// Calls analyzers and turns what they do into events of the job: reports, a checked result, a classified
// failure. It commits nothing and holds no slot; the machine says when a run starts and when it ends.
import type { Db } from '../db/connection.ts'
import { AnalysisFailure, isExternal } from '../domain/assessment.ts'
import type { Job, JobEvent } from '../domain/job.ts'
import type { Assessments } from '../domain/policy.ts'
import { noteMaxChars } from '../domain/worker.ts'
import type { Clock } from '../system/clock.ts'
import { failureOf, inputOf, outcomeOfResult } from './analysis-checks.ts'

export type Report = (jobId: string, event: JobEvent) => Promise<unknown>

/** Reports of one job that come closer together are dropped, so that a chatty analyzer costs little. */
export const reportIntervalMs = 1_000
/** A report that could not be committed (disk full, busy) is made again after these pauses. */
const reportPausesMs = [100, 500, 2_000, 10_000, 30_000]

export interface Run {
  start(): void
  abort(): void
}

/** How a run ended: with an answer, or because nobody waits for one any more. */
export type RunEnd = 'succeeded' | 'failed' | 'aborted'

export interface RunnerOptions {
  readonly db: Db
  readonly clock: Clock
  readonly assessments: Assessments
  readonly report: Report
  /** Told when an analyzer is called; what it answers is told once how that ended. */
  readonly onRun?: ((job: Job) => (end: RunEnd) => void) | undefined
}

export class AnalysisRunner {
  readonly #db: Db
  readonly #clock: Clock
  readonly #assessments: Assessments
  readonly #report: Report
  readonly #onRun: RunnerOptions['onRun']
  #isStopped = false

  constructor(options: RunnerOptions) {
    this.#db = options.db
    this.#clock = options.clock
    this.#assessments = options.assessments
    this.#report = options.report
    this.#onRun = options.onRun
  }

  /** A run of the job's current attempt; nothing happens before `start`, nothing after `abort`. */
  prepare(job: Job): Run {
    const controller = new AbortController()
    let hasAnswered = false
    return {
      start: () => {
        if (controller.signal.aborted) return
        const ended = this.#onRun?.(job)
        if (ended) controller.signal.addEventListener('abort', () => ended('aborted'))
        void this.#outcomeOf(job, controller.signal).then((event) => {
          hasAnswered = true
          if (!controller.signal.aborted) {
            ended?.(event.type === 'analysis.succeeded' ? 'succeeded' : 'failed')
          }
          // Whoever stopped it knows that it did not end; its failure is not the job's.
          if (controller.signal.aborted && event.type === 'analysis.failed') return
          return this.#reportUntilCommitted(job.jobId, event)
        })
      },
      // What has answered is worth reporting, whatever became of the actor it was made for.
      abort: () => {
        if (!hasAnswered) controller.abort()
      },
    }
  }

  /** Reports that could not be committed are not made again. */
  stop(): void {
    this.#isStopped = true
  }

  async #outcomeOf(job: Job, signal: AbortSignal): Promise<JobEvent> {
    const { attempt } = job
    try {
      const definition = this.#assessments.get(job.assessmentName)
      if (!definition || isExternal(definition.analyzer)) {
        throw new AnalysisFailure('no such assessment here', { transient: false })
      }
      const input = inputOf(this.#db, job, definition)
      if (!input.ok) return { type: 'analysis.failed', attempt, failure: input.failure }
      const context = { signal, jobId: job.jobId, attempt, ...this.#reportsOf(job, signal) }
      const result = await definition.analyzer.analyze(input.value, context)
      return outcomeOfResult(definition, result, attempt)
    } catch (error) {
      return { type: 'analysis.failed', attempt, failure: failureOf(error) }
    }
  }

  #reportsOf(job: Job, signal: AbortSignal) {
    let lastAt = Number.NEGATIVE_INFINITY
    const report = (event: JobEvent) => {
      const now = this.#clock.now()
      if (signal.aborted || now - lastAt < reportIntervalMs) return
      lastAt = now
      // A lost report is made good by the next one.
      this.#report(job.jobId, event).catch(() => {})
    }
    const { attempt } = job
    return {
      heartbeat: () => report({ type: 'analysis.heartbeat', attempt }),
      progress: (fraction: number, note?: string) =>
        report({
          type: 'analysis.progress',
          attempt,
          fraction: Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0,
          note: typeof note === 'string' ? note.toWellFormed().slice(0, noteMaxChars) : null,
        }),
    }
  }

  /** The job's state decides whether the report still counts; here it only must not get lost. */
  async #reportUntilCommitted(jobId: string, event: JobEvent): Promise<void> {
    for (const pauseMs of [...reportPausesMs, undefined]) {
      try {
        await this.#report(jobId, event)
        return
      } catch {
        // Not committed; the deadline ends the job if it never is.
        if (pauseMs === undefined || this.#isStopped) return
        await new Promise<void>((resolve) => this.#clock.setTimeout(resolve, pauseMs))
      }
    }
  }
}
