// An analyzer that does what a script says: succeed, fail, hang, lie, report, answer late. It runs on the
// clock of its world, so that a test decides when things happen.
import { type AnalysisContext, AnalysisFailure, type Analyzer } from '../domain/assessment.ts'
import type { Clock } from '../system/clock.ts'

/** What one call does. Durations are milliseconds of the world's time. */
export type Script =
  | { readonly does: 'succeed'; readonly afterMs?: number; readonly result?: unknown }
  | {
      readonly does: 'fail'
      readonly afterMs?: number
      readonly transient?: boolean
      readonly message?: string
    }
  /** Never answers; `deaf` ones do not even end when aborted. */
  | { readonly does: 'hang'; readonly deaf?: boolean }
  /** Reports every `everyMs`, `times` times, then succeeds; or hangs where `thenHangs`. */
  | {
      readonly does: 'report'
      readonly everyMs: number
      readonly times: number
      readonly thenHangs?: boolean
    }
  /** Answers after `afterMs` even when aborted before. */
  | { readonly does: 'answer-late'; readonly afterMs: number; readonly result?: unknown }
  /** Throws whatever this is, at once. */
  | { readonly does: 'throw'; readonly what: unknown }

export interface Call {
  readonly jobId: string
  readonly attempt: number
  readonly input: unknown
  readonly startedAt: number
  readonly isAborted: () => boolean
}

export class FakeAnalyzer implements Analyzer {
  readonly name = 'fake'
  readonly version = '1'
  /** Every call so far, oldest first. */
  readonly calls: Call[] = []
  readonly #clockOf: () => Clock
  readonly #result: unknown
  readonly #script: Script[] = []
  #otherwise: Script = { does: 'succeed', afterMs: 1_000 }

  /** `clock` gives the clock of the process it runs in now. */
  constructor(options: { clock: () => Clock; result: unknown }) {
    this.#clockOf = options.clock
    this.#result = options.result
  }

  /** What the next calls do, one script each; later calls do what `otherwise` says. */
  next(...scripts: Script[]): this {
    this.#script.push(...scripts)
    return this
  }

  otherwise(script: Script): this {
    this.#otherwise = script
    return this
  }

  analyze(input: unknown, context: AnalysisContext): Promise<unknown> {
    const { jobId, attempt, signal } = context
    const startedAt = this.#clockOf().now()
    this.calls.push({ jobId, attempt, input, startedAt, isAborted: () => signal.aborted })
    return this.#play(this.#script.shift() ?? this.#otherwise, context)
  }

  async #play(script: Script, context: AnalysisContext): Promise<unknown> {
    switch (script.does) {
      case 'succeed':
        await this.#wait(script.afterMs ?? 0, context.signal)
        return this.#resultOf(script)
      case 'fail':
        await this.#wait(script.afterMs ?? 0, context.signal)
        throw failureOf(script)
      case 'hang':
        return this.#hang(script.deaf ? undefined : context.signal)
      case 'report':
        return this.#report(script, context)
      case 'answer-late':
        await this.#wait(script.afterMs, undefined)
        return this.#resultOf(script)
      case 'throw':
        throw script.what
    }
  }

  async #report(script: Extract<Script, { does: 'report' }>, context: AnalysisContext) {
    for (let report = 1; report <= script.times; report++) {
      await this.#wait(script.everyMs, context.signal)
      context.progress(report / script.times, `step ${report} of ${script.times}`)
    }
    return script.thenHangs ? this.#hang(context.signal) : this.#result
  }

  #resultOf(script: Script): unknown {
    return 'result' in script ? script.result : this.#result
  }

  #hang(signal: AbortSignal | undefined): Promise<never> {
    return new Promise((_, reject) => {
      onAbort(signal, reject)
    })
  }

  #wait(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
    const clock = this.#clockOf()
    return new Promise((resolve, reject) => {
      const forget = onAbort(signal, (error) => {
        clock.clearTimeout(timer)
        reject(error)
      })
      const timer = clock.setTimeout(() => {
        forget()
        resolve()
      }, durationMs)
    })
  }
}

const failureOf = ({ message, transient }: Extract<Script, { does: 'fail' }>): AnalysisFailure =>
  new AnalysisFailure(message ?? 'the script says so', { transient: transient ?? false })

/** Calls `reject` when `signal` aborts, unless the returned function is called before. */
function onAbort(signal: AbortSignal | undefined, reject: (error: Error) => void): () => void {
  const abort = () => reject(new AnalysisFailure('aborted', { transient: false }))
  if (signal?.aborted) queueMicrotask(abort)
  else signal?.addEventListener('abort', abort, { once: true })
  return () => signal?.removeEventListener('abort', abort)
}
