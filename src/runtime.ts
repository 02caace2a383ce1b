// The service without its network: every living part, joined. Read top to bottom it says who gets what.
// It reads no environment and opens no port; service.ts adds those.

import { Accounts } from './actors/accounts.ts'
import { AnalysisRunner } from './actors/analysis-runner.ts'
import { DeadlineAlarm } from './actors/deadline-alarm.ts'
import { Dispatcher } from './actors/dispatcher.ts'
import { Estimator } from './actors/estimator.ts'
import { EventFeed } from './actors/event-feed.ts'
import { ForeignWriteWatch } from './actors/foreign-write-watch.ts'
import { GroupCommit } from './actors/group-commit.ts'
import { Intake } from './actors/intake.ts'
import { JobDesk } from './actors/job-desk.ts'
import { JobSupervisor } from './actors/job-supervisor.ts'
import { Monitor } from './actors/monitor.ts'
import { Outlook } from './actors/outlook.ts'
import { RateLimiter } from './actors/rate-limiter.ts'
import { recover } from './actors/recovery.ts'
import { ShareDesk } from './actors/share-desk.ts'
import { Switches } from './actors/switches.ts'
import { Workers } from './actors/workers.ts'
import { commitBoot, commitStop } from './db/commit-upkeep.ts'
import type { Db } from './db/connection.ts'
import { inTransaction } from './db/transaction.ts'
import { describeError } from './domain/errors.ts'
import type { Assessments, PolicyDefaults } from './domain/policy.ts'
import type { RuntimeObserver } from './metrics/observer.ts'
import type { Clock } from './system/clock.ts'
import { type NewId, newSecret } from './system/ids.ts'
import type { Log } from './system/log.ts'
import { tell } from './tell.ts'

export interface RuntimeOptions {
  readonly db: Db
  readonly clock: Clock
  readonly newId: NewId
  readonly log: Log
  readonly assessments: Assessments
  readonly defaultAssessment: string
  readonly defaults: PolicyDefaults
  readonly slotsMax: number
  /** Jobs that workers outside may have at the same time. */
  readonly leasesMax?: number
  readonly startingBalance: number
  readonly submitLimit: { readonly perMinute: number; readonly burst: number }
  readonly unfinishedMax: number
  readonly liveActorsMax: number
  /** Keeps figures of what happens. */
  readonly observer?: RuntimeObserver | undefined
  /** Called at named places between steps; a test kills the process there. */
  readonly crashPoint?: (name: string) => void
}

const idlePollMs = 50
const leasesUsualMax = 1_000
const recoveryPauseMs = 1_000

export type Runtime = ReturnType<typeof createRuntime>

