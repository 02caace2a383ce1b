// Starts waiting jobs while slots are free: first what a restart cut off, then the line, oldest first.
// It is asked inside each group commit, so a job starts in the transaction that made room or made it.

import * as claimable from '../db/claimable.queries.ts'
import type { Db } from '../db/connection.ts'
import * as line from '../db/line.queries.ts'
import { type Assessments, isForWorkers } from '../domain/policy.ts'
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
  /** Analyses that may run at the same time, as it stands now. */
  readonly slotsMax: () => number
  /** The number of this process's start. */
  readonly boot: number
}

/** A job that lost its actor waits this long, so that the report it may just be making comes first. */
export const orphanPauseMs = 5_000
/** A job whose start could not be committed is left alone this long. */
const blockedMs = 5_000
/** After a look at the line that could not be committed, the next one. */
const lookAgainMs = 1_000

export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #cutOff: { readonly jobId: string; readonly died: boolean }[] = []
  readonly #blocked = new Set<string>()
  readonly #timers = new Map<string, unknown>()
  /** Assessments whose jobs were open to workers by an earlier process, and are none of theirs any more. */
  #strays: readonly string[] = []
  #isOpen = false
  #isClosed = false
  #isAsked = false
  #isPaused = false

  constructor(options: DispatcherOptions) {
    this.#options = options
  }

  /** Whether jobs are being started. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  get slotsMax(): number {
    return this.#options.slotsMax()
  }

  /** None while more run than there are slots by now: what runs goes on. */
  get freeSlots(): number {
    return Math.max(0, this.slotsMax - this.#options.supervisor.busy)
  }

  /** Nothing is started before this: overdue jobs are settled first. */
  open(): void {
    const { db, assessments } = this.#options
    this.#strays = claimable
      .namesClaimable(db)
      .filter((name) => !isForWorkers(assessments.get(name)))
    this.#isOpen = true
    this.wake()
  }

  /** Whether an operator holds back what waits. */
  get isPaused(): boolean {
    return this.#isPaused
  }

  /** Starts nothing until `unpause`; what runs goes on, deadlines hold. */
  pause(): void {
    this.#isPaused = true
  }

  unpause(): void {
    this.#isPaused = false
    if (this.#isOpen) this.wake()
  }

  close(): void {
    this.#isOpen = false
    this.#isClosed = true
    for (const timer of this.#timers.values()) this.#options.clock.clearTimeout(timer)
    this.#timers.clear()
  }

  /** There may be a job to start. An item of its own in the next transaction hears when that is lost. */
  wake(): void {
    if (this.#isAsked) return
    this.#isAsked = true
    const answered = () => {
      this.#isAsked = false
    }
    this.#options.commits.add(answered).catch(() => {
      answered()
      this.#later('look', () => {}, lookAgainMs)
    })
  }

  /** A processing job whose run is gone: with its process (`died`), or with a commit that failed. */
  resume(jobId: string, options: { died: boolean }): void {
    if (options.died) this.#cutOff.push({ jobId, ...options })
    else this.#resumeLater(jobId, false)
  }

  /** The group commit's hook: what it adds joins the open transaction. */
  fill(): void {
    if (!this.#isOpen || this.#isPaused) return
    let free = this.freeSlots
    for (; free > 0 && this.#cutOff.length > 0; free--) {
      const next = this.#cutOff.shift()
      if (next) this.#resumeNow(next.jobId, next.died)
    }
    if (free === 0) return
    const waiting = line.nextInLine(this.#options.db, free + this.#blocked.size)
    const startable = waiting.filter(([jobId]) => !this.#blocked.has(jobId)).slice(0, free)
    for (const [jobId, assessmentName] of startable) this.#startNow(jobId, assessmentName)
    free -= startable.length
    if (this.#strays.length > 0) this.#takeStrays(free)
  }

  /** What nobody outside may claim any more is started here, after the line. */
  #takeStrays(free: number): void {
    for (const name of this.#strays) {
      const found = claimable.listClaimable(this.#options.db, name, free + this.#blocked.size)
      const startable = found.filter(({ jobId }) => !this.#blocked.has(jobId)).slice(0, free)
      if (found.length === 0) this.#strays = this.#strays.filter((each) => each !== name)
      for (const { jobId, isNew } of startable) {
        if (isNew) this.#startNow(jobId, name)
        else this.#resumeNow(jobId, false)
      }
      free -= startable.length
    }
  }

  #resumeNow(jobId: string, died: boolean): void {
    const { commits, supervisor, boot } = this.#options
    commits
      .add(() => supervisor.dispatchNow(jobId, { type: 'job.resumed', boot, died }))
      .then(
        (result) => this.#lookAgainUnlessStarted(result),
        () => this.#resumeLater(jobId, died),
      )
  }

  #resumeLater(jobId: string, died: boolean): void {
    this.#later(`resume ${jobId}`, () => this.#cutOff.push({ jobId, died }), orphanPauseMs)
  }

  #startNow(jobId: string, assessmentName: string): void {
    const { commits, supervisor, boot, assessments } = this.#options
    const definition = assessments.get(assessmentName)
    const type = !definition
      ? 'job.unsupported'
      : isForWorkers(definition)
        ? 'job.left'
        : 'job.dispatched'
    commits
      .add(() => supervisor.dispatchNow(jobId, { type, boot }))
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
    this.#later(`block ${jobId}`, () => this.#blocked.delete(jobId), blockedMs)
  }

  /** At most one of a name waits, so that a store in trouble does not gather them. */
  #later(name: string, change: () => void, delayMs: number): void {
    if (this.#isClosed || this.#timers.has(name)) return
    const timer = this.#options.clock.setTimeout(() => {
      this.#timers.delete(name)
      change()
      if (this.#isOpen) this.wake()
    }, delayMs)
    this.#timers.set(name, timer)
  }
}
