// The proofs of a running service: one when it has started, one every interval, and those that operators ask
// for; never two at once. It keeps and logs what the last one found, and mends nothing.
import type { VerifyReport } from './db/verify.ts'
import { describeError } from './domain/errors.ts'
import type { HealthCheck } from './router/context.ts'
import type { Clock } from './system/clock.ts'
import type { Log } from './system/log.ts'

export interface VerificationOptions {
  readonly clock: Clock
  readonly log: Log
  /** 0: only when asked. */
  readonly intervalMs: number
  /** Proves the database as it is now; ends early when the signal aborts. */
  readonly verify: (stop: AbortSignal) => Promise<VerifyReport>
}

/** What a proof that came to an end found against each invariant, and when it began. */
export interface Proof {
  readonly at: number
  readonly checks: VerifyReport['checks']
}

export class Verification {
  readonly #options: VerificationOptions
  readonly #stop = new AbortController()
  #running: Promise<VerifyReport> | undefined
  #timer: unknown
  #last: Proof | undefined
  /** What was wrong at the last proof, in words. */
  #trouble: string | undefined

  constructor(options: VerificationOptions) {
    this.#options = options
  }

  /** When the last proof that came to an end was begun. */
  get lastAt(): number | undefined {
    return this.#last?.at
  }

  get last(): Proof | undefined {
    return this.#last
  }

  /** What the last proof found; before the first nothing is known to be wrong. */
  get health(): HealthCheck {
    const reason = this.#trouble
    return reason === undefined
      ? { name: 'verify', ok: true }
      : { name: 'verify', ok: false, reason }
  }

  /** Proves now, and again every interval. */
  start(): void {
    const { clock, intervalMs } = this.#options
    if (intervalMs === 0 || this.#stop.signal.aborted) return
    this.#timer = clock.setTimeout(() => this.start(), intervalMs)
    // What became of it is logged and kept.
    this.run().catch(() => {})
  }

  /** A proof that is under way is the answer to all who ask meanwhile. */
  run(): Promise<VerifyReport> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer)
    this.#stop.abort(new Error('The service is stopping'))
  }

  async #run(): Promise<VerifyReport> {
    const { clock, log, verify } = this.#options
    const beganAt = clock.now()
    try {
      const report = await verify(this.#stop.signal)
      this.#note(beganAt, report)
      return report
    } catch (error) {
      if (!this.#stop.signal.aborted) {
        this.#trouble = 'the last proof broke off'
        log.error('verify.broke-off', { error: describeError(error) })
      }
      throw error
    }
  }

  #note(beganAt: number, { checks }: VerifyReport): void {
    const { clock, log } = this.#options
    const wrong = checks.filter(({ ok }) => !ok)
    const reason = wrong.map(({ id, violations }) => `${id}: ${violations}`).join(', ')
    this.#last = { at: beganAt, checks }
    this.#trouble = wrong.length === 0 ? undefined : `the last proof found ${reason}`
    const durationMs = clock.now() - beganAt
    if (wrong.length === 0) log.info('verify.clean', { durationMs })
    else log.error('verify.violated', { durationMs, count: wrong.length, reason })
  }
}
