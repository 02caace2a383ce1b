// One thing a person wants to have submitted: how its requests have gone so far, and when it asks again.
import type { ClientAction } from './plan.ts'
import type { ProbeName } from './probes.ts'
import type { Send } from './wishes.ts'

export type Order =
  | Extract<ClientAction, { do: 'submit' }>
  | (Extract<ClientAction, { do: 'retry' }> & { readonly jobId: string })

export interface Errand {
  readonly order: Order
  send: Send | undefined
  requests: number
  wasLost: boolean
  wasRefusedByStore: boolean
}

export const requestsMax = 20
const longestPauseMs = 60_000

/** Longer from one request to the next, and not the same for all. */
export const pauseMs = (requests: number): number =>
  Math.min(longestPauseMs, 500 * 2 ** requests) + ((requests * 977) % 1_000)

/** Which situation a refusal is. */
export const refusals: Readonly<Record<string, ProbeName>> = {
  INSUFFICIENT_TOKENS: 'refused: not enough tokens',
  QUEUE_FULL: 'refused: line too long',
  RATE_LIMITED: 'refused: rate or unfinished limit',
  OVERLOADED: 'refused: intake held back',
  UNAUTHORIZED: 'refused: account erased',
  FORBIDDEN: 'refused: account disabled',
  IDEMPOTENCY_KEY_REUSED: 'same key, other scores: refused',
  JOB_NOT_RETRYABLE: 'retry refused: a live retry',
}

export const errandOf = (order: Order): Errand => ({
  order,
  send: undefined,
  requests: 0,
  wasLost: false,
  wasRefusedByStore: false,
})
