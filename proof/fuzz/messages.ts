// What the fuzzer asks of the service's process beside its port, and what it hears.
import type { Person, Things } from './people.ts'

export interface Questions {
  /** People with tokens, roles and jobs in every state. */
  readonly refill: { readonly things: Things; readonly tokens: Tokens }
  /** Everybody with an account as it was meant. */
  readonly restore: Record<string, never>
  /** Nothing: by the time of the answer, whatever was sent before has been dealt with. */
  readonly turn: Record<string, never>
  /** How things stand, and how the loop fared since the last look. */
  readonly look: Look
  /** Every invariant, on the live data. */
  readonly verify: { readonly broken: readonly string[]; readonly rows: number }
}

/** The first token of everybody's account; another than before where the account had to be made anew. */
export type Tokens = Readonly<Record<Person, string>>

export interface Look {
  /** Over users, jobs, results, ledger and events. */
  readonly digest: string
  readonly stallMs: number
  readonly cpuMs: number
  readonly rssMiB: number
  /** Errors the service has logged, each as it was, and lines that are not one JSON object. */
  readonly logged: readonly string[]
}

export type Ask = keyof Questions

export interface Ready {
  readonly ready: true
  readonly port: number
  readonly serviceKey: string
  readonly tokens: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
}

/** What a note may say to bring about a fault. */
export const plantNames = [
  'plant-c41e: a bug',
  'plant-c41e: a stall',
  'plant-c41e: a change',
  'plant-c41e: a death',
] as const
export type Plant = (typeof plantNames)[number]
