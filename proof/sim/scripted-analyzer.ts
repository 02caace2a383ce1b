// The analyzer of a plan: each call does what the plan says for that job, on the clock of the process it
// runs in. Its honest answer names the job and the attempt it was made for, so that a row shows whose it is.
import {
  type AnalysisContext,
  AnalysisFailure,
  type Analyzer,
} from '../../src/domain/assessment.ts'
import type { Clock } from '../../src/system/clock.ts'
import type { Script } from './plan.ts'

export interface Answered {
  readonly jobId: string
  readonly attempt: number
  readonly script: Script
  /** Aborted: the service had told this call to stop. */
  readonly signal: AbortSignal
}

export interface ScriptedAnalyzerOptions {
  readonly clock: Clock
  readonly scriptsOf: (mark: number) => readonly Script[]
  /** How often this job's analyzer was called, in all processes; counts the call. */
  readonly countCall: (jobId: string) => number
  readonly onCall: (call: { jobId: string; attempt: number; signal: AbortSignal }) => void
  readonly onAnswer: (answered: Answered) => void
}

const usual: Script = { does: 'answer', afterMs: 1_000 }

export const honestAnswer = (jobId: string, attempt: number): { text: string } => ({
  text: `${jobId}#${attempt}`,
})

export class ScriptedAnalyzer implements Analyzer<{ mark: number }, { text: string }> {
  readonly name = 'scripted'
  readonly version = '1'
  readonly #options: ScriptedAnalyzerOptions

  constructor(options: ScriptedAnalyzerOptions) {
    this.#options = options
  }

  analyze({ mark }: { mark: number }, context: AnalysisContext): Promise<{ text: string }> {
    const { scriptsOf, countCall, onCall, onAnswer } = this.#options
    const { jobId, attempt, signal } = context
    onCall({ jobId, attempt, signal })
    const scripts = scriptsOf(mark)
    const script = scripts[Math.min(countCall(jobId), scripts.length) - 1] ?? usual
    const answered = () => onAnswer({ jobId, attempt, script, signal })
    if (script.does !== 'throw')
      return this.#play(script, context).finally(answered) as Promise<{ text: string }>
    answered()
    // Not async, so that this is thrown and not rejected.
    throw oddThings[script.what % oddThings.length]
  }

  async #play(script: Exclude<Script, { does: 'throw' }>, context: AnalysisContext) {
    const { jobId, attempt, signal } = context
    switch (script.does) {
      case 'answer':
        await this.#wait(script.afterMs, signal)
        return honestAnswer(jobId, attempt)
      case 'answer-late':
        await this.#wait(script.afterMs)
        return honestAnswer(jobId, attempt)
      case 'answer-twice':
        await this.#wait(script.afterMs, signal)
        this.#reportAfterwards(context)
        return honestAnswer(jobId, attempt)
      case 'fail':
        await this.#wait(script.afterMs, signal)
        throw new AnalysisFailure('the plan says so', { transient: script.transient })
      case 'lie':
        await this.#wait(script.afterMs, signal)
        return lies(jobId)[script.what % lies(jobId).length]
      case 'hang':
        return new Promise((_, reject) => onAbort(script.deaf ? undefined : signal, reject))
      case 'report':
        return this.#report(script, context)
    }
  }

  async #report(script: Extract<Script, { does: 'report' }>, context: AnalysisContext) {
    const { jobId, attempt, signal } = context
    for (let report = 1; report <= script.times; report++) {
      await this.#wait(script.everyMs, signal)
      if (script.how === 'heartbeat') context.heartbeat()
      else if (script.how === 'progress') context.progress(report / script.times, 'on the way')
      else context.progress(Number.NaN, oddThings[report % oddThings.length] as string)
    }
    if (script.ends === 'hang') return new Promise((_, reject) => onAbort(signal, reject))
    if (script.ends === 'fail') throw new AnalysisFailure('at the end', { transient: true })
    return honestAnswer(jobId, attempt)
  }

  #reportAfterwards(context: AnalysisContext): void {
    for (const afterMs of [0, 1_500, 60_000]) {
      this.#options.clock.setTimeout(() => {
        context.progress(0.5, 'still here')
        context.heartbeat()
      }, afterMs)
    }
  }

  #wait(durationMs: number, signal?: AbortSignal): Promise<void> {
    const { clock } = this.#options
    return new Promise((resolve, reject) => {
      const abort = () => {
        clock.clearTimeout(timer)
        reject(new AnalysisFailure('aborted', { transient: false }))
      }
      const timer = clock.setTimeout(() => {
        signal?.removeEventListener('abort', abort)
        resolve()
      }, durationMs)
      if (signal?.aborted) abort()
      else signal?.addEventListener('abort', abort, { once: true })
    })
  }
}

/** What a careless analyzer may throw, or send as a note. */
const oddThings: readonly unknown[] = [
  undefined,
  null,
  'a text\0with a NUL',
  42,
  new Error('plain'),
  new AnalysisFailure('x'.repeat(100_000), { transient: false }),
  { toString: () => 'an object' },
  {
    toString() {
      throw new Error('cannot be described')
    },
  },
  Symbol('a symbol'),
  'half a pair \ud800',
  Object.create(null),
  10n,
]

function lies(jobId: string): readonly unknown[] {
  const cyclic: Record<string, unknown> = { text: jobId }
  cyclic['self'] = cyclic
  return [
    undefined,
    null,
    {},
    [],
    { text: '' },
    { text: Number.NaN },
    { text: 'x'.repeat(2_000_000) },
    { text: jobId, more: 1 },
    cyclic,
    {
      get text() {
        throw new Error('a getter that throws')
      },
    },
    { text: 'half a pair \ud800' },
    JSON.parse('{"__proto__": {"text": "polluted"}}'),
  ]
}

function onAbort(signal: AbortSignal | undefined, reject: (error: Error) => void): void {
  const abort = () => reject(new AnalysisFailure('aborted', { transient: false }))
  if (signal?.aborted) abort()
  else signal?.addEventListener('abort', abort, { once: true })
}
