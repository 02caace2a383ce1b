// Token buckets by key, on the service's clock: so much at once, refilled at so much a minute. Bounded:
// of the keys beyond its size the longest unused is forgotten, which can only be generous.
import type { Clock } from '../system/clock.ts'

export interface RateLimit {
  readonly perMinute: number
  readonly burst: number
}

/** Keys remembered at once. */
const keysMax = 50_000

interface Bucket {
  level: number
  at: number
}

export class RateLimiter {
  readonly #clock: Pick<Clock, 'now'>
  readonly #limit: RateLimit
  readonly #buckets = new Map<string, Bucket>()

  constructor(options: { clock: Pick<Clock, 'now'>; limit: RateLimit }) {
    this.#clock = options.clock
    this.#limit = options.limit
  }

  /** Takes one from the key's bucket. Answers 0, or for how many ms the key must wait. */
  take(key: string): number {
    const now = this.#clock.now()
    const { perMinute, burst } = this.#limit
    const known = this.#buckets.get(key) ?? { level: burst, at: now }
    const refilled = Math.min(burst, known.level + ((now - known.at) * perMinute) / 60_000)
    this.#buckets.delete(key)
    const allowed = refilled >= 1
    // Taking the entry out and putting it back keeps the map in order of last use.
    this.#buckets.set(key, { level: allowed ? refilled - 1 : refilled, at: now })
    if (this.#buckets.size > keysMax) this.#forgetOldest()
    return allowed ? 0 : Math.ceil(((1 - refilled) * 60_000) / perMinute)
  }

  /** As if the key had never been used. */
  forget(key: string): void {
    this.#buckets.delete(key)
  }

  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys()
    if (oldest !== undefined) this.#buckets.delete(oldest)
  }
}
