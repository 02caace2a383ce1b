// What a plan holds of the parts around the line: workers outside, receivers of webhooks, people who are erased, what is
// removed with time, and operators who change the running service.

/** One claim of a worker: what it does with the job. */
export type WorkerScript =
  /** Ends well, with so many signs of life on the way. */
  | { readonly works: 'complete'; readonly afterMs: number; readonly beats: number }
  | {
      readonly works: 'fail'
      readonly afterMs: number
      readonly beats: number
      readonly transient: boolean
    }
  /** Its result does not fit the assessment. */
  | { readonly works: 'lie'; readonly afterMs: number }
  /** Is never heard of again. */
  | { readonly works: 'vanish' }
  /** Says nothing until its lease has ended, counted from there, and completes. */
  | { readonly works: 'late'; readonly pastMs: number }
  /** Completes, and says so again. */
  | { readonly works: 'twice'; readonly afterMs: number }
  /** Fails, and goes on as if it had not. */
  | { readonly works: 'revive'; readonly afterMs: number }
  /** Reports under a token or an attempt that is not its own, then completes. */
  | { readonly works: 'forge'; readonly afterMs: number; readonly how: number }
  /** Only ever says that it is at work. */
  | { readonly works: 'cling'; readonly everyMs: number }

export type WorkerAction = {
  readonly do: 'shift'
  readonly worker: number
  readonly forMs: number
  /** How long it waits for a job. */
  readonly waitMs: number
  /** It hangs up so long after it began to wait. */
  readonly leavesAfterMs?: number
}

export const settingNames = [
  'WORKER_CONCURRENCY',
  'STUCK_JOB_QUEUED_TIMEOUT',
  'STUCK_JOB_PROCESSING_TIMEOUT',
  'STUCK_JOB_HARD_LIMIT',
] as const
export type SettingName = (typeof settingNames)[number]

export type ControlAction =
  | { readonly do: 'set'; readonly name: SettingName; readonly value: number }
  | { readonly do: 'unset' }
  | { readonly do: 'hold'; readonly what: 'intake' | 'dispatch' }
  | { readonly do: 'let-go' }
  | { readonly do: 'drain' }

export const moods = ['well', 'refuses', 'gone', 'broken', 'silent', 'slow'] as const
/** How a receiver answers: 2xx, 400, 410, 503, not at all, or 2xx after seconds. */
export type Mood = (typeof moods)[number]

export const hookDeeds = ['off', 'on', 'delete', 'rotate', 'redeliver', 'test'] as const
export type HookDeed = (typeof hookDeeds)[number]

export type HookAction =
  /** A person, or the service (-1), has its events told to a receiver. */
  | { readonly do: 'hook'; readonly user: number; readonly receiver: number }
  | { readonly do: 'hook-do'; readonly pick: number; readonly what: HookDeed }
  | { readonly do: 'mood'; readonly receiver: number; readonly mood: Mood }

export type ForgettingAction =
  | { readonly do: 'erase'; readonly user: number; readonly by: 'owner' | 'operator' }
  | { readonly do: 'retain' }
  | { readonly do: 'backup' }
  /** Starts a service on the latest backup, beside the one that runs, and lets it settle. */
  | { readonly do: 'restore'; readonly way: 'tool' | 'by hand' }

export type OutsideAction = WorkerAction | ControlAction | HookAction | ForgettingAction

/** What a plan without them does not have. */
export interface OutsideConfig {
  readonly outside?: { readonly leaseMs: number; readonly leasesMax: number }
  readonly retention?: {
    readonly events: number
    readonly tries: number
    readonly results: number
    readonly deleted: number
  }
  /** After the faults have ended, receivers stay as they are for so long. */
  readonly tailMs?: number
}
