// Starts waiting jobs while slots are free: first what a restart cut off, then the line, oldest first.
// It is asked inside each group commit, so a job starts in the transaction that made room or made it.
import type { Db } from '../db/connection.ts'
import * as jobs from '../db/jobs.queries.ts'
import * as line from '../db/line.queries.ts'
import type { Assessments } from '../domain/policy.ts'
import type { Clock } from '../system/clock.ts'
import type { DispatchResult } from './dispatch-result.ts'
import type { GroupCommit } from './group-commit.ts'
import type { JobSupervisor } from './job-supervisor.ts'

export interface DispatcherOptions {
  readonly db: Db
  readonly clock: Clock
  readonly commits: GroupCommit
  readonly supervisor: JobSupervisor
  readonly assessments: Assessments
  /** Analyses that run at the same time. */
  readonly slotsMax: number
  /** The number of this process's start. */
  readonly boot: number
}

/** A job that lost its actor waits this long, so that the report it may just be making comes first. */
const orphanPauseMs = 5_000
/** A job whose start could not be committed is left alone this long. */
const blockedMs = 5_000
/** After a look at the line that could not be committed, the next one. */
const lookAgainMs = 1_000

export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #cutOff: { readonly jobId: string; readonly died: boolean }[] = []
  readonly #blocked = new Set<string>()
  readonly #timers = new Set<unknown>()
  #isOpen = false
  #isClosed = false
  #mayHaveWaiting = true

  constructor(options: DispatcherOptions) {
    this.#options = options
  }

  /** Whether jobs are being started. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  get freeSlots(): number {
    return Math.max(0, this.#options.slotsMax - this.#options.supervisor.busy)
  }

  /** Nothing is started before this: overdue jobs are settled first. */
  open(): void {
    this.#isOpen = true
    this.wake()
  }

  close(): void {
    this.#isOpen = false
    this.#isClosed = true
    for (const timer of this.#timers) this.#options.clock.clearTimeout(timer)
    this.#timers.clear()
  }

  /** There may be a job to start. */
  wake(): void {
    this.#mayHaveWaiting = true
    this.#look()
  }

  /** A processing job whose run is gone: with its process (`died`), or with a commit that failed. */
  resume(jobId: string, options: { died: boolean }): void {
    if (options.died) this.#cutOff.push({ jobId, ...options })
    else this.#later(() => this.#cutOff.push({ jobId, ...options }), orphanPauseMs)
  }

  /** The group commit's hook: what it adds joins the open transaction. */
  fill(): void {
    if (!this.#isOpen) return
    let free = this.freeSlots
    for (; free > 0 && this.#cutOff.length > 0; free--) {
      const next = this.#cutOff.shift()
      if (next) this.#resumeNow(next.jobId, next.died)
    }
    if (free === 0 || !this.#mayHaveWaiting) return
    const { db } = this.#options
    const waiting = line.nextInLine(db, free + this.#blocked.size)
    this.#mayHaveWaiting = waiting.length > 0
    // Whoever left the line in this transaction is back in it when the transaction is lost.
    if (waiting.length === 0) this.#look()
    for (const jobId of waiting.filter((id) => !this.#blocked.has(id)).slice(0, free)) {
      this.#startNow(jobId)
    }
  }

  /** An item of its own in the next transaction, so that it hears when that is lost. */
  #look(): void {
    this.#options.commits.add(() => {}).catch(() => this.#later(() => {}, lookAgainMs))
  }

  #resumeNow(jobId: string, died: boolean): void {
    const { commits, supervisor, boot } = this.#options
    commits
      .add(() => supervisor.dispatchNow(jobId, { type: 'job.resumed', boot, died }))
      .then(
        (result) => this.#lookAgainUnlessStarted(result),
        () => this.#later(() => this.#cutOff.push({ jobId, died }), orphanPauseMs),
      )
  }

  #startNow(jobId: string): void {
    const { commits, supervisor, boot, assessments, db } = this.#options
    commits
      .add(() => {
        const row = jobs.find(db, jobId)
        const isSupported = row !== undefined && assessments.has(row.assessmentName)
        const type = isSupported ? 'job.dispatched' : 'job.unsupported'
        return supervisor.dispatchNow(jobId, { type, boot })
      })
      .then(
        (result) => {
          if (result.outcome === 'ignored') this.#block(jobId)
          this.#lookAgainUnlessStarted(result)
        },
        () => this.#block(jobId),
      )
  }

  #lookAgainUnlessStarted(result: DispatchResult): void {
    if (result.outcome === 'applied' && result.job.status === 'processing') return
    this.wake()
  }

  #block(jobId: string): void {
    this.#blocked.add(jobId)
    this.#later(() => this.#blocked.delete(jobId), blockedMs)
  }

  #later(change: () => void, delayMs: number): void {
    if (this.#isClosed) return
    const timer = this.#options.clock.setTimeout(() => {
      this.#timers.delete(timer)
      change()
      if (this.#isOpen) this.wake()
    }, delayMs)
    this.#timers.add(timer)
  }
}
