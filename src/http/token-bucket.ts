// One token bucket: so much at once, refilled at so much a minute. It answers how long to wait; what is
// refused, and how, is the caller's business.

export interface Rate {
  readonly perMinute: number
  readonly burst: number
}

export class TokenBucket {
  readonly #rate: Rate
  #tokens: number
  #filledAt: number

  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#tokens = rate.burst
    this.#filledAt = now
  }

  /** Takes `cost` and gives 0, or takes nothing and gives the milliseconds until it could. */
  take(now: number, cost: number): number {
    const perMs = this.#rate.perMinute / 60_000
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + (now - this.#filledAt) * perMs)
    this.#filledAt = now
    if (cost <= this.#tokens) {
      this.#tokens -= cost
      return 0
    }
    return Math.ceil((cost - this.#tokens) / perMs)
  }
}
