// The service for people who embed it, and for the plain server: configuration, database, identity, runtime
// and network, joined. `start` opens the port, `stop` ends in bounded time; nothing happens on import.

import { createRegistry } from './assessments/registry.ts'
import { assessmentsOf } from './assessments-setup.ts'
import { type Config, readConfig } from './config.ts'
import { type OpenDatabase, openDatabase } from './db/connection.ts'
import { newestInstant } from './db/events.queries.ts'
import type { VerifyReport } from './db/verify.ts'
import { keepingReserve } from './disk-watch.ts'
import type { AssessmentDefinition } from './domain/assessment.ts'
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
import type { ServiceState } from './metrics/gauges.ts'
import { Metrics } from './metrics/metrics.ts'
import type { RuntimeObserver } from './metrics/observer.ts'
import { makeCreateContext } from './request-context.ts'
import type {
  VerifyReport as PublicVerifyReport,
  RouterContext,
  ServiceParts,
} from './router/context.ts'
import { appRouter, createCaller } from './router/index.ts'
import { createRuntime, type Runtime } from './runtime.ts'
import { backupsOf, diskWatchOf } from './safekeeping.ts'
import { lifeOf } from './service-life.ts'
import { serviceState } from './service-state.ts'
import { RealClock } from './system/clock.ts'
import { makeNewId } from './system/ids.ts'
import { type Log, makeLog } from './system/log.ts'
import { monotonicMs } from './system/monotonic.ts'
import { ProcessWatch } from './system/process-figures.ts'
import { Verification } from './verification.ts'
import { verifyInThread } from './verify-in-thread.ts'
import { version } from './version.ts'
import { webAppFolder } from './web-app.ts'

export interface ServiceOptions {
  /** As `readConfig` gives it; read from `env` where not given. */
  readonly config?: Config
  /** Variables by the names of `.env.example`; an empty environment means all defaults. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** What is offered, the default first; talent mapping where not given. */
  readonly assessments?: readonly AssessmentDefinition[]
  readonly log?: Log
  /** Bounds of the network that differ from those that ship. */
  readonly limits?: Partial<HttpLimits>
  /** Called at named places between steps; a test kills the process there. */
  readonly crashPoint?: (name: string) => void
}

export interface Service {
  readonly config: Config
  /** Every living part, for calls in the same process. */
  readonly runtime: Runtime
  /** What opens the internal endpoints. */
  readonly internalServiceKey: string
  /** Reads /metrics, as a bearer token, and opens nothing else. */
  readonly metricsKey: string
  /** What workers outside claim and report jobs with, as a bearer token; it opens nothing else. */
  readonly workerKey: string
  /** The procedures, called in this process by whoever holds the internal key. */
  readonly operator: ReturnType<typeof createCaller>
  /** Opens the port; jobs of an earlier process are taken up in the background. */
  start(): Promise<{ url: string; port: number }>
  /** Resolves when what an earlier process left is settled and jobs are started again. */
  recovered(): Promise<void>
  /** Takes nothing new, lets analyses end for a bounded time, closes streams so that clients come back. */
  stop(): Promise<void>
}

/** Makes a service. Throws a plain `Error` with what to do when it cannot run as configured. */
export async function createService(options: ServiceOptions = {}): Promise<Service> {
  const config = options.config ?? readConfig(options.env ?? {})
  const log = options.log ?? makeLog(config.LOG_LEVEL)
  const assessments = options.assessments ?? (await assessmentsOf(config))
  const database = openDatabase(config.databasePath)
  try {
    const { crashPoint, limits } = options
    return join({ config, log, assessments, database, crashPoint, limits })
  } catch (error) {
    database.close()
    throw error
  }
}

interface Parts {
  readonly config: Config
  readonly log: Log
  readonly assessments: readonly AssessmentDefinition[]
  readonly database: OpenDatabase
  readonly crashPoint: ((name: string) => void) | undefined
  readonly limits: Partial<HttpLimits> | undefined
}

