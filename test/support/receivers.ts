// Receivers of webhooks in a world: each URL answers as its script says, and what it was sent is kept. Nothing reaches
// the network.
import type { WebhookPort } from '../../src/actors/webhooks.ts'
import type { Attempt } from '../../src/domain/webhooks.ts'

type Sent = Parameters<WebhookPort['send']>[0]

export interface Received extends Sent {
  readonly body: string
  /** What `body` holds. */
  readonly payload: { type: string; timestamp: string; data: Record<string, unknown> }
}

type Answer = number | 'never' | ((sent: Sent) => Promise<Attempt>)

export class Receivers implements WebhookPort {
  readonly secret = 'a secret of the service that nobody guesses'
  readonly received: Received[] = []
  readonly #answers = new Map<string, Answer>()
  readonly #waiting: ((attempt: Attempt) => void)[] = []
  /** How many deliveries are under way now, and were at most. */
  underWay = 0
  underWayMost = 0

  /** From now on this URL answers with this status, or never. */
  answer(url: string, answer: Answer): void {
    this.#answers.set(url, answer)
  }

  /** Those that were never answered are answered well, and so is what comes from now on. */
  release(url: string): void {
    this.#answers.set(url, 200)
    for (const resolve of this.#waiting.splice(0)) resolve(attempt(200, null))
  }

  at(url: string): Received[] {
    return this.received.filter((each) => each.url === url)
  }

  async check(url: string): Promise<string> {
    if (!URL.canParse(url)) throw new Error('must be a URL')
    return url
  }

  async send(sent: Sent, stop: AbortSignal): Promise<Attempt> {
    this.received.push({ ...sent, payload: JSON.parse(sent.body) })
    this.underWay++
    this.underWayMost = Math.max(this.underWayMost, this.underWay)
    try {
      return await this.#answered(sent, stop)
    } finally {
      this.underWay--
    }
  }

  #answered(sent: Sent, stop: AbortSignal): Promise<Attempt> {
    const answer = this.#answers.get(sent.url) ?? 200
    if (typeof answer === 'function') return answer(sent)
    if (answer === 'never') {
      return new Promise((resolve) => {
        this.#waiting.push(resolve)
        stop.addEventListener('abort', () => resolve(attempt(null, 'the service is stopping')))
      })
    }
    const isWell = answer >= 200 && answer < 300
    return Promise.resolve(attempt(answer, isWell ? null : `it answered ${answer}`))
  }
}

export const attempt = (
  statusCode: number | null,
  error: string | null,
  durationMs = 5,
): Attempt => ({ statusCode, error, answer: null, durationMs })
