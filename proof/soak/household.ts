// Everybody who uses the service in a soak: people who submit and wait, each over a connection of another kind, and
// those who come, look around and are forgotten. What became of each submission is compared with what its scores ask.
import { setTimeout as pause } from 'node:timers/promises'
import { createTRPCClient, httpLink } from '@trpc/client'
import { WebSocket } from 'ws'
import {
  createUnstuckClient,
  type Job,
  JobFailedError,
  type UnstuckClient,
} from '../../client/index.ts'
import type { AppRouter } from '../../src/index.ts'
import type { Random } from '../sim/random.ts'
import { drawScores, kinds, type Scores } from './analyses.ts'

type Result = Pick<Scores, 'tag' | 'filling'>

export interface HouseholdOptions {
  readonly url: string
  readonly random: Random
  /** Told of everything that is not as it should be. */
  readonly onFound: (what: string) => void
}

const password = 'a password for a soak'
/** An address may register ten at once, and ten a minute; visitors come on top. */
const peopleCount = 8
/** Much longer than the longest that any job may take. */
const endsWithinMs = 120_000

export class Household {
  /** Milliseconds from asking to the promise, since they were last taken. */
  #answerMs: number[] = []
  #submitted = 0
  #completed = 0
  readonly #options: HouseholdOptions
  readonly #clients: UnstuckClient<Result>[] = []
  readonly #open = new Set<Promise<void>>()
  #visitors = 0

  constructor(options: HouseholdOptions) {
    this.#options = options
  }

  get submitted(): number {
    return this.#submitted
  }

  get completed(): number {
    return this.#completed
  }

  takeAnswerMs(): readonly number[] {
    const taken = this.#answerMs
    this.#answerMs = []
    return taken
  }

  async gather(): Promise<void> {
    for (let index = 0; index < peopleCount; index++) {
      const token = await this.#register(`person${index}@example.com`)
      // Every third polls.
      const socket = { WebSocket: index % 3 === 0 ? null : WebSocket }
      this.#clients.push(createUnstuckClient<Result>({ url: this.#options.url, token, ...socket }))
    }
  }

  /** Submits `perSecond` for as long as told, whether or not earlier ones are answered; resolves when all ended. */
  async submitFor(ms: number, perSecond: number): Promise<void> {
    const startedAt = performance.now()
    const count = Math.round((ms / 1_000) * perSecond)
    for (let index = 0; index < count; index++) {
      const dueMs = (index / perSecond) * 1_000 - (performance.now() - startedAt)
      if (dueMs > 0) await pause(dueMs)
      this.#keep(this.#submit())
    }
    while (this.#open.size > 0) await Promise.all(this.#open)
  }

  /** Somebody new: submits, shows a result to others, has a webhook, and has everything of theirs erased. */
  async visit(receiverUrl: string): Promise<void> {
    const { url, random } = this.#options
    const email = `visitor${++this.#visitors}@example.com`
    const token = await this.#register(email)
    const client = createUnstuckClient<Result>({ url, token, WebSocket })
    const { trpc } = client
    await trpc.webhooks.create.mutate({ url: receiverUrl })
    const job = await client.submit(
      { ...drawScores(random, email), kind: 'quick' },
      { assessmentName: 'Inside' },
    )
    await job.done()
    const { secret } = await trpc.shares.create.mutate({
      ...{ resultId: job.resultId, sections: ['everything'], days: 1 },
    })
    await trpc.shares.open.mutate({ secret })
    await trpc.account.erase.mutate({ password })
    client.close()
  }

  leave(): void {
    for (const client of this.#clients) client.close()
  }

  #keep(work: Promise<void>): void {
    const kept = work
      .catch((error) => this.#options.onFound(`a submission: ${String(error)}`))
      .finally(() => this.#open.delete(kept))
    this.#open.add(kept)
  }

  async #submit(): Promise<void> {
    const { random } = this.#options
    const tag = `tag${++this.#submitted}`
    const scores = drawScores(random, tag)
    const { assessmentName } = kinds[scores.kind]
    const client = random.pick(this.#clients)
    const askedAt = performance.now()
    const job = await client.submit(scores, { assessmentName, idempotencyKey: tag })
    this.#answerMs.push(performance.now() - askedAt)
    await this.#wait(job, scores)
    // The same again, after its end: one submission, one job.
    if (random.chance(0.05)) {
      const again = await client.submit(scores, { assessmentName, idempotencyKey: tag })
      if (again.jobId !== job.jobId) this.#options.onFound(`${tag} became two jobs`)
    }
  }

  async #wait(job: Job<Result>, scores: Scores): Promise<void> {
    const { ends } = kinds[scores.kind]
    const became = await endOf(job, AbortSignal.timeout(endsWithinMs))
    const isRight = ends === 'failed' ? became === 'failed' : became === scores.tag
    if (isRight) this.#completed += ends === 'completed' ? 1 : 0
    else this.#options.onFound(`${scores.kind} ${scores.tag}: job ${job.jobId} became ${became}`)
  }

  async #register(email: string): Promise<string> {
    const link = httpLink({ url: `${this.#options.url}/trpc` })
    const trpc = createTRPCClient<AppRouter>({ links: [link] })
    const { token } = await trpc.auth.register.mutate({ email, password })
    return token
  }
}

/** The tag in the result, or `failed` where the token came back, or what else happened. */
async function endOf(job: Job<Result>, signal: AbortSignal): Promise<string> {
  try {
    return (await job.done({ signal })).tag
  } catch (error) {
    if (!(error instanceof JobFailedError)) return String(error)
    return error.refundedTokens === 1 ? 'failed' : `failed, ${error.refundedTokens} tokens back`
  }
}
