// The service without its network: every living part, joined. Read top to bottom it says who gets what.
// It reads no environment and opens no port; service.ts adds those.

import { Accounts } from './actors/accounts.ts'
import { AnalysisRunner } from './actors/analysis-runner.ts'
import { BulkRuns } from './actors/bulk-runs.ts'
import { ChangeFeed } from './actors/change-feed.ts'
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
import { Settings } from './actors/settings.ts'
import { ShareDesk } from './actors/share-desk.ts'
import { closedPort, Webhooks } from './actors/webhooks.ts'
import { Workers } from './actors/workers.ts'
import { commitBoot } from './db/commit-upkeep.ts'
import { inTransaction } from './db/transaction.ts'
import { describeError } from './domain/errors.ts'
import { originFields } from './domain/origin.ts'
import { forgettingOf } from './forgetting.ts'
import { controlsOf } from './incident-controls.ts'
import { runtimeLife } from './runtime-life.ts'
import type { RuntimeOptions } from './runtime-options.ts'
import { newSecret } from './system/ids.ts'
import { tell } from './tell-committed.ts'

const leasesUsualMax = 1_000

export type Runtime = ReturnType<typeof createRuntime>

/** Joins the parts over an open database. Nothing runs before `start`. */
export function createRuntime(options: RuntimeOptions) {
  const { db, clock, newId, log, assessments, crashPoint, observer } = options
  const boot = inTransaction(db, () => commitBoot(db))
  const commits = new GroupCommit({
    db,
    clock,
    ...(crashPoint && { crashPoint }),
    ...(observer && { observe: observer.transaction }),
    onTrouble: (error) => log.error('effect.failed', { error: describeError(error) }),
  })
  const feed = new EventFeed({ db, ...(observer && { onTold: observer.told }) })
  const settings = new Settings({
    ...{ db, clock, commits, log },
    defaults: options.defaults,
    slotsMax: options.slotsMax,
    // More slots are there to be taken at once.
    onChanged: () => dispatcher.wake(),
  })
  const { defaults } = settings
  const changes = new ChangeFeed({ clock })
  const estimator = new Estimator({
    assessments,
    defaults,
    slotsMax: () => settings.slotsMax,
    isHeldBack: () => dispatcher.isPaused,
  })
  estimator.learnFrom(db)
  const runner = new AnalysisRunner({
    db,
    clock,
    assessments,
    report: (jobId, event) => supervisor.dispatch(jobId, event),
    onRun: observer?.running,
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
      tell(decision, { wake, estimator, alarm, log })
      draining.note(decision)
      changes.note(decision.after.jobId)
      observer?.committed(decision, settlement)
    },
    onAdopted: (jobId) => {
      log.info('job.adopted', { jobId })
      draining.look()
      changes.note()
      alarm.rearm()
      dispatcher.wake()
    },
    onLate: (jobId, reason) => {
      log.info('job.late-event', { jobId, reason })
      observer?.late()
    },
    onOrphaned: (jobId) => {
      dispatcher.resume(jobId, { died: false })
      // Perhaps inside a transaction, in which nobody is told anything.
      clock.defer(() => draining.look())
    },
  })
  const dispatcher: Dispatcher = new Dispatcher({
    ...{ db, clock, commits, supervisor, assessments, boot },
    slotsMax: () => settings.slotsMax,
  })
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
      changes.note()
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
    intervalMs: options.watchIntervalMs,
    onForeignWrite: () => monitor.check('foreign-write'),
    onTrouble: (error) => log.error('watch.failed', { error: describeError(error) }),
  })
  const submissions = new RateLimiter({ clock, limit: options.submitLimit })
  const intake = new Intake({
    db,
    clock,
    newId,
    commits,
    assessments,
    defaults,
    outlook,
    limiter: submissions,
    defaultAssessment: options.defaultAssessment,
    unfinishedMax: options.unfinishedMax,
    onQueued: (job) => supervisor.activate(job),
    onReplayed: (jobId, userId, origin) =>
      log.info('job.asked-again', { jobId, userId, ...(origin && originFields(origin)) }),
    onSubmitted: (job, origin) => {
      const { jobId, userId } = job
      log.info('job.queued', { jobId, userId, ...(origin && originFields(origin)) })
      wake(userId)
      if (job.deadlineAt !== null) alarm.note(job.deadlineAt)
      changes.note(job.jobId)
      observer?.submitted(job)
    },
  })
  const forgetting = forgettingOf({
    ...{ db, clock, commits, supervisor, log },
    ...{ list: options.erasureList, rules: options.retention },
    forget: (userId) => {
      submissions.forget(userId)
      feed.wake(userId)
    },
  })
  const desk = new JobDesk({ db, clock, commits, supervisor })
  const accounts = new Accounts({ db, clock, commits, startingBalance: options.startingBalance })
  const shares = new ShareDesk({
    ...{ db, clock, newId, newSecret, commits, assessments },
    limiter: new RateLimiter({ clock, limit: { perMinute: 60, burst: 60 } }),
  })
  const { switches, draining } = controlsOf({
    ...{ db, clock, log, accounts, dispatcher, supervisor },
    onDrained: options.onDrained,
  })
  const bulks = new BulkRuns({ clock, newId, onStep: () => changes.note() })
  const webhooks: Webhooks = new Webhooks({
    ...{ db, clock, newId, newSecret, commits, log, port: options.webhooks ?? closedPort },
    ...(observer && { onAttempt: observer.delivery }),
  })
  const wake = (userId: string) => {
    feed.wake(userId)
    webhooks.wake(userId)
  }
  return {
    db,
    clock,
    boot,
    assessments,
    settings,
    defaults,
    defaultAssessment: options.defaultAssessment,
    commits,
    feed,
    changes,
    bulks,
    estimator,
    supervisor,
    dispatcher,
    monitor,
    intake: switches.guarding(intake),
    outlook,
    workers,
    desk,
    accounts,
    shares,
    switches,
    draining,
    webhooks,
    eraser: forgetting.eraser,
    retention: forgetting.retention,
    ...runtimeLife({
      ...{ db, clock, log, boot, commits, supervisor, dispatcher, monitor, alarm, watch, runner },
      ...{ intake, workers, bulks, webhooks, forgetting },
    }),
  }
}
