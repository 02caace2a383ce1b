// When the service was up, as its parent knows it: from serving until it was killed, told to stop, frozen or
// kept from writing. Lateness is counted in this time alone.

interface Span {
  readonly from: number
  to: number
}

export class Uptime {
  readonly #spans: Span[] = []
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

  /** Milliseconds up between two instants. */
  between(from: number, to: number): number {
    return this.#spans.reduce(
      (sum, span) => sum + Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)),
      0,
    )
  }
}
