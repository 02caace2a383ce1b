// What was asked and what was heard, one line each: written before a request is sent, and as soon as its
// answer is there. Append-only and kept outside of the service; everything that is checked is checked
// against this.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { AssessmentName, Scores } from './analyses.ts'

export type Wish =
  | {
      readonly do: 'submit'
      readonly key: string | null
      readonly assessmentName: AssessmentName
      readonly scores: Scores
      /** The key was used for something else: a refusal is the only right answer. */
      readonly mustRefuse: boolean
    }
  | { readonly do: 'cancel'; readonly jobId: string }
  | { readonly do: 'retry'; readonly jobId: string; readonly key: string }

export interface Promised {
  readonly jobId: string
  /** Of a new job, with whether the answer repeats an earlier one. */
  readonly resultId?: string
  readonly replayed?: boolean
  readonly refundedTokens?: number
}

export type Line =
  | {
      readonly what: 'person'
      readonly userId: string
      readonly email: string
      readonly token: string
      readonly balance: number
    }
  | {
      readonly what: 'asked'
      readonly ask: number
      readonly client: string
      readonly userId: string
      readonly wish: Wish
    }
  | { readonly what: 'promised'; readonly ask: number; readonly promised: Promised }
  | { readonly what: 'refused'; readonly ask: number; readonly code: string }
  /** Nobody said what became of it. */
  | { readonly what: 'unknown'; readonly ask: number; readonly why: string }
  | {
      readonly what: 'told'
      readonly client: string
      readonly userId: string
      readonly id: number
      readonly event: string
      readonly jobId: string
    }
  /** Of the process: started, ready, killed, frozen. For people who read the record. */
  | { readonly what: 'life'; readonly happened: string }

export class Record {
  readonly path: string
  readonly #fd: number
  readonly #listeners: ((line: Line) => void)[] = []
  #asks = 0

  constructor(path: string) {
    this.path = path
    this.#fd = openSync(path, 'a', 0o600)
  }

  onLine(listener: (line: Line) => void): void {
    this.#listeners.push(listener)
  }

  write(line: Line): void {
    writeSync(this.#fd, `${JSON.stringify({ at: Date.now(), ...line })}\n`)
    for (const listener of this.#listeners) listener(line)
  }

  /** Notes what is about to be asked, and gives the number its answer is to be noted under. */
  ask(client: string, userId: string, wish: Wish): number {
    const ask = ++this.#asks
    this.write({ what: 'asked', ask, client, userId, wish })
    return ask
  }

  close(): void {
    closeSync(this.#fd)
  }
}

export const readRecord = (path: string): Line[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as Line)
