// What happened, as one hash: two runs of a plan must give the same.
import { createHash } from 'node:crypto'
import type { Batch } from './observer.ts'

export class Trace {
  readonly #hash = createHash('sha256')
  readonly #keep: string[] | undefined

  /** `keep`: every line is kept as well, to be read. */
  constructor(options: { keep: boolean }) {
    this.#keep = options.keep ? [] : undefined
  }

  add(at: number, what: string): void {
    const line = `${at} ${what}`
    this.#hash.update(line)
    this.#keep?.push(line)
  }

  addBatch(at: number, { entries, events }: Batch): void {
    for (const entry of entries) {
      this.add(at, `${entry.kind} ${entry.amount} ${entry.user_id} ${entry.job_id} ${entry.hash}`)
    }
    for (const event of events) {
      this.add(
        at,
        `${event.user_id}/${event.n} ${event.type} ${event.job_id}#${event.attempt} ${event.metadata}`,
      )
    }
  }

  get lines(): readonly string[] {
    return this.#keep ?? []
  }

  digest(): string {
    return this.#hash.digest('hex')
  }
}
