// Stands before every hashing of a password: so many tries from one address, so many at once in all. It
// sees no password.
import * as refused from './account-refusals.ts'

/** Answers 0, or for how many ms the key must wait. */
export interface AttemptLimiter {
  take(key: string): number
}

/** Each takes 32 MiB and a thread for as long as a password is hashed. */
const atOnceMax = 32

export class PasswordGate {
  readonly #attempts: AttemptLimiter
  #atOnce = 0

  constructor(options: { attempts: AttemptLimiter }) {
    this.#attempts = options.attempts
  }

  /** Throws RATE_LIMITED when the address has tried too often. */
  count(from: string): void {
    const retryAfterMs = this.#attempts.take(from)
    if (retryAfterMs > 0) throw refused.tooManyAttempts(retryAfterMs)
  }

  /** Throws OVERLOADED when too many others are in the middle of it. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#atOnce >= atOnceMax) throw refused.tooManyAtOnce()
    this.#atOnce++
    try {
      return await work()
    } finally {
      this.#atOnce--
    }
  }
}
