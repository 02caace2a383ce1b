// One process of the service: the real runtime on a clock of its own, from its start to its death. What it
// had not answered when it died, nobody ever hears.

import { DomainError, type DomainErrorDetails } from '../../src/domain/errors.ts'
import { createRuntime, type Runtime } from '../../src/runtime.ts'
import type { RuntimeOptions } from '../../src/runtime-options.ts'
import { silentLog } from '../../src/system/log.ts'
import type { ProcessClock } from './process-clock.ts'
import { isStoreError } from './store.ts'

/** What a caller hears: an answer, a refusal, that nothing could be written, or nothing at all. */
export type Reply<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'refusal'; readonly code: string; readonly details: DomainErrorDetails }
  | { readonly kind: 'failure' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'down' }

export interface LifeOptions extends Omit<RuntimeOptions, 'clock' | 'log'> {
  readonly clock: ProcessClock
  readonly onUncaught: (error: unknown) => void
  /** A caller has just been answered. */
  readonly onAnswered: () => void
}

export class Life {
  readonly runtime: Runtime
  readonly clock: ProcessClock
  readonly #options: LifeOptions
  /** Told when the process dies before it has answered. */
  readonly #waiting = new Set<() => void>()
  #isAlive = true

  /** Throws when the store does not let it start. */
  constructor(options: LifeOptions) {
    this.#options = options
    this.clock = options.clock
    this.runtime = createRuntime({ ...options, log: silentLog })
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  /** Callers that wait for an answer. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** `heard` is called once, and never by a dead process. */
  call<T>(work: (runtime: Runtime) => Promise<T>, heard: (reply: Reply<T>) => void): void {
    const lost = () => heard({ kind: 'lost' })
    this.#waiting.add(lost)
    const answer = (reply: () => Reply<T>) => {
      if (!this.#isAlive || !this.#waiting.delete(lost)) return
      heard(reply())
      this.#options.onAnswered()
    }
    this.clock.whenThawed(() => {
      work(this.runtime).then(
        (value) => answer(() => ({ kind: 'answer', value })),
        (error: unknown) => answer(() => this.#replyTo(error)),
      )
    })
  }

  /** Runs no line of the service any more. */
  end(): void {
    this.#isAlive = false
    this.clock.kill()
    for (const lost of [...this.#waiting]) lost()
    this.#waiting.clear()
  }

  #replyTo(error: unknown): Reply<never> {
    if (error instanceof DomainError) {
      return { kind: 'refusal', code: error.code, details: error.details }
    }
    if (!isStoreError(error)) this.#options.onUncaught(error)
    return { kind: 'failure' }
  }
}
