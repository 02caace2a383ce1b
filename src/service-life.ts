// The life of a service: in which order its parts are started, and how they end in bounded time. It joins
// nothing; service.ts does.

import type { Alerts } from './actors/alerts.ts'
import { deferred } from './actors/deferred.ts'
import type { Backups } from './backup/backups.ts'
import type { Config } from './config.ts'
import type { OpenDatabase } from './db/connection.ts'
import { lineLength } from './db/line.queries.ts'
import type { DiskWatch } from './disk-watch.ts'
import { type AssessmentDefinition, isExternal } from './domain/assessment.ts'
import { describeError } from './domain/errors.ts'
import type { Mounted } from './http/mount.ts'
import type { LoopWatch } from './load-shedding.ts'
import type { Runtime } from './runtime.ts'
import type { Recovered } from './runtime-life.ts'
import type { Service, StopSummary } from './service.ts'
import type { SweepSchedule } from './sweep-schedule.ts'
import type { RealClock } from './system/clock.ts'
import { type CronTick, startSchedule } from './system/cron.ts'
import type { Log } from './system/log.ts'
import type { ProcessWatch } from './system/process-figures.ts'
import type { Verification } from './verification.ts'

export interface Living {
  readonly config: Config
  readonly log: Log
  readonly runtime: Runtime
  readonly server: {
    start(): Promise<{ url: string; port: number }>
    mount(path: string): Mounted
    stop(o: { graceMs: number }): Promise<void>
  }
  readonly database: OpenDatabase
  readonly clock: RealClock
  readonly loop: LoopWatch
  readonly sweep: SweepSchedule
  readonly verification: Verification
  readonly identity: { warmUp(): Promise<void> }
  readonly assessments: readonly AssessmentDefinition[]
  readonly watch: ProcessWatch
  readonly disk: DiskWatch
  readonly backups: Backups
  readonly alerts: Alerts
  readonly operator: Service['operator']
  readonly internalServiceKey: string
  readonly metricsKey: string
  readonly workerKey: string
}

/** Starts and stops everything that was joined; the order of both stands here and nowhere else. */
export function lifeOf(living: Living): Service {
  const { config, log, runtime, server } = living
  const work = workOf(living)
  const stopped = deferred<StopSummary>()
  let stopping: Promise<void> | undefined
  const requireNew = () => {
    if (work.hasBegun || stopping) throw new Error('A service is started or mounted once')
  }
  const stop = async () => {
    work.end()
    stopped.resolve(await stopParts(living))
  }
  return {
    config,
    runtime,
    operator: living.operator,
    internalServiceKey: living.internalServiceKey,
    metricsKey: living.metricsKey,
    workerKey: living.workerKey,
    async start() {
      requireNew()
      const address = await server.start()
      work.begin()
      log.info('service.started', { url: address.url })
      return address
    },
    mount(path) {
      requireNew()
      const mounted = server.mount(path)
      work.begin()
      log.info('service.mounted', { url: path })
      return mounted
    },
    recovered: () => work.recovered,
    stop() {
      stopping ??= stop()
      return stopping
    },
    stopped: () => stopped.promise,
  }
}

/** What a service does by itself, whoever opens the way to it. */
function workOf(living: Living) {
  const { runtime, loop, watch, disk, verification } = living
  let recovered: Promise<Recovered | undefined> = Promise.resolve(undefined)
  let schedules: readonly CronTick[] | undefined
  return {
    get hasBegun() {
      return schedules !== undefined
    },
    get recovered() {
      return recovered
    },
    begin() {
      loop.start()
      watch.start()
      disk.start()
      // What an earlier process left is settled first: until then some of it is overdue.
      recovered = runtime.start().then((summary) => {
        verification.start()
        return summary
      })
      void recovered.then(() => warmUp(living))
      living.alerts.start()
      living.sweep.start()
      schedules = startSchedules(living)
    },
    end() {
      for (const part of [loop, watch, disk, living.alerts, living.sweep, verification]) part.stop()
      for (const schedule of schedules ?? []) schedule.stop()
    },
  }
}

async function stopParts(living: Living): Promise<StopSummary> {
  const { config, log, runtime, server, database, clock, assessments } = living
  runtime.drain()
  await runtime.idle(config.shutdownGraceMs)
  await server.stop({ graceMs: 2_000 })
  await runtime.noteStop().catch((error) => {
    log.warn('stop.not-noted', { error: describeError(error) })
  })
  const summary = leftIn(runtime)
  runtime.stop()
  await Promise.all(assessments.map(({ analyzer }) => !isExternal(analyzer) && analyzer.stop?.()))
  clock.stop()
  database.close()
  log.info('service.stopped', summary)
  return summary
}

/** What the next start takes up; nothing where the store is in trouble: it says so itself. */
function leftIn({ db, supervisor }: Runtime): StopSummary {
  try {
    // What workers outside have is not cut off by our end.
    return { waiting: lineLength(db), running: supervisor.busy }
  } catch {
    return {}
  }
}

/** What became of each run is logged and kept by the part that runs. */
function startSchedules({ config, runtime, backups }: Living): CronTick[] {
  const others = [
    { schedule: config.BACKUP_SCHEDULE, run: () => backups.run() },
    { schedule: config.RETENTION_SCHEDULE, run: () => runtime.retention.run() },
  ].filter(({ schedule }) => schedule !== '')
  return others.map(({ schedule, run }) => startSchedule(schedule, () => run().catch(() => {})))
}

const warmUp = ({ identity, log }: Living): Promise<void> =>
  identity.warmUp().catch((error: unknown) => {
    // Whoever signs in tries it again.
    log.warn('sign-in.not-loaded', { error: describeError(error) })
  })
