// The parts of a service, joined: configuration, database, identity, runtime and network. Read top to bottom it says who
// gets what; it starts nothing.

import type { Alerts } from './actors/alerts.ts'
import { alertsOf } from './alerts-setup.ts'
import { createRegistry } from './assessments/registry.ts'
import type { Config } from './config.ts'
import type { OpenDatabase } from './db/connection.ts'
import { newestInstant } from './db/events.queries.ts'
import type { VerifyReport } from './db/verify.ts'
import { type DiskWatch, keepingReserve } from './disk-watch.ts'
import type { AssessmentDefinition } from './domain/assessment.ts'
import { erasureFileOf } from './erasures-setup.ts'
import { readHealth } from './health.ts'
import type { CreateContext } from './http/context.ts'
import type { HttpLimits } from './http/limits.ts'
import { createRest } from './http/rest/rest.ts'
import { resultBodies } from './http/result-bodies.ts'
import { HttpServer } from './http/server.ts'
import { constantTimeEqual } from './identity/secrets.ts'
import { makeIdentityPort } from './identity-port.ts'
import { identityOf, keysOf } from './identity-setup.ts'
import { LoopWatch, shedding } from './load-shedding.ts'
import { jobStatechart } from './machines/statechart.ts'
import type { ServiceState } from './metrics/gauges.ts'
import { Metrics } from './metrics/metrics.ts'
import { webhookPortOf } from './outbound-setup.ts'
import { makeCreateContext } from './request-context.ts'
import type {
  VerifyReport as PublicVerifyReport,
  RouterContext,
  ServiceParts,
} from './router/context.ts'
import { appRouter, createCaller } from './router/index.ts'
import { createRuntime, type Runtime } from './runtime.ts'
import type { RuntimeOptions } from './runtime-options.ts'
import { backupsOf, diskWatchOf, verificationOf } from './safekeeping.ts'
import type { Service } from './service.ts'
import { lifeOf } from './service-life.ts'
import { serviceState } from './service-state.ts'
import { SweepSchedule } from './sweep-schedule.ts'
import { RealClock } from './system/clock.ts'
import { makeNewId } from './system/ids.ts'
import type { Log } from './system/log.ts'
import { monotonicMs } from './system/monotonic.ts'
import { ProcessWatch } from './system/process-figures.ts'
import { systemReport } from './system-report.ts'
import { observingWith, type Tracer, tracing } from './tracing.ts'
import { version } from './version.ts'
import { webAppFolder } from './web-app.ts'

/** What a service is joined from. */
export interface GivenParts {
  readonly config: Config
  readonly log: Log
  readonly assessments: readonly AssessmentDefinition[]
  readonly database: OpenDatabase
  readonly crashPoint: ((name: string) => void) | undefined
  readonly limits: Partial<HttpLimits> | undefined
  readonly tracer: Tracer | undefined
}

/** Joins the parts over an open database. Nothing runs before `start` or `mount`. */
export function joinService(given: GivenParts): Service {
  const { config, log, assessments, database, tracer } = given
  const { db } = database
  const clock = new RealClock({ notBefore: newestInstant(db) })
  const newId = makeNewId(() => clock.now())
  const watch = new ProcessWatch()
  const metrics = new Metrics({ db, clock, monotonicMs, watch, version })
  const disk = diskWatchOf(config, { clock, log })
  const keys = keysOf(config)
  const webhooks = webhookPortOf(config, { clock, secret: keys.authSecret })
  const runtime = runtimeOf(given, disk, {
    ...{ clock, newId, webhooks },
    observer: tracer ? observingWith(tracer, metrics.observer) : metrics.observer,
    onDrained: ({ exit }) => void (exit && life.stop()),
  })
  const identity = identityOf(config, { db, clock, newId, authSecret: keys.authSecret })
  const startedAt = clock.now()
  const verification = verificationOf(config, { clock, log, path: database.path })
  const { checkIntervalMs } = config
  const health = () =>
    readHealth({
      ...{ runtime, version, startedAt, checkIntervalMs, verification, backups, disk },
      alerts: () => alerts,
    })
  const alerts: Alerts = alertsOf(config, { runtime, log, health, verification })
  const loop = new LoopWatch({ clock })
  const backups = backupsOf(config, { clock, log })
  const state = () =>
    serviceState({ runtime, server, database, startedAt, health, verification, backups })
  const sweep = sweepOf(runtime, checkIntervalMs)
  const parts: ServiceParts = {
    ...runtime,
    intake: metrics.counting(shedding(runtime.intake, loop)),
    log,
    alerts,
    identity: makeIdentityPort(identity, runtime.accounts, clock),
    health,
    statechart: jobStatechart(),
    system: () => systemReport({ config, database, runtime, watch, sweep, state }),
    verify: async () => shortened(await verification.run()),
    audit: (by, action, subject, details) => runtime.accounts.audit(by, action, subject, details),
  }
  const { internalServiceKey, metricsKey, workerKey } = keys
  const made = { runtime, identity, parts, internalServiceKey, workerKey }
  const createContext = makeCreateContext(made)
  const server: HttpServer<RouterContext> = serverOf(given, {
    ...{ createContext, clock, newId, metrics, metricsKey, workerKey, state },
  })
  const operator = createCaller(internalContext(parts))
  const kept = { operator, disk, backups, alerts, assessments, identity, watch, sweep }
  const life = lifeOf({
    ...{ config, log, runtime, server, database, clock, loop, verification },
    ...{ ...kept, internalServiceKey, metricsKey, workerKey },
  })
  return life
}