/** Joins the parts over an open database. Nothing runs before `start`. */
export function createRuntime(options: RuntimeOptions) {
  const { db, clock, newId, log, assessments, defaults, slotsMax, crashPoint, observer } = options
  const boot = inTransaction(db, () => commitBoot(db))
  const commits = new GroupCommit({
    db,
    clock,
    ...(crashPoint && { crashPoint }),
    ...(observer && { observe: observer.transaction }),
    onTrouble: (error) => log.error('effect.failed', { error: describeError(error) }),
  })
  const feed = new EventFeed({ db, ...(observer && { onTold: observer.told }) })
  const estimator = new Estimator({ assessments, defaults, slotsMax })
  estimator.learnFrom(db)
  const runner = new AnalysisRunner({
    db,
    clock,
    assessments,
    report: (jobId, event) => supervisor.dispatch(jobId, event),
  })
  const supervisor: JobSupervisor = new JobSupervisor({
    db,
    clock,
    newId,
    commits,
    assessments,
    defaults,
    liveActorsMax: options.liveActorsMax,
    prepareRun: (job) => runner.prepare(job),
    onCommitted: (decision, settlement) => {
      tell(decision, { feed, estimator, alarm, log })
      observer?.committed(decision, settlement)
    },
    onAdopted: () => {
      alarm.rearm()
      dispatcher.wake()
    },
    onLate: (jobId, reason) => {
      log.info('job.late-event', { jobId, reason })
      observer?.late()
    },
    onOrphaned: (jobId) => dispatcher.resume(jobId, { died: false }),
  })
  const dispatcher = new Dispatcher({ db, clock, commits, supervisor, assessments, slotsMax, boot })
  const workers: Workers = new Workers({
    ...{ db, clock, newSecret, commits, supervisor, dispatcher, assessments, boot },
    leasesMax: options.leasesMax ?? leasesUsualMax,
    onLost: (jobId, reason) => {
      log.info('lease.lost', { jobId, reason })
      observer?.late()
    },
  })
  const outlook = new Outlook({
    ...{ db, assessments, estimator, dispatcher },
    workers: () => workers.strength,
  })
  commits.setBeforeCommit(() => {
    dispatcher.fill()
    workers.claims.fill()
  })
  const monitor = new Monitor({
    db,
    clock,
    commits,
    supervisor,
    onQuarantine: (jobId, reason) => {
      log.error('job.quarantined', { jobId, reason })
      observer?.quarantined()
    },
    onChecked: (trigger, report, error) => {
      if (error !== undefined)
        log.error('check.failed', { reason: trigger, error: describeError(error) })
      else if (report && report.total > 0) {
        const { fixed, failed, skipped, total: count } = report
        log.warn('check.repaired', { reason: trigger, count, fixed, failed, skipped })
      }
      observer?.checked(report)
      alarm.rearm()
    },
  })
  const alarm: DeadlineAlarm = new DeadlineAlarm({
    db,
    clock,
    repairOverdue: () => monitor.repairOverdue(),
    onTrouble: (error) => log.error('alarm.failed', { error: describeError(error) }),
  })
  const watch = new ForeignWriteWatch({
    db,
    clock,
    onForeignWrite: () => monitor.check('foreign-write'),
    onTrouble: (error) => log.error('watch.failed', { error: describeError(error) }),
  })
  const intake = new Intake({
    db,
    clock,
    newId,
    commits,
    assessments,
    defaults,
    outlook,
    limiter: new RateLimiter({ clock, limit: options.submitLimit }),
    defaultAssessment: options.defaultAssessment,
    unfinishedMax: options.unfinishedMax,
    onQueued: (job) => supervisor.activate(job),
    onSubmitted: (job) => {
      log.info('job.queued', { jobId: job.jobId, userId: job.userId })
      feed.wake(job.userId)
      if (job.deadlineAt !== null) alarm.note(job.deadlineAt)
      observer?.submitted(job)
    },
  })
  let isStopped = false
  const desk = new JobDesk({ db, clock, commits, supervisor })
  const accounts = new Accounts({ db, clock, commits, startingBalance: options.startingBalance })
  const shares = new ShareDesk({
    ...{ db, clock, newId, newSecret, commits, assessments },
    limiter: new RateLimiter({ clock, limit: { perMinute: 60, burst: 60 } }),
  })
  const switches = new Switches({ clock, dispatcher, accounts })
  return {
    db,
    clock,
    boot,
    assessments,
    defaults,
    defaultAssessment: options.defaultAssessment,
    slotsMax,
    commits,
    feed,
    estimator,
    supervisor,
    dispatcher,
    monitor,
    intake,
    outlook,
    workers,
    desk,
    accounts,
    shares,
    switches,
    /** Takes up what an earlier process left, then starts jobs. Resolves when that is done. */
    async start(): Promise<void> {
      alarm.start()
      watch.start()
      while (!isStopped) {
        try {
          return await recover({ db, supervisor, dispatcher, monitor, boot })
        } catch (error) {
          if (isStopped) return
          // Trouble with the store: nobody but us will try again.
          log.error('recovery.failed', { error: describeError(error) })
          await new Promise<void>((resolve) => clock.setTimeout(resolve, recoveryPauseMs))
        }
      }
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
        await new Promise<void>((resolve) => clock.setTimeout(resolve, idlePollMs))
      }
    },
    /** Notes that this process was asked to stop, and did not die. */
    async noteStop(): Promise<void> {
      await commits.add(() => commitStop(db, boot))
    },
    stop(): void {
      isStopped = true
      runner.stop()
      intake.close()
      dispatcher.close()
      workers.claims.close()
      alarm.stop()
      watch.stop()
      supervisor.stop()
    },
  }
}