function join(given: Parts): Service {
  const { config, log, assessments, database } = given
  const { db } = database
  const clock = new RealClock({ notBefore: newestInstant(db) })
  const newId = makeNewId(() => clock.now())
  const watch = new ProcessWatch()
  const metrics = new Metrics({ db, path: database.path, clock, monotonicMs, watch, version })
  const runtime = runtimeOf(given, { clock, newId, observer: metrics.observer })
  const keys = keysOf(config)
  const identity = identityOf(config, { db, clock, newId, authSecret: keys.authSecret })
  const startedAt = clock.now()
  const verification = new Verification({
    clock,
    log,
    intervalMs: config.verifyIntervalMs,
    verify: (stop) => verifyInThread(database.path, clock.now(), stop),
  })
  const { checkIntervalMs } = config
  const health = () =>
    readHealth({ runtime, version, startedAt, checkIntervalMs, verification, backups, disk })
  const loop = new LoopWatch({ clock })
  const disk = diskWatchOf(config, { clock, log })
  const backups = backupsOf(config, { clock, log })
  const parts: ServiceParts = {
    ...runtime,
    intake: metrics.counting(
      runtime.switches.guarding(keepingReserve(shedding(runtime.intake, loop), disk)),
    ),
    log,
    identity: makeIdentityPort(identity, runtime.accounts),
    health,
    verify: async () => shortened(await verification.run()),
    audit: (by, action, subject, details) => runtime.accounts.audit(by, action, subject, details),
  }
  const { internalServiceKey, metricsKey, workerKey } = keys
  const made = { runtime, identity, parts, internalServiceKey, workerKey }
  const createContext = makeCreateContext(made)
  const server: HttpServer<RouterContext> = serverOf(given, {
    createContext,
    clock,
    newId,
    metrics,
    isMetricsKey: (token) => constantTimeEqual(token, metricsKey),
    isWorkerKey: (token) => constantTimeEqual(token, workerKey),
    state: () => serviceState({ runtime, server, startedAt, health, verification, backups }),
  })
  const operator = createCaller(internalContext(parts))
  const keyed = { internalServiceKey, metricsKey, workerKey }
  const kept = { operator, disk, backups, assessments, identity, watch }
  return lifeOf({
    ...{ config, log, runtime, server, database, clock, loop, verification },
    ...kept,
    ...keyed,
  })
}

interface ServerParts {
  readonly createContext: CreateContext<RouterContext>
  readonly clock: RealClock
  readonly newId: () => string
  readonly metrics: Metrics
  readonly isMetricsKey: (token: string) => boolean
  readonly isWorkerKey: (token: string) => boolean
  readonly state: () => ServiceState
}

function serverOf({ config, log, limits }: Parts, parts: ServerParts): HttpServer<RouterContext> {
  const { createContext, clock, newId, metrics, isMetricsKey, isWorkerKey, state } = parts
  return new HttpServer({
    router: appRouter,
    createContext,
    rest: createRest({
      createContext,
      clock,
      log,
      metrics: () => metrics.text(state),
      isMetricsKey,
      webApp: webAppFolder(),
    }),
    clock,
    log,
    newId,
    port: config.PORT,
    host: config.HOST,
    allowedOrigins: config.allowedOrigins,
    onLiveClosed: metrics.closed,
    bodyMaxBytesOf: resultBodies(isWorkerKey),
    ...(limits && { limits }),
    ...(config.TRUSTED_PROXY !== '' && { trustedProxies: [config.TRUSTED_PROXY] }),
  })
}

function runtimeOf(
  { config, log, assessments, database, crashPoint }: Parts,
  made: { clock: RealClock; newId: () => string; observer: RuntimeObserver },
): Runtime {
  return createRuntime({
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
    ...(crashPoint && { crashPoint }),
  })
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
