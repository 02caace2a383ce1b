// A client as a front end has it: the package's own, submitting and waiting for the end of each job, and
// left to itself through every kill. What it is told at the end is checked against what the job became.
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import {
  createUnstuckClient,
  type Job,
  JobFailedError,
  type UnstuckClient,
  UnstuckError,
} from '../../client/index.ts'
import type { Random } from '../sim/random.ts'
import { drawSubmission } from './analyses.ts'
import type { Person } from './book.ts'
import type { Record } from './record.ts'

export interface CustomerOptions {
  readonly name: string
  readonly person: Person
  readonly url: string
  readonly record: Record
  readonly random: Random
  readonly thinkMs: readonly [number, number]
  readonly onUnforeseen: (what: string) => void
}

type Result = { readonly tag: string }

/** Answers that say that it did not happen, for the time being. */
const refusals = [
  'QUEUE_FULL',
  'STORE_UNAVAILABLE',
  'SERVICE_STOPPING',
  'OVERLOADED',
  'RATE_LIMITED',
]

export class Customer {
  /** What it was told of each job's end: `completed`, or why it failed. By job. */
  readonly ends = new Map<string, string>()
  readonly #options: CustomerOptions
  readonly #client: UnstuckClient<Result>
  readonly #waiting = new Set<Promise<void>>()
  readonly #gone = new AbortController()
  #wishes = 0

  constructor(options: CustomerOptions) {
    this.#options = options
    const { url, person } = options
    this.#client = createUnstuckClient<Result>({ url, token: person.token, WebSocket })
  }

  get waiting(): number {
    return this.#waiting.size
  }

  async run(signal: AbortSignal): Promise<void> {
    const { random, thinkMs } = this.#options
    while (!signal.aborted) {
      await this.#submit()
      await pause(random.whole(...thinkMs), undefined, { signal }).catch(() => {})
    }
  }

  stop(): void {
    this.#gone.abort()
    this.#client.close()
  }

  async #submit(): Promise<void> {
    const { name, person, record, random, onUnforeseen } = this.#options
    const tag = `tag_${name.replaceAll('/', '_')}_${++this.#wishes}`
    const { assessmentName, scores } = drawSubmission(random, tag)
    const idempotencyKey = `key_${tag}`
    const wish = { do: 'submit', key: idempotencyKey, assessmentName, scores } as const
    const ask = record.ask(name, person.userId, { ...wish, mustRefuse: false })
    try {
      const job = await this.#client.submit(scores, { idempotencyKey, assessmentName })
      const { jobId, resultId } = job
      const promised = { jobId, resultId, replayed: job.answer.replayed === true }
      record.write({ what: 'promised', ask, promised })
      this.#await(job, tag)
    } catch (error) {
      // It repeats by itself; a refusal after a first try that nobody answered proves nothing.
      record.write({ what: 'unknown', ask, why: String(error) })
      const code = error instanceof UnstuckError ? error.code : String(error)
      if (code !== 'NETWORK' && !refusals.includes(code)) onUnforeseen(`${name}: ${String(error)}`)
    }
  }

  #await(job: Job<Result>, tag: string): void {
    const end = this.#endOf(job, tag).then((told) => {
      if (told !== undefined) this.ends.set(job.jobId, told)
      this.#waiting.delete(end)
    })
    this.#waiting.add(end)
  }

  async #endOf(job: Job<Result>, tag: string): Promise<string | undefined> {
    const { name, onUnforeseen } = this.#options
    const { signal } = this.#gone
    while (!signal.aborted) {
      try {
        const result = await job.done({ signal })
        if (result.tag !== tag) onUnforeseen(`${name}: job ${job.jobId} gave another's result`)
        return 'completed'
      } catch (error) {
        if (error instanceof JobFailedError) return error.code
        const isForeseen = isPassing(error) || signal.aborted
        if (!isForeseen) onUnforeseen(`${name}: waiting for job ${job.jobId}: ${String(error)}`)
        await pause(200)
      }
    }
    return undefined
  }
}

/** The result could not be fetched just now; that the job is completed stays told. */
const isPassing = (error: unknown): boolean =>
  error instanceof UnstuckError && error.code !== 'NOT_FOUND'
