// What the process under test says about itself in the log: what it was asked for, and what it answered.
// An answer is a promise: from that place of the log on it must hold, whatever is lost.
import type { EventEnvelope } from '../../src/domain/events.ts'

/** What can be asked for. `tag` is carried in the scores, so that a job can be traced to its asking. */
export type Ask =
  | { readonly what: 'account'; readonly userId: string }
  | {
      readonly what: 'grant'
      readonly userId: string
      readonly amount: number
      readonly reason: string
    }
  | {
      readonly what: 'submit'
      readonly userId: string
      readonly tag: string
      readonly key: string | null
    }
  | { readonly what: 'retry'; readonly userId: string; readonly jobId: string }
  | { readonly what: 'cancel'; readonly userId: string; readonly jobId: string }
  | { readonly what: 'hide'; readonly userId: string; readonly jobId: string }
  | { readonly what: 'check' }
  /** A row inserted by somebody else's connection; its writer promises nothing. */
  | { readonly what: 'foreign-row'; readonly userId: string; readonly jobId: string }

export type Answer =
  | { readonly what: 'account' | 'grant'; readonly balance: number }
  | {
      readonly what: 'submit' | 'retry'
      readonly jobId: string
      readonly resultId: string
      readonly tokenCost: number
    }
  | { readonly what: 'cancel'; readonly refundedTokens: number }
  | { readonly what: 'hide' | 'foreign-row' }
  | { readonly what: 'check'; readonly fixed: readonly string[] }

export type Mark =
  | { readonly at: 'asked'; readonly id: string; readonly ask: Ask }
  | { readonly at: 'answered'; readonly id: string; readonly answer: Answer }
  /** A rule said no: nothing of it may be kept. */
  | { readonly at: 'refused'; readonly id: string; readonly code: string }
  /** Neither done nor refused, as far as the caller knows: all of it may be kept, or nothing. */
  | { readonly at: 'unknown'; readonly id: string; readonly error: string }
  /** A subscriber was told. */
  | { readonly at: 'told'; readonly event: EventEnvelope }
  | { readonly at: 'started' | 'stopped' }
