// Checks for stuck jobs: adopts what others wrote, finds what is past its deadline, lets the machine decide,
// and records what it found. One check at a time; what it cannot repair never blocks the rest.

import * as upkeep from '../db/commit-upkeep.ts'
import type { Db } from '../db/connection.ts'
import * as jobs from '../db/jobs.queries.ts'
import * as repairs from '../db/repairs.queries.ts'
import { isStoreTrouble } from '../db/transaction.ts'
import { isTerminal, type JobEvent, jobStatuses } from '../domain/job.ts'
import type { Clock } from '../system/clock.ts'
import type { GroupCommit } from './group-commit.ts'
import type { JobSupervisor } from './job-supervisor.ts'

export type CheckTrigger = 'start' | 'schedule' | 'manual' | 'foreign-write'

export interface Finding {
  readonly jobId: string
  readonly outcome: 'fixed' | 'skipped' | 'failed'
  readonly reason: string
}

export interface CheckReport {
  readonly total: number
  readonly fixed: number
  readonly skipped: number
  readonly failed: number
  readonly dryRun: boolean
  readonly durationMs: number
  /** The row that is kept of it; null where it was not worth one. */
  readonly runId: number | null
  /** The first findings, in the order they were looked at. */
  readonly jobs: readonly Finding[]
}

export interface MonitorOptions {
  readonly db: Db
  readonly clock: Clock
  readonly commits: GroupCommit
  readonly supervisor: JobSupervisor
  /** Told when a row was tried too often and now waits for an operator. */
  readonly onQuarantine: (jobId: string, reason: string) => void
  /** Told after each check, also one that broke off (`report` is undefined then). */
  readonly onChecked: (
    trigger: CheckTrigger,
    report: CheckReport | undefined,
    error?: unknown,
  ) => void
}

/** Rows looked at in one transaction's worth of work. */
const chunkMax = 200
/** Findings kept in an answer and in the record of a run. */
export const findingsMax = 1_000

export class Monitor {
  readonly #options: MonitorOptions
  #running: Promise<unknown> = Promise.resolve()
  #lastCheckAt: number | undefined
  #lastFailed = false
  /** One row finds out whether a store takes writes again; a whole chunk would be decided for nothing each second. */
  #chunk = chunkMax

  constructor(options: MonitorOptions) {
    this.#options = options
  }

