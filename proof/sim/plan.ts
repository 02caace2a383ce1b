// A plan: one simulated history as plain JSON, from the settings of the service to the last fault. Seeds rot
// when generators change; a plan says the same for ever.

import type { OutsideAction, OutsideConfig, WorkerScript } from './plan-outside.ts'

export interface Plan {
  readonly format: 1
  readonly title: string
  /** What was wrong, in a saved plan whose bug is mended. */
  readonly cause?: string
  /** Ids and other chance in the service are drawn from it. */
  readonly seed: number
  readonly config: Config
  /** In order of time. */
  readonly steps: readonly Step[]
}

/**
 * `file`: a real write-ahead log in a RAM disk, second connections included. `torn`: the same, and each
 * crash leaves half of a write at the end of the log.
 */
export type StoreKind = 'memory' | 'file' | 'torn'

export interface Config extends OutsideConfig {
  readonly store: StoreKind
  /** Deferred work runs after the current promises, or one turn of the loop later. */
  readonly defer: 'promises' | 'turn'
  /** Timers due at the same instant run back to back, as on a busy loop, or each in its own turn. */
  readonly timers: 'together' | 'apart'
  readonly users: number
  readonly startingBalance: number
  readonly tokenCost: number
  readonly slotsMax: number
  readonly queuedTimeoutMs: number
  readonly processingTimeoutMs: number
  readonly hardLimitMs: number
  readonly triesMax: number
  readonly estimateMs: number
  readonly unfinishedMax: number
  readonly liveActorsMax: number
  readonly submitsPerMinute: number
  readonly submitsAtOnce: number
  /** Between scheduled checks for stuck jobs. */
  readonly sweepMs: number
}

/** Milliseconds after the start of the history, and what happens then. */
export type Step = { readonly at: number } & Action

export type Action = ClientAction | OperatorAction | FaultAction | OutsideAction

/** `pick` chooses among what the doer knows, so that a shorter plan still makes sense. */
export type ClientAction =
  | {
      readonly do: 'submit'
      readonly user: number
      /** Stands in the scores, so that a row tells which wish it grew from. */
      readonly mark: number
      /** The idempotency key's number; a submission without one is never repeated. */
      readonly key?: number
      /** Sent so often in one turn. */
      readonly times: number
      /** The last of them is analysed by workers outside. */
      readonly assessment: 0 | 1 | 2
      /** What the analyzer does at its first call, its second …; the last one again after that. */
      readonly scripts: readonly Script[]
      /** The same of the workers that claim it. */
      readonly outside?: readonly WorkerScript[]
    }
  | { readonly do: 'retry'; readonly user: number; readonly pick: number; readonly key: number }
  | { readonly do: 'cancel'; readonly user: number; readonly pick: number }
  | { readonly do: 'hide'; readonly user: number; readonly pick: number }
  | { readonly do: 'read'; readonly user: number }
  | {
      readonly do: 'connect'
      readonly user: number
      /** Pauses so long after each event. */
      readonly slowMs: number
      /** Resumes from this many events before the last it saw. */
      readonly back: number
    }
  | { readonly do: 'disconnect'; readonly user: number }

export type OperatorAction =
  | {
      readonly do: 'fail'
      readonly pick: number
      /** At once, or at the very instant of the job's deadline. */
      readonly when: 'now' | 'deadline'
    }
  | { readonly do: 'grant'; readonly user: number; readonly amount: number }
  | { readonly do: 'check'; readonly dryRun: boolean }
  | { readonly do: 'disable' | 'enable'; readonly user: number }

export type CrashPlace = 'now' | 'before-commit' | 'after-commit' | 'ack'

export type FaultAction =
  | {
      readonly do: 'crash'
      /** At once, or at a boundary of a commit, or when a client has just been answered. */
      readonly place: CrashPlace
      /** Boundaries that are passed first. */
      readonly skip: number
      readonly awayMs: number
      /** Each start after it is cut off again at a commit of its recovery. */
      readonly again: readonly { readonly place: CrashPlace; readonly skip: number }[]
    }
  | { readonly do: 'stop'; readonly awayMs: number }
  | { readonly do: 'stall'; readonly forMs: number }
  | { readonly do: 'clock'; readonly byMs: number }
  | { readonly do: 'full'; readonly forMs: number; readonly pagesLeft: number }
  | { readonly do: 'busy'; readonly forMs: number }
  /** What the next start offers: a new price, and whether the second assessment is withdrawn. */
  | { readonly do: 'release'; readonly tokenCost: number; readonly withdrawn: boolean }
  | ForeignAction

export type ForeignAction =
  | {
      readonly do: 'insert-row'
      readonly user: number
      readonly id: string
      readonly status: string
      /** Its created_at and updated_at, counted from now. */
      readonly ageMs: number
      readonly cost?: number
      /** Given: the row has scores, and its analyses follow these. */
      readonly scripts?: readonly Script[]
      readonly mark: number
    }
  | {
      readonly do: 'update-row'
      readonly pick: number
      readonly change: RowChange
    }
  | { readonly do: 'delete-row'; readonly pick: number }
  | { readonly do: 'delete-user'; readonly user: number }

export const rowChanges = [
  'touch',
  'start',
  'fail',
  'complete',
  'fail-whole',
  'complete-whole',
  'unknown',
  'due-now',
  'no-deadline',
  'dearer',
  'other-assessment',
] as const
export type RowChange = (typeof rowChanges)[number]

/** One call of the analyzer. */
export type Script =
  | { readonly does: 'answer'; readonly afterMs: number }
  /** Answers although it was told to stop. */
  | { readonly does: 'answer-late'; readonly afterMs: number }
  /** Answers, and then goes on reporting. */
  | { readonly does: 'answer-twice'; readonly afterMs: number }
  | { readonly does: 'fail'; readonly afterMs: number; readonly transient: boolean }
  | { readonly does: 'throw'; readonly what: number }
  | { readonly does: 'lie'; readonly afterMs: number; readonly what: number }
  | { readonly does: 'hang'; readonly deaf: boolean }
  | {
      readonly does: 'report'
      readonly everyMs: number
      readonly times: number
      readonly how: 'progress' | 'heartbeat' | 'nonsense'
      readonly ends: 'answer' | 'fail' | 'hang'
    }

export const dayMs = 86_400_000
