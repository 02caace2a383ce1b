// The workers outside, as one part of the service: what they may do, and how they stand. It joins claims and
// reports over the same parts; every rule is in the files it joins.

import * as claimable from '../db/claimable.queries.ts'
import type { Db } from '../db/connection.ts'
import { counted } from '../db/stats.queries.ts'
import { type Assessments, namesForWorkers } from '../domain/policy.ts'
import type { Clock } from '../system/clock.ts'
import { ClaimableJobs } from './claimable-jobs.ts'
import { Claims } from './claims.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { GroupCommit } from './group-commit.ts'
import type { JobSupervisor } from './job-supervisor.ts'
import { LeaseDesk } from './lease-desk.ts'
import { RateLimiter } from './rate-limiter.ts'
import { WorkerWatch } from './worker-watch.ts'

export interface WorkersOptions {
  readonly db: Db
  readonly clock: Clock
  readonly newSecret: () => string
  readonly commits: GroupCommit
  readonly supervisor: JobSupervisor
  readonly dispatcher: Dispatcher
  readonly assessments: Assessments
  readonly leasesMax: number
  readonly boot: number
  readonly onLost: (jobId: string, reason: string) => void
}

export interface WorkersState {
  /** Jobs that wait for a worker, those that pause after a failed try included. */
  readonly waiting: number
  /** For how long the first that may be claimed has waited; null where none may. */
  readonly oldestWaitingMs: number | null
  /** Jobs that workers have now. */
  readonly leases: number
  readonly leasesMax: number
  /** Workers heard of within the last minute. */
  readonly seen: number
  /** Since a worker last asked for work, or since the start where none has. */
  readonly lastAskedMs: number
}

/** Twenty jobs a second, and two hundred at once: more than one process can begin, and little for the store. */
export const claimLimit = { perMinute: 1_200, burst: 200 }

export class Workers {
  readonly claims: Claims
  readonly desk: LeaseDesk
  readonly #options: WorkersOptions
  readonly #watch: WorkerWatch
  readonly #names: readonly string[]
  readonly #startedAt: number

  constructor(options: WorkersOptions) {
    this.#options = options
    this.#names = namesForWorkers(options.assessments)
    this.#startedAt = options.clock.now()
    const watch = new WorkerWatch(options)
    this.#watch = watch
    const limiter = new RateLimiter({ clock: options.clock, limit: claimLimit })
    this.claims = new Claims({
      ...options,
      watch,
      limiter,
      claimable: new ClaimableJobs(options),
    })
    this.desk = new LeaseDesk({ ...options, watch })
  }

  /** How they stand; undefined where nothing is analysed outside. */
  get state(): WorkersState | undefined {
    if (this.#names.length === 0) return undefined
    const { db, clock, leasesMax } = this.#options
    const now = clock.now()
    const since = claimable.oldestDueSince(db, this.#names, now)
    return {
      waiting: counted(db, 'claimable'),
      oldestWaitingMs: since === undefined ? null : now - since,
      leases: claimable.countLeases(db, leasesMax),
      leasesMax,
      seen: this.#watch.seen,
      lastAskedMs: now - (this.#watch.lastAskedAt ?? this.#startedAt),
    }
  }

  /** Those that wait for a job, and all that are there, so far as can be seen. */
  get strength(): { readonly idle: number; readonly all: number } {
    const { db, leasesMax } = this.#options
    const idle = this.claims.waiting
    const working = claimable.countLeases(db, leasesMax)
    return { idle, all: Math.max(this.#watch.seen, idle + working) }
  }
}
