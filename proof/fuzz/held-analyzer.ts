// An analyzer whose every run waits until somebody ends it: nothing in the service changes by itself while
// inputs are tried.
import {
  type AnalysisContext,
  AnalysisFailure,
  type Analyzer,
} from '../../src/domain/assessment.ts'

interface Held {
  end(how: 'succeed' | 'fail'): void
}

export interface HeldResult {
  readonly text: string
}

export class HeldAnalyzer implements Analyzer<{ note?: string | undefined }, HeldResult> {
  readonly name = 'held'
  readonly version = '1'
  readonly #held = new Map<string, Held>()
  readonly #awaited = new Map<string, () => void>()

  analyze(
    { note = '' }: { note?: string | undefined },
    context: AnalysisContext,
  ): Promise<HeldResult> {
    const { jobId, signal } = context
    return new Promise((resolve, reject) => {
      const end = (how: 'succeed' | 'fail') => {
        this.#held.delete(jobId)
        if (how === 'succeed') resolve({ text: `About you: ${note}` })
        else reject(new AnalysisFailure('as the fuzzer asked', { transient: false }))
      }
      signal.addEventListener('abort', () => {
        this.#held.delete(jobId)
        reject(signal.reason)
      })
      this.#held.set(jobId, { end })
      this.#awaited.get(jobId)?.()
      this.#awaited.delete(jobId)
    })
  }

  /** Jobs whose analysis waits. */
  get running(): string[] {
    return [...this.#held.keys()]
  }

  end(jobId: string, how: 'succeed' | 'fail'): void {
    this.#held.get(jobId)?.end(how)
  }

  /** Resolves when the job's analysis has begun. */
  begun(jobId: string): Promise<void> {
    if (this.#held.has(jobId)) return Promise.resolve()
    return new Promise((resolve) => this.#awaited.set(jobId, resolve))
  }
}
