// How far a run is: a line that redraws itself in a terminal, a plain one now and then elsewhere.

/** Where nothing can be redrawn, a line is written this often. */
const plainEveryMs = 10_000
const barLength = 30

export class Progress {
  readonly #of: number
  readonly #startedAt = performance.now()
  #saidAt = this.#startedAt

  constructor(of: number) {
    this.#of = of
  }

  show(done: number, violations: number): void {
    const isEnd = done === this.#of
    const now = performance.now()
    const seconds = Math.round((now - this.#startedAt) / 1_000)
    const text = `${done}/${this.#of} seeds, ${violations} violations, ${seconds} s`
    if (process.stderr.isTTY) {
      const filled = Math.round((done / this.#of) * barLength)
      const bar = '█'.repeat(filled) + '·'.repeat(barLength - filled)
      process.stderr.write(`\r${bar} ${text}${isEnd ? '\n' : ''}`)
    } else if (isEnd || now - this.#saidAt >= plainEveryMs) {
      this.#saidAt = now
      process.stderr.write(`sim: ${text}\n`)
    }
  }
}
