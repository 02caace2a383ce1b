// A fixed number of slots and a bounded line in front of them, first come first served.
// It runs nothing itself; whoever took a slot gives it back.
import { AnalysisFailure } from '../domain/assessment.ts'

interface Waiter {
  readonly enter: () => void
  readonly refuse: (reason: unknown) => void
}

export class Slots {
  readonly #slotsMax: number
  readonly #waitingMax: number
  readonly #waiting = new Set<Waiter>()
  #taken = 0

  constructor({ slotsMax, waitingMax }: { slotsMax: number; waitingMax: number }) {
    this.#slotsMax = slotsMax
    this.#waitingMax = waitingMax
  }

  get taken(): number {
    return this.#taken
  }

  /** Resolves when a slot is taken; rejects with the signal's reason, or when the line is full. */
  take(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#taken < this.#slotsMax) {
      this.#taken++
      return Promise.resolve()
    }
    if (this.#waiting.size >= this.#waitingMax) {
      const message = `All ${this.#slotsMax} threads are busy and ${this.#waitingMax} analyses wait`
      return Promise.reject(new AnalysisFailure(message, { transient: true }))
    }
    return this.#wait(signal)
  }

  /** Gives a slot back: straight to the first in line, so that nobody can slip in between. */
  release(): void {
    const [next] = this.#waiting
    if (next) next.enter()
    else this.#taken--
  }

  refuseWaiting(reason: unknown): void {
    for (const waiter of [...this.#waiting]) waiter.refuse(reason)
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(waiter)
        signal.removeEventListener('abort', onAbort)
      }
      const waiter: Waiter = {
        enter: () => {
          leave()
          resolve()
        },
        refuse: (reason) => {
          leave()
          reject(reason)
        },
      }
      const onAbort = () => waiter.refuse(signal.reason)
      this.#waiting.add(waiter)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }
}
