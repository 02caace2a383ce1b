// The life of a service: in which order its parts are started, and how they end in bounded time. It joins
// nothing; service.ts does.
import type { Backups } from './backup/backups.ts'
import type { Config } from './config.ts'
import type { OpenDatabase } from './db/connection.ts'
import type { DiskWatch } from './disk-watch.ts'
import { type AssessmentDefinition, isExternal } from './domain/assessment.ts'
import { describeError } from './domain/errors.ts'
import type { LoopWatch } from './load-shedding.ts'
import type { Runtime } from './runtime.ts'
import type { Service } from './service.ts'
import type { RealClock } from './system/clock.ts'
import { startCron, startSchedule } from './system/cron.ts'
import type { Log } from './system/log.ts'
import type { ProcessWatch } from './system/process-figures.ts'
import type { Verification } from './verification.ts'

export interface Living {
  readonly config: Config
  readonly log: Log
  readonly runtime: Runtime
  readonly server: {
    start(): Promise<{ url: string; port: number }>
    stop(o: { graceMs: number }): Promise<void>
  }
  readonly database: OpenDatabase
  readonly clock: RealClock
  readonly loop: LoopWatch
  readonly verification: Verification
  readonly identity: { warmUp(): Promise<void> }
  readonly assessments: readonly AssessmentDefinition[]
  readonly watch: ProcessWatch
  readonly disk: DiskWatch
  readonly backups: Backups
  readonly operator: Service['operator']
  readonly internalServiceKey: string
  readonly metricsKey: string
  readonly workerKey: string
}

/** Starts and stops everything that was joined; the order of both stands here and nowhere else. */
export function lifeOf(living: Living): Service {
  const { config, log, runtime, server, database, clock, loop, verification, assessments } = living
  let recovered: Promise<void> = Promise.resolve()
  let cron: { stop(): void } | undefined
  let schedule: { stop(): void } | undefined
  let stopped: Promise<void> | undefined
  const stop = async () => {
    cron?.stop()
    loop.stop()
    living.watch.stop()
    living.disk.stop()
    schedule?.stop()
    verification.stop()
    runtime.drain()
    await runtime.idle(config.shutdownGraceMs)
    await server.stop({ graceMs: 2_000 })
    await runtime.noteStop().catch((error) => {
      log.warn('stop.not-noted', { error: describeError(error) })
    })
    runtime.stop()
    await Promise.all(assessments.map(({ analyzer }) => !isExternal(analyzer) && analyzer.stop?.()))
    clock.stop()
    database.close()
    log.info('service.stopped')
  }
  return {
    config,
    runtime,
    operator: living.operator,
    internalServiceKey: living.internalServiceKey,
    metricsKey: living.metricsKey,
    workerKey: living.workerKey,
    async start() {
      const address = await server.start()
      loop.start()
      living.watch.start()
      living.disk.start()
      // What an earlier process left is settled first: until then some of it is overdue.
      recovered = runtime.start().then(() => verification.start())
      void recovered.then(() => warmUp(living))
      cron = startCron(config.checkIntervalMs, () =>
        runtime.monitor.check('schedule').catch(() => {}),
      )
      if (config.BACKUP_SCHEDULE !== '') {
        // What became of it is logged and kept.
        schedule = startSchedule(config.BACKUP_SCHEDULE, () => living.backups.run().catch(() => {}))
      }
      log.info('service.started', { url: address.url })
      return address
    },
    recovered: () => recovered,
    stop() {
      stopped ??= stop()
      return stopped
    },
  }
}

const warmUp = ({ identity, log }: Living): Promise<void> =>
  identity.warmUp().catch((error: unknown) => {
    // Whoever signs in tries it again.
    log.warn('sign-in.not-loaded', { error: describeError(error) })
  })
