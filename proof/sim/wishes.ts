// What people asked for and what they were told, against what came of it. An answer that was lost allows
// both outcomes, until the next one says which.
import type { Blame } from './blame.ts'
import type { Known } from './known.ts'

/** One request to submit or to retry, from when it was sent. */
export interface Send {
  readonly userId: string
  readonly wish: Wish
  /** The job its key stood for already. */
  readonly known: string | undefined
  /** The least its user had since. */
  lowest: number
  readonly price: number
}

/** Something a person wants once (with a key), or as often as it is sent (without). */
export interface Wish {
  /** The scores' mark, or the job to retry. */
  readonly of: number | string
  readonly key: string | undefined
  /** Requests that may have become a job, and jobs that did. */
  requests: number
  jobs: number
}

export interface Submitted {
  readonly jobId: string
  readonly tokenCost: number
}

export class Wishes {
  readonly #blame: Blame
  readonly #jobs: ReadonlyMap<string, Known>
  readonly #deleted: ReadonlySet<string>
  readonly #byContent = new Map<number | string, Wish[]>()
  readonly #byKey = new Map<string, Known>()
  readonly #sends = new Set<Send>()
  /** Jobs that somebody asked to end. */
  readonly #unwanted = new Set<string>()
  /** Grants, as user and amount, that were asked and not seen yet. */
  readonly #grants = new Map<string, number>()

  constructor(options: {
    blame: Blame
    jobs: ReadonlyMap<string, Known>
    /** Jobs whose rows somebody else removed. */
    deleted: ReadonlySet<string>
  }) {
    this.#blame = options.blame
    this.#jobs = options.jobs
    this.#deleted = options.deleted
  }

  /** A request goes out; tell the rest about the same `Send`. Say nothing more when its answer is lost. */
  asked(sent: {
    userId: string
    of: number | string
    key: number | undefined
    balance: number
    price: number
  }): Send {
    const { userId, of, balance, price } = sent
    const key = sent.key === undefined ? undefined : `${userId}/${sent.key}`
    const all = this.#byContent.get(of) ?? []
    this.#byContent.set(of, all)
    let wish = all.find((each) => each.key === key)
    if (!wish) {
      wish = { of, key, requests: 0, jobs: 0 }
      all.push(wish)
    }
    wish.requests++
    const held = key === undefined ? undefined : this.#byKey.get(key)
    const known = held && contentOf(held) === of ? held.jobId : undefined
    const send = { userId, wish, known, lowest: balance, price }
    this.#sends.add(send)
    return send
  }

  accepted(send: Send, { jobId, tokenCost }: Submitted): void {
    this.#sends.delete(send)
    const { wish, userId, known } = send
    const job = this.#jobs.get(jobId)
    if (this.#deleted.has(jobId)) return
    if (!job) return this.#blame('J2', `${jobId} was told and is not there`)
    if (job.userId !== userId || contentOf(job) !== wish.of) {
      this.#blame('M8', `${userId} asked for ${wish.of} and was told of ${jobId}`)
    }
    if (known !== undefined && known !== jobId) this.#blame('M8', `${wish.key} has two answers`)
    if (wish.key !== undefined) this.#hold(wish.key, job)
    if (tokenCost !== job.charged) this.#blame('M4', `${jobId} was told to cost ${tokenCost}`)
  }

  refused(send: Send, code: string): void {
    const { wish, userId, known, lowest, price } = send
    // A release that withdrew the assessment cannot read the scores, and so not say that they are the same.
    const isHonest = honest.has(code)
    if (known !== undefined && !isHonest) {
      this.#blame('M8', `${wish.key} stands for ${known} and was refused: ${code}`)
    }
    if (code === 'INSUFFICIENT_TOKENS' && lowest >= price) {
      this.#blame('M2', `${userId} had ${lowest}, ${wish.of} costs ${price} and was refused`)
    }
    this.failed(send)
  }

  /** Certain to have done nothing. */
  failed(send: Send): void {
    this.#sends.delete(send)
    send.wish.requests--
    this.#require(send.wish.of)
  }

  /** A submitted job has come to be. */
  born(job: Known): void {
    const wishes = this.#byContent.get(contentOf(job) ?? Number.NaN) ?? []
    const most = ({ key, requests }: Wish) => (key === undefined ? requests : Math.min(1, requests))
    const open = wishes.find((wish) => wish.jobs < most(wish))
    if (!open) return this.#blame('J3', `nobody asked for ${job.jobId}`)
    open.jobs++
    this.#require(open.of)
    if (open.key !== undefined && job.retryOf === null) this.#hold(open.key, job)
  }

  /** Its user's balance moved. */
  moved(userId: string, balance: number): void {
    for (const send of this.#sends) {
      if (send.userId === userId) send.lowest = Math.min(send.lowest, balance)
    }
  }

  unwanted(jobId: string): void {
    this.#unwanted.add(jobId)
  }

  isUnwanted(jobId: string): boolean {
    return this.#unwanted.has(jobId)
  }

  /** Somebody was told that a job is ended. */
  ended(jobId: string, answer: { readonly status: string; readonly refundedTokens: number }): void {
    const job = this.#jobs.get(jobId)
    if (job?.status !== answer.status || (job.refunded ?? 0) !== answer.refundedTokens) {
      this.#blame(
        'J2',
        `${jobId} was told ${answer.status}, +${answer.refundedTokens}; it is not so`,
      )
    }
  }

  granting(userId: string, amount: number): void {
    const asked = `${userId}/${amount}`
    this.#grants.set(asked, (this.#grants.get(asked) ?? 0) + 1)
  }

  /** Whether somebody asked for the grant that is there now; it is not asked for any more. */
  granted(userId: string, amount: number): boolean {
    const asked = `${userId}/${amount}`
    const times = this.#grants.get(asked) ?? 0
    this.#grants.set(asked, times - 1)
    return times > 0
  }

  /** Nobody who waits will be answered. */
  died(): void {
    this.#sends.clear()
  }

  #hold(key: string, job: Known): void {
    const held = this.#byKey.get(key)
    if (held && held !== job) this.#blame('M8', `${key} stands for ${held.jobId} and ${job.jobId}`)
    this.#byKey.set(key, job)
  }

  /** Two retries of one job under two keys are told apart only by their answers, so they count together. */
  #require(of: number | string): void {
    const wishes = this.#byContent.get(of) ?? []
    const jobs = wishes.reduce((sum, wish) => sum + wish.jobs, 0)
    const requests = wishes.reduce((sum, wish) => sum + wish.requests, 0)
    if (jobs > requests) this.#blame('J3', `${of} became ${jobs} jobs by ${requests} requests`)
  }
}

/** Nobody who is held back, or was erased, is told what a key stood for. */
const honest = new Set(['SERVICE_STOPPING', 'UNSUPPORTED_ASSESSMENT', 'OVERLOADED', 'UNAUTHORIZED'])

const contentOf = ({ retryOf, mark }: Known): number | string | undefined => retryOf ?? mark
