// A job as its owner holds it: follow its events, await its result, cancel or retry it. History and live
// events are merged by their ids, so each comes once and in order, over any disconnects.
import type { Notification } from '../src/domain/events.ts'
import { JobFailedError, UnstuckError } from './errors.ts'
import type { EventHub, LiveEvent } from './event-hub.ts'
import { Inbox } from './inbox.ts'

export interface SubmitOptions {
  /** Names the submission: repeating it under the same key changes nothing. Made up when not given. */
  readonly idempotencyKey?: string
  readonly assessmentName?: string
  readonly rawResponses?: unknown
}

export interface Waiting {
  readonly signal?: AbortSignal
}

/** What a job handle needs of the server. */
export interface JobCalls<Result> {
  /** The job's events, oldest first. */
  history(jobId: string): Promise<LiveEvent[]>
  result(resultId: string): Promise<Result>
  cancel(jobId: string): Promise<void>
  retry(jobId: string): Promise<Job<Result>>
}

export interface JobAnswer {
  readonly jobId: string
  readonly resultId: string
  readonly estimatedProcessingTime?: string
  readonly queuePosition?: number
  readonly tokenCost?: number
  readonly remainingTokens?: number
  readonly replayed?: boolean
}

/** Without live events the history is read this often at first, then more and more seldom. */
const firstPollMs = 1_000
const longestPollMs = 30_000

export class Job<Result> {
  readonly jobId: string
  readonly resultId: string
  /** What the submission was answered; empty for a handle made from an id. */
  readonly answer: JobAnswer
  readonly #calls: JobCalls<Result>
  readonly #hub: EventHub

  constructor(answer: JobAnswer, calls: JobCalls<Result>, hub: EventHub) {
    this.jobId = answer.jobId
    this.resultId = answer.resultId
    this.answer = answer
    this.#calls = calls
    this.#hub = hub
  }

  /**
   * The job's events from its first, each once, in order; ends after the last one. Live while the
   * connection stands, by polling while it does not. Ends early when `signal` aborts.
   */
  async *events({ signal }: Waiting = {}): AsyncGenerator<Notification> {
    const inbox = new Inbox(this.#hub, this.jobId)
    let seen = 0
    let pollMs = firstPollMs
    try {
      while (!signal?.aborted) {
        const fresh = (await inbox.take(() => this.#look())).filter(({ id }) => id > seen)
        for (const { id, notification } of fresh) {
          seen = id
          yield notification
          if (isEnd(notification)) return
        }
        pollMs = fresh.length > 0 ? firstPollMs : Math.min(longestPollMs, pollMs * 1.5)
        // What it was woken for may fail to be read, and is not to wait for a long poll then.
        if (await inbox.wait(pollMs, signal)) pollMs = firstPollMs
      }
    } finally {
      inbox.close()
    }
  }

  /** Resolves with the result when the job is completed; rejects with `JobFailedError` when it failed. */
  async done(waiting: Waiting = {}): Promise<Result> {
    for await (const event of this.events(waiting)) {
      if (event.event === 'analysis-complete') return this.#calls.result(event.resultId)
      if (event.event === 'analysis-failed') throw failedBy(event)
    }
    waiting.signal?.throwIfAborted()
    throw new UnstuckError('NETWORK', `The events of job ${this.jobId} ended before its end`, {})
  }

  /** Cancels the job while it waits in line; its tokens come back. */
  cancel(): Promise<void> {
    return this.#calls.cancel(this.jobId)
  }

  /** Submits a failed job again, as a new job with a new charge. */
  retry(): Promise<Job<Result>> {
    return this.#calls.retry(this.jobId)
  }

  /** The history; nothing while the server cannot be reached, since it is read again soon. */
  async #look(): Promise<LiveEvent[]> {
    try {
      return await this.#calls.history(this.jobId)
    } catch (error) {
      if (error instanceof UnstuckError && isPassing(error)) return []
      throw error
    }
  }
}

const isEnd = ({ event }: Notification): boolean =>
  event === 'analysis-complete' || event === 'analysis-failed'

const passing: readonly string[] = [
  'NETWORK',
  'INTERNAL',
  'RATE_LIMITED',
  'OVERLOADED',
  'STORE_UNAVAILABLE',
  'SERVICE_STOPPING',
]

/** Whether the same call may go through later without any change. */
export const isPassing = ({ code }: UnstuckError): boolean => passing.includes(code)

const failedBy = (event: Notification): JobFailedError =>
  new JobFailedError({
    jobId: event.jobId,
    resultId: event.resultId,
    code: event.error_code ?? 'ANALYSIS_FAILED',
    message: event.error_message ?? event.message,
    refundedTokens: event.refunded_tokens ?? 0,
    newBalance: event.new_balance,
  })