  /** When the last check that ended well began, and whether the latest one broke off. */
  get health(): { lastCheckAt: number | undefined; lastFailed: boolean } {
    return { lastCheckAt: this.#lastCheckAt, lastFailed: this.#lastFailed }
  }

  /**
   * Repairs everything that is stuck now. Checks asked for at the same time run one after the other, so
   * each job is repaired, and counted as fixed, once. With `dryRun` it only reports.
   */
  check(trigger: CheckTrigger, options: { dryRun?: boolean } = {}): Promise<CheckReport> {
    const check = this.#running.then(() => this.#check(trigger, options.dryRun ?? false))
    this.#running = check.catch(() => {})
    return check
  }

  /** Repairs what is past its deadline or due to be tried again, without counting it. For the alarm. */
  async repairOverdue(): Promise<number> {
    const findings = await this.#repairAll([repairs.listUnadopted, jobs.listOverdue])
    return findings.length
  }

  async #check(trigger: CheckTrigger, dryRun: boolean): Promise<CheckReport> {
    const { clock, onChecked } = this.#options
    const startedAt = clock.now()
    try {
      const findings = dryRun
        ? this.#lookOnly()
        : await this.#repairAll([jobs.listUnadopted, jobs.listOverdue])
      const found = reportOf(findings, dryRun, clock.now() - startedAt)
      const report = { ...found, runId: await this.#record(trigger, startedAt, found) }
      this.#lastCheckAt = startedAt
      this.#lastFailed = false
      onChecked(trigger, report)
      return report
    } catch (error) {
      this.#lastFailed = true
      onChecked(trigger, undefined, error)
      throw error
    }
  }

  async #repairAll(lists: readonly (typeof jobs.listOverdue)[]): Promise<Finding[]> {
    const { db, clock } = this.#options
    const findings: Finding[] = []
    for (const list of lists) {
      // Each repair takes its row off the list: by settling or adopting it, or by noting why it could not.
      let rows = list(db, clock.now(), this.#chunk)
      while (rows.length > 0) {
        const found = await this.#repairChunk(rows)
        findings.push(...found.filter((finding) => finding !== undefined))
        rows = list(db, clock.now(), this.#chunk)
      }
    }
    return findings
  }

  async #repairChunk(rows: readonly string[]): Promise<(Finding | undefined)[]> {
    try {
      const found = await Promise.all(rows.map((jobId) => this.#repair(jobId)))
      this.#chunk = chunkMax
      return found
    } catch (error) {
      // For a row that cannot even be noted, the others must not wait.
      this.#chunk = isStoreTrouble(error) ? 1 : chunkMax
      throw error
    }
  }

  /** What became of one row; nothing where it needed no repair. */
  async #repair(jobId: string): Promise<Finding | undefined> {
    const { commits } = this.#options
    try {
      return await commits.addUpkeep(() => this.#repairNow(jobId))
    } catch (error) {
      // A store that takes no writes says nothing about this row: all are tried again when it does.
      if (isStoreTrouble(error)) throw error
      return this.#noteFailure(jobId, error)
    }
  }

  #repairNow(jobId: string): Finding | undefined {
    const { db, supervisor, clock } = this.#options
    const adoption = supervisor.adoptNow(jobId)
    if (adoption !== 'known') upkeep.commitRepaired(db, jobId)
    if (adoption === 'settled') {
      return { jobId, outcome: 'fixed', reason: 'was ended from outside; settled' }
    }
    const row = jobs.find(db, jobId)
    if (!row || isTerminal(row.status)) {
      return adoption === 'known' ? skipped(jobId, 'no longer stuck') : undefined
    }
    if ((row.deadlineAt ?? Number.POSITIVE_INFINITY) > clock.now()) return undefined
    const result = supervisor.dispatchNow(jobId, eventFor(row.status))
    if (result.outcome === 'ignored') throw new Error('it did not answer to the repair')
    upkeep.commitRepaired(db, jobId)
    if (!isTerminal(result.job.status)) {
      return { jobId, outcome: 'fixed', reason: 'its worker was silent; open to workers again' }
    }
    const reason = result.job.errorCode ?? result.job.status
    return result.settlement.newBalance === undefined
      ? { jobId, outcome: 'failed', reason: `${reason}, but its user is gone: nobody to refund` }
      : { jobId, outcome: 'fixed', reason }
  }

  async #noteFailure(jobId: string, error: unknown): Promise<Finding> {
    const { commits, db, clock, onQuarantine } = this.#options
    const reason = error instanceof Error ? error.message : String(error)
    const isQuarantined = await commits.add(() =>
      upkeep.commitFailedRepair(db, jobId, reason, clock.now()),
    )
    if (isQuarantined) onQuarantine(jobId, reason)
    return { jobId, outcome: 'failed', reason }
  }

  #lookOnly(): Finding[] {
    const { db, clock } = this.#options
    const now = clock.now()
    const overdue = jobs.listOverdue(db, now, findingsMax)
    const unadopted = jobs.listUnadopted(db, now, findingsMax)
    return [...new Set([...overdue, ...unadopted])]
      .filter((jobId) => this.#options.supervisor.isOverdue(jobId))
      .map((jobId) => skipped(jobId, 'dry run: would be repaired'))
  }

  async #record(
    trigger: CheckTrigger,
    startedAt: number,
    report: Omit<CheckReport, 'runId'>,
  ): Promise<number | null> {
    const { db, commits } = this.#options
    // A check that found nothing after somebody's write is not worth a row.
    if (trigger === 'foreign-write' && report.total === 0) return null
    return commits.add(() =>
      upkeep.commitRun(db, {
        trigger,
        startedAt,
        dryRun: report.dryRun ? 1 : 0,
        durationMs: report.durationMs,
        total: report.total,
        fixed: report.fixed,
        skipped: report.skipped,
        failed: report.failed,
        findings: JSON.stringify(report.jobs.slice(0, 100)),
      }),
    )
  }
}

const eventFor = (status: string): JobEvent =>
  (jobStatuses as readonly string[]).includes(status)
    ? { type: 'deadline.found' }
    : { type: 'status.unknown' }

const skipped = (jobId: string, reason: string): Finding => ({ jobId, outcome: 'skipped', reason })

function reportOf(
  findings: readonly Finding[],
  dryRun: boolean,
  durationMs: number,
): Omit<CheckReport, 'runId'> {
  const count = (outcome: Finding['outcome']) =>
    findings.filter((finding) => finding.outcome === outcome).length
  return {
    total: findings.length,
    fixed: count('fixed'),
    skipped: count('skipped'),
    failed: count('failed'),
    dryRun,
    durationMs,
    jobs: findings.slice(0, findingsMax),
  }
}
