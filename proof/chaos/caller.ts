// A client that goes on asking, whatever happens to the service: submits, cancels, retries, looks. It keeps
// what it asked with a key and got no answer to, and asks again until it knows.
import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../sim/random.ts'
import { drawSubmission } from './analyses.ts'
import type { Answer, Calls } from './calls.ts'
import type { Promised, Wish } from './record.ts'

type Submit = Extract<Wish, { do: 'submit' }>
type Open = Exclude<Wish, { do: 'cancel' }>

export interface CallerOptions {
  readonly calls: Calls
  /** The same person's calls over another connection, for asking the same twice at once. */
  readonly twin: Calls | undefined
  readonly random: Random
  /** Milliseconds between one answer and the next wish. */
  readonly thinkMs: readonly [number, number]
}

const keptMax = 12
/** After no answer: the service is probably away. */
const awayMs = 200

export class Caller {
  readonly #options: CallerOptions
  readonly #open: Open[] = []
  readonly #jobs: string[] = []
  #wishes = 0

  constructor(options: CallerOptions) {
    this.#options = options
  }

  /** Asks until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { random, thinkMs } = this.#options
    while (!signal.aborted) {
      const answer = await this.#next()
      const waitMs = random.whole(...thinkMs) + (answer?.kind === 'unknown' ? awayMs : 0)
      await pause(waitMs, undefined, { signal }).catch(() => {})
    }
  }

  /** Asks for what is still open, once each; how much of it is open still. */
  async settle(): Promise<number> {
    for (const wish of this.#open.splice(0)) await this.#ask(wish)
    return this.#open.length
  }

  async #next(): Promise<Answer | undefined> {
    const { random } = this.#options
    const open = this.#open[0]
    if (open && random.chance(0.5)) {
      this.#open.shift()
      return this.#ask(open)
    }
    const roll = random.next()
    if (roll < 0.66) return this.#submit()
    const job = this.#jobs.length > 0 ? random.pick(this.#jobs) : undefined
    if (job === undefined) return this.#submit()
    if (roll < 0.76) return this.#options.calls.cancel(this.#jobs.at(-1) ?? job)
    if (roll < 0.84) return this.#ask({ do: 'retry', jobId: job, key: this.#name('retry') })
    const status = await this.#options.calls.statusOf(job)
    return status === undefined ? { kind: 'unknown' } : undefined
  }

  async #submit(): Promise<Answer> {
    const { random, calls, twin } = this.#options
    const tag = this.#name('tag')
    const key = random.chance(0.85) ? this.#name('key') : null
    const drawn = drawSubmission(random, tag)
    const wish: Submit = { do: 'submit', key, ...drawn, mustRefuse: false }
    if (key === null) return this.#ask(wish)
    if (twin && random.chance(0.1)) {
      const [answer] = await Promise.all([this.#ask(wish), twin.submit(wish)])
      return answer
    }
    const answer = await this.#ask(wish)
    if (answer.kind === 'promised' && random.chance(0.05)) {
      const other = { ...drawn.scores, tag: this.#name('tag') }
      await calls.submit({ ...wish, scores: other, mustRefuse: true })
    }
    return answer
  }

  async #ask(wish: Open): Promise<Answer> {
    const { calls } = this.#options
    const answer =
      wish.do === 'submit' ? await calls.submit(wish) : await calls.retry(wish.jobId, wish.key)
    if (answer.kind === 'promised') this.#keep(answer.promised)
    else if (answer.kind === 'unknown' && wish.key !== null) this.#open.push(wish)
    return answer
  }

  #keep({ jobId }: Promised): void {
    this.#jobs.push(jobId)
    if (this.#jobs.length > keptMax) this.#jobs.shift()
  }

  #name(kind: string): string {
    return `${kind}_${this.#options.calls.name.replaceAll('/', '_')}_${++this.#wishes}`
  }
}