const sweepOf = ({ monitor, webhooks }: Runtime, intervalMs: number): SweepSchedule =>
  new SweepSchedule({
    intervalMs,
    check: async () => {
      await monitor.check('schedule').catch(() => {})
      await webhooks.prune()
    },
  })

interface ServerParts {
  readonly createContext: CreateContext<RouterContext>
  readonly clock: RealClock
  readonly newId: () => string
  readonly metrics: Metrics
  readonly metricsKey: string
  readonly workerKey: string
  readonly state: () => ServiceState
}

function serverOf(given: GivenParts, parts: ServerParts): HttpServer<RouterContext> {
  const { config, log, limits, assessments } = given
  const { createContext, clock, newId, metrics, metricsKey, workerKey, state } = parts
  return new HttpServer({
    router: appRouter,
    createContext,
    rest: createRest({
      createContext,
      clock,
      log,
      metrics: () => metrics.text(state),
      isMetricsKey: (token) => constantTimeEqual(token, metricsKey),
      webApp: webAppFolder(),
      submission: submissionOf(assessments[0]),
    }),
    clock,
    log,
    newId,
    port: config.PORT,
    host: config.HOST,
    allowedOrigins: config.allowedOrigins,
    onLiveClosed: metrics.closed,
    bodyMaxBytesOf: resultBodies((token) => constantTimeEqual(token, workerKey)),
    ...(limits && { limits }),
    ...(config.TRUSTED_PROXY !== '' && { trustedProxies: [config.TRUSTED_PROXY] }),
  })
}

const submissionOf = (offered: AssessmentDefinition | undefined): object | undefined =>
  offered?.example === undefined
    ? undefined
    : { assessment_name: offered.name, assessment_data: offered.example }

function runtimeOf(
  { config, log, assessments, database, crashPoint, tracer }: GivenParts,
  disk: DiskWatch,
  made: Pick<RuntimeOptions, 'newId' | 'webhooks' | 'observer' | 'onDrained'> & {
    clock: RealClock
  },
): Runtime {
  const runtime = createRuntime({
    ...made,
    db: database.db,
    log,
    assessments: createRegistry(assessments),
    defaultAssessment: assessments[0]?.name ?? '',
    defaults: {
      queuedTimeoutMs: config.queuedTimeoutMs,
      processingTimeoutMs: config.processingTimeoutMs,
      hardLimitMs: config.hardLimitMs,
      triesMax: config.ANALYSIS_TRIES_MAX,
      tokenCost: config.ANALYSIS_TOKEN_COST,
      estimateMs: 60_000,
      workerLeaseMs: config.workerLeaseMs,
    },
    slotsMax: config.WORKER_CONCURRENCY,
    leasesMax: config.WORKER_LEASES_MAX,
    startingBalance: config.DEFAULT_TOKEN_BALANCE,
    submitLimit: { perMinute: config.SUBMIT_RATE_PER_MINUTE, burst: config.SUBMIT_BURST },
    unfinishedMax: config.UNFINISHED_JOBS_MAX,
    liveActorsMax: config.LIVE_ACTORS_MAX,
    erasureList: erasureFileOf(config.databasePath),
    retention: config.retention,
    ...(crashPoint && { crashPoint }),
  })
  // Who calls it in the same process must not fill the disk either.
  const intake = keepingReserve(runtime.intake, disk)
  return { ...runtime, intake: tracer ? tracing(tracer, intake) : intake }
}

function internalContext(service: ServiceParts): RouterContext {
  const caller = { kind: 'internal' } as const
  const inProcess = {
    requestId: 'in-process',
    remoteAddress: '',
    shutdown: new AbortController().signal,
  }
  return { service, caller, recheck: () => caller, paced: (source) => source, ...inProcess }
}

const shortened = ({ ok, checks }: VerifyReport): PublicVerifyReport => ({
  ok,
  checks: checks.map(({ id, title, ...check }) => ({ ...check, name: `${id} ${title}` })),
})
