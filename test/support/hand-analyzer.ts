// An analyzer that a test steers by hand: each call waits until the test says how it ends.
import { type AnalysisContext, AnalysisFailure } from '../../src/index.ts'

export interface Waiting {
  readonly context: AnalysisContext
  succeed(): void
  fail(): void
}

export class HandAnalyzer<Input, Result> {
  readonly name: string
  readonly version: string
  /** Off: analyses end well by themselves. */
  isByHand = true
  readonly #resultOf: (input: Input) => Result
  readonly #waiting: Waiting[] = []
  readonly #wanted: ((waiting: Waiting) => void)[] = []

  constructor(made: { name: string; version: string; resultOf: (input: Input) => Result }) {
    this.name = made.name
    this.version = made.version
    this.#resultOf = made.resultOf
  }

  analyze(input: Input, context: AnalysisContext): Promise<Result> {
    if (!this.isByHand) return Promise.resolve(this.#resultOf(input))
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        context,
        succeed: () => resolve(this.#resultOf(input)),
        fail: () => reject(new AnalysisFailure('by hand', { transient: false })),
      }
      const wanted = this.#wanted.shift()
      if (wanted) wanted(waiting)
      else this.#waiting.push(waiting)
    })
  }

  /** The next call that waits, or the next that comes. */
  next(): Promise<Waiting> {
    const waiting = this.#waiting.shift()
    if (waiting) return Promise.resolve(waiting)
    return new Promise((resolve) => this.#wanted.push(resolve))
  }
}
