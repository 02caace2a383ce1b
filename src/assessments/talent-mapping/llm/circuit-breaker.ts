// Keeps calls away from a provider that is down: after several failures in a row none is made for a while, then
// one that decides. It holds counts only, and its clock is given.

const failuresMax = 5
const pauseMs = 30_000

export class CircuitBreaker {
  readonly #now: () => number
  #failures = 0
  #closedUntil = Number.NEGATIVE_INFINITY
  #isTrying = false

  /** `now` in milliseconds, from any fixed instant. */
  constructor({ now }: { now: () => number }) {
    this.#now = now
  }

  /** Whether a call may be made now; whoever may tells how it ended with `succeeded` or `failed`. */
  mayCall(): boolean {
    if (this.#failures < failuresMax) return true
    if (this.#now() < this.#closedUntil || this.#isTrying) return false
    this.#isTrying = true
    return true
  }

  /** It answered, whatever it answered. */
  succeeded(): void {
    this.#failures = 0
    this.#isTrying = false
  }

  /** It gave no answer that it meant to give. */
  failed(): void {
    this.#failures++
    this.#isTrying = false
    if (this.#failures >= failuresMax) this.#closedUntil = this.#now() + pauseMs
  }

  /** The call ended without saying anything about the provider. */
  dropped(): void {
    this.#isTrying = false
  }
}
