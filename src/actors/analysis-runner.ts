// Calls analyzers and turns what they do into events of the job: reports, a checked result, a classified
// failure. It commits nothing and holds no slot; the machine says when a run starts and when it ends.
import type { Db } from '../db/connection.ts'
import * as results from '../db/results.queries.ts'
import { AnalysisFailure, type AssessmentDefinition } from '../domain/assessment.ts'
import { describeError } from '../domain/errors.ts'
import type { Job, JobEvent, TryFailure } from '../domain/job.ts'
import type { Assessments } from '../domain/policy.ts'
import type { Clock } from '../system/clock.ts'

export type Report = (jobId: string, event: JobEvent) => Promise<unknown>

/** A result larger than this, as JSON text, is refused. */
export const profileBytesMax = 1_048_576
/** Reports of one job that come closer together are dropped, so that a chatty analyzer costs little. */
export const reportIntervalMs = 1_000
const noteMax = 200
const reasonMax = 2_000
/** JSON text writes half a surrogate pair as an escape, and nothing else so. */
const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f]/
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
      if (!definition) throw new AnalysisFailure('no such assessment', { transient: false })
      const input = this.#inputOf(job, definition)
      if (!input.ok) return { type: 'analysis.failed', attempt, failure: input.failure }
      const context = { signal, jobId: job.jobId, attempt, ...this.#reportsOf(job, signal) }
      const result = await definition.analyzer.analyze(input.value, context)
      return outcomeOfResult(definition, result, attempt)
    } catch (error) {
      return { type: 'analysis.failed', attempt, failure: failureOf(error) }
    }
  }

  #inputOf(
    job: Job,
    definition: AssessmentDefinition,
  ): { ok: true; value: unknown } | { ok: false; failure: TryFailure } {
    const scores = job.resultId === null ? undefined : results.findScores(this.#db, job.resultId)
    const parsed = definition.input.safeParse(parseJson(scores))
    if (parsed.success) return { ok: true, value: parsed.data }
    const reason = 'the stored scores do not fit the assessment'
    return { ok: false, failure: { code: 'NO_ASSESSMENT_DATA', reason, transient: false } }
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
          note: typeof note === 'string' ? note.toWellFormed().slice(0, noteMax) : null,
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

function outcomeOfResult(
  { result: schema, analyzer }: AssessmentDefinition,
  result: unknown,
  attempt: number,
): JobEvent {
  const invalid = (reason: string): JobEvent => ({
    type: 'analysis.failed',
    attempt,
    failure: { code: 'INVALID_RESULT', reason: reason.slice(0, reasonMax), transient: true },
  })
  const parsed = schema.safeParse(result)
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 10)
    return invalid(issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
  }
  const json = JSON.stringify(parsed.data)
  if (json === undefined) return invalid('the result is not JSON')
  if (Buffer.byteLength(json) > profileBytesMax) {
    return invalid(`the result is larger than ${profileBytesMax} bytes`)
  }
  if (loneSurrogate.test(json))
    return invalid('the result holds text that is not well-formed Unicode')
  const by = `${analyzer.name}@${analyzer.version}`
  return { type: 'analysis.succeeded', attempt, profile: json, analyzer: by }
}

function failureOf(error: unknown): TryFailure {
  const reason = describeError(error, reasonMax).toWellFormed().replaceAll('\0', '')
  return { code: 'ANALYSIS_FAILED', reason, transient: isTransient(error) }
}

/** Whatever was thrown, also what throws when it is asked for its kind. */
function isTransient(error: unknown): boolean {
  try {
    return error instanceof AnalysisFailure ? error.transient : true
  } catch {
    return true
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
