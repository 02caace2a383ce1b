// When the service was up, as its parent knows it: from serving until it was killed, told to stop, frozen or
// kept from writing. Lateness is counted in this time alone, and not while the machine ran nobody at all.
import type { Stall } from './stall-meter.ts'

interface Span {
  readonly from: number
  to: number
}

export class Uptime {
  readonly #spans: Span[] = []
  readonly #stalls: Stall[] = []
  #open: Span | undefined

  begin(): void {
    if (this.#open) return
    this.#open = { from: Date.now(), to: Number.POSITIVE_INFINITY }
    this.#spans.push(this.#open)
  }

  end(): void {
    if (this.#open) this.#open.to = Date.now()
    this.#open = undefined
  }

  /** Takes a time in which nobody could do anything out of what it counts. */
  leaveOut(stall: Stall): void {
    this.#stalls.push(stall)
  }

  /** Milliseconds up between two instants. */
  between(from: number, to: number): number {
    return sum(
      this.#spans.map((span) => {
        const up = { from: Math.max(span.from, from), to: Math.min(span.to, to) }
        return lengthOf(up) - sum(this.#stalls.map((stall) => overlap(stall, up)))
      }),
    )
  }
}

const lengthOf = ({ from, to }: Span): number => Math.max(0, to - from)

const overlap = (one: Span, other: Span): number =>
  lengthOf({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) })

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0)
