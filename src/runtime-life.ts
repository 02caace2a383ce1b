// The life of a runtime: what is taken up at its start, and in which order its parts end. It joins nothing.
import type { AnalysisRunner } from './actors/analysis-runner.ts'
import type { BulkRuns } from './actors/bulk-runs.ts'
import type { DeadlineAlarm } from './actors/deadline-alarm.ts'
import type { Dispatcher } from './actors/dispatcher.ts'
import type { ForeignWriteWatch } from './actors/foreign-write-watch.ts'
import type { GroupCommit } from './actors/group-commit.ts'
import type { Intake } from './actors/intake.ts'
import type { JobSupervisor } from './actors/job-supervisor.ts'
import type { Monitor } from './actors/monitor.ts'
import { recover } from './actors/recovery.ts'
import type { Webhooks } from './actors/webhooks.ts'
import type { Workers } from './actors/workers.ts'
import { commitStop } from './db/commit-upkeep.ts'
import type { Db } from './db/connection.ts'
import * as ledger from './db/ledger.queries.ts'
import { describeError } from './domain/errors.ts'
import type { forgettingOf } from './forgetting.ts'
import { type Clock, pause } from './system/clock.ts'
import type { Log } from './system/log.ts'

const idlePollMs = 50
const recoveryPauseMs = 1_000

/** What became, at a start, of what the process before it left. */
export interface Recovered {
  /** Analyses that were cut off, and are taken up again. */
  readonly resumed: number
  /** Jobs that ended meanwhile, overdue or cut off too often: each has its tokens back. */
  readonly refunded: number
}

export interface LivingParts {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  /** The number of this process's start. */
  readonly boot: number
  readonly commits: GroupCommit
  readonly supervisor: JobSupervisor
  readonly dispatcher: Dispatcher
  readonly monitor: Monitor
  readonly alarm: DeadlineAlarm
  readonly watch: ForeignWriteWatch
  readonly runner: AnalysisRunner
  readonly intake: Intake
  readonly workers: Workers
  readonly bulks: BulkRuns
  readonly webhooks: Webhooks
  readonly forgetting: ReturnType<typeof forgettingOf>
}

export function runtimeLife(parts: LivingParts) {
  const { db, clock, log, boot, commits, supervisor, dispatcher, monitor } = parts
  const { alarm, watch, runner, intake, workers, bulks, webhooks, forgetting } = parts
  let isStopped = false
  return {
    /** Takes up what an earlier process left, then starts jobs. Resolves when that is done, or it was stopped. */
    async start(): Promise<Recovered | undefined> {
      const startedAt = clock.now()
      const before = ledger.lastSeq(db)
      alarm.start()
      watch.start()
      while (!isStopped) {
        try {
          // Nobody whose erasure was cut off has a job that is taken up again.
          await forgetting.eraser.resume()
          const resumed = await recover({ db, supervisor, dispatcher, monitor, boot })
          if (!isStopped) webhooks.start()
          const recovered = { resumed, refunded: ledger.countRefundsAfter(db, before) }
          log.info('recovery.done', { ...recovered, durationMs: clock.now() - startedAt })
          return recovered
        } catch (error) {
          if (isStopped) return undefined
          // Trouble with the store: nobody but us will try again.
          log.error('recovery.failed', { error: describeError(error) })
          await pause(clock, recoveryPauseMs)
        }
      }
      return undefined
    },
    /** Takes nothing new and starts nothing new. */
    drain(): void {
      intake.close()
      dispatcher.close()
      workers.claims.close()
    },
    /** Resolves when no analysis runs any more in this process, or after `graceMs`. */
    async idle(graceMs: number): Promise<void> {
      const endsAt = clock.now() + graceMs
      while (supervisor.busy > 0 && clock.now() < endsAt) {
        await pause(clock, idlePollMs)
      }
    },
    /** Notes that this process was asked to stop, and did not die. */
    async noteStop(): Promise<void> {
      await commits.add(() => commitStop(db, boot))
    },
    stop(): void {
      isStopped = true
      forgetting.stop()
      bulks.stop()
      runner.stop()
      intake.close()
      dispatcher.close()
      workers.claims.close()
      alarm.stop()
      watch.stop()
      webhooks.stop()
      supervisor.stop()
    },
  }
}
