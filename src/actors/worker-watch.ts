// Which workers were heard of lately, and when one last asked for work. It holds names and instants only, a
// bounded number of them, and forgets them with its process.
import type { Clock } from '../system/clock.ts'

/** A worker that was not heard of for longer is not counted any more. */
export const seenWithinMs = 60_000
const rememberedMax = 10_000

export class WorkerWatch {
  readonly #clock: Pick<Clock, 'now'>
  /** In the order in which they were last heard of. */
  readonly #seenAt = new Map<string, number>()
  #lastAskedAt: number | undefined

  constructor({ clock }: { clock: Pick<Clock, 'now'> }) {
    this.#clock = clock
  }

  /** When a worker last asked for work in this process. */
  get lastAskedAt(): number | undefined {
    return this.#lastAskedAt
  }

  /** Workers heard of within the last minute. */
  get seen(): number {
    this.#forget()
    return this.#seenAt.size
  }

  asked(workerId: string): void {
    this.#lastAskedAt = this.#clock.now()
    this.heard(workerId)
  }

  heard(workerId: string): void {
    // Taking it out and putting it back keeps the map in order.
    this.#seenAt.delete(workerId)
    this.#seenAt.set(workerId, this.#clock.now())
    if (this.#seenAt.size > rememberedMax) this.#forgetFirst()
  }

  #forget(): void {
    const since = this.#clock.now() - seenWithinMs
    for (const at of this.#seenAt.values()) {
      if (at > since) return
      this.#forgetFirst()
    }
  }

  #forgetFirst(): void {
    const [first] = this.#seenAt.keys()
    if (first !== undefined) this.#seenAt.delete(first)
  }
}
