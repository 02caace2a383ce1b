// The service for people who embed it, and for the plain server: what it is given and what it offers. `start` opens the
// port, `mount` goes without one, `stop` ends in bounded time; nothing happens on import.

import { assessmentsOf } from './assessments-setup.ts'
import { type Config, readConfig } from './config.ts'
import { openDatabase } from './db/connection.ts'
import type { AssessmentDefinition } from './domain/assessment.ts'
import type { HttpLimits } from './http/limits.ts'
import type { Mounted } from './http/mount.ts'
import type { createCaller } from './router/index.ts'
import type { Runtime } from './runtime.ts'
import type { Recovered } from './runtime-life.ts'
import { joinService } from './service-parts.ts'
import { type Log, makeLog } from './system/log.ts'
import type { Tracer } from './tracing.ts'

export interface ServiceOptions {
  /** As `readConfig` gives it; read from `env` where not given. */
  readonly config?: Config
  /** Variables by the names of `.env.example`; an empty environment means all defaults. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** What is offered, the default first; talent mapping where not given. */
  readonly assessments?: readonly AssessmentDefinition[]
  readonly log?: Log
  /** Where spans go; without one there are none, and nothing of them is paid. */
  readonly tracer?: Tracer
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
  /**
   * In place of `start`, inside an HTTP server of yours: opens no port, and answers what your server hands over below
   * `path`, such as `/analysis`. Throws a plain `Error` for another kind of path, or when called twice.
   */
  mount(path: string): Mounted
  /** Resolves when what an earlier process left is settled and jobs are started again; undefined where it was stopped before. */
  recovered(): Promise<Recovered | undefined>
  /** Takes nothing new, lets analyses end for a bounded time, closes streams so that clients come back. */
  stop(): Promise<void>
  /** Resolves when it has been stopped, by whoever: `stop`, or a drain that was to end it. */
  stopped(): Promise<StopSummary>
}

/** What a service leaves to its next start; empty where the store could not be read any more. */
export interface StopSummary {
  /** Jobs in line. */
  readonly waiting?: number
  /** Analyses that were cut off and are taken up again. */
  readonly running?: number
}

/** Makes a service. Throws a plain `Error` with what to do when it cannot run as configured. */
export async function createService(options: ServiceOptions = {}): Promise<Service> {
  const config = options.config ?? readConfig(options.env ?? {})
  const log = options.log ?? makeLog(config.LOG_LEVEL)
  const assessments = options.assessments ?? (await assessmentsOf(config))
  const database = openDatabase(config.databasePath)
  try {
    const { crashPoint, limits, tracer } = options
    const service = joinService({ config, log, assessments, database, crashPoint, limits, tracer })
    // Nobody who was erased is served, whoever put an older file in the place of the database.
    const count = await service.runtime.eraser.recall()
    if (count > 0) log.warn('users.erased-again', { count })
    return service
  } catch (error) {
    database.close()
    throw error
  }
}
