// One person's calls over one kind of connection, each written into the record before it is sent and when
// its answer has come. It decides what an answer is: a promise, a refusal, or that nobody knows.
import { type TRPCClient, TRPCClientError } from '@trpc/client'
import type { AppRouter } from '../../src/index.ts'
import type { Book, Person } from './book.ts'
import type { Promised, Record, Wish } from './record.ts'

export interface CallsOptions {
  readonly name: string
  readonly person: Person
  readonly trpc: TRPCClient<AppRouter>
  readonly record: Record
  readonly book: Book
  /** Told of an answer that no fault explains. */
  readonly onUnforeseen: (what: string) => void
}

export type Answer =
  | { readonly kind: 'promised'; readonly promised: Promised }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unknown' }

/** Longer than the service may be frozen. */
const callMs = 4_000

/** Refusals that a wish of each kind may meet beside those that any may. */
const foreseen: Readonly<globalThis.Record<Wish['do'], readonly string[]>> = {
  submit: ['QUEUE_FULL', 'IDEMPOTENCY_KEY_REUSED'],
  cancel: ['JOB_NOT_CANCELLABLE'],
  retry: ['JOB_NOT_RETRYABLE', 'QUEUE_FULL'],
}
const foreseenOfAny: readonly string[] = ['STORE_UNAVAILABLE', 'SERVICE_STOPPING', 'OVERLOADED']

export class Calls {
  readonly #options: CallsOptions

  constructor(options: CallsOptions) {
    this.#options = options
  }

  get person(): Person {
    return this.#options.person
  }

  get name(): string {
    return this.#options.name
  }

  submit(wish: Extract<Wish, { do: 'submit' }>): Promise<Answer> {
    const { assessmentName, scores, key } = wish
    return this.#ask(wish, async (trpc) => {
      const submission = { assessmentName, assessmentData: scores }
      return trpc.assessment.submit.mutate({
        ...submission,
        ...(key !== null && { idempotencyKey: key }),
      })
    })
  }

  cancel(jobId: string): Promise<Answer> {
    return this.#ask({ do: 'cancel', jobId }, (trpc) => trpc.assessment.cancel.mutate({ jobId }))
  }

  retry(jobId: string, key: string): Promise<Answer> {
    return this.#ask({ do: 'retry', jobId, key }, (trpc) =>
      trpc.assessment.retry.mutate({ jobId, idempotencyKey: key }),
    )
  }

  /** Where a promised job stands; undefined where the service does not answer. */
  async statusOf(jobId: string): Promise<string | undefined> {
    const { name, trpc, onUnforeseen } = this.#options
    try {
      return (await within(callMs, trpc.assessment.status.query({ jobId }))).status
    } catch (error) {
      const code = codeOf(error)
      if (code !== undefined && !foreseenOfAny.includes(code)) {
        onUnforeseen(`${name}: the status of promised job ${jobId} was answered with ${code}`)
      }
      return undefined
    }
  }

  async #ask(
    wish: Wish,
    call: (trpc: TRPCClient<AppRouter>) => Promise<Promised>,
  ): Promise<Answer> {
    const { name, person, record, trpc } = this.#options
    const ask = record.ask(name, person.userId, wish)
    try {
      const { jobId, resultId, replayed, refundedTokens } = await within(callMs, call(trpc))
      const promised = {
        jobId,
        ...(resultId !== undefined && { resultId, replayed: replayed === true }),
        ...(refundedTokens !== undefined && { refundedTokens }),
      }
      record.write({ what: 'promised', ask, promised })
      return { kind: 'promised', promised }
    } catch (error) {
      return this.#failed(wish, ask, error)
    }
  }

  #failed(wish: Wish, ask: number, error: unknown): Answer {
    const { name, record, onUnforeseen } = this.#options
    const code = codeOf(error)
    const isForeseen = code === undefined || [...foreseenOfAny, ...foreseen[wish.do]].includes(code)
    if (!isForeseen) onUnforeseen(`${name}: ${wish.do}: ${code}: ${messageOf(error)}`)
    if (code === undefined || code === 'INTERNAL_SERVER_ERROR') {
      record.write({ what: 'unknown', ask, why: messageOf(error) })
      return { kind: 'unknown' }
    }
    record.write({ what: 'refused', ask, code })
    return { kind: 'refused', code }
  }
}

/** The code of an answer that is an error; undefined where there was no answer. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof TRPCClientError) || !error.data) return undefined
  const { domain, code } = error.data as { domain?: { code?: string } | null; code?: string }
  return domain?.code ?? code
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 200)

/** Rejects when `work` takes longer; what it still does is nobody's concern then. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
