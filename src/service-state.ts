// How a service stands at this moment, for those who keep figures of it. It asks the parts and decides nothing.

import type { Backups } from './backup/backups.ts'
import type { OpenDatabase } from './db/connection.ts'
import { isExternal } from './domain/assessment.ts'
import type { LiveConnections } from './http/live-connections.ts'
import type { ServiceState } from './metrics/gauges.ts'
import type { HealthReport } from './router/context.ts'
import type { Runtime } from './runtime.ts'
import { diskFigures } from './system/disk-figures.ts'
import type { Verification } from './verification.ts'

export interface StateParts {
  readonly runtime: Runtime
  readonly server: { readonly live: Pick<LiveConnections, 'size'> }
  readonly database: Pick<OpenDatabase, 'path'>
  readonly startedAt: number
  readonly health: () => HealthReport
  readonly verification: Pick<Verification, 'last'>
  readonly backups: Pick<Backups, 'state'>
}

export function serviceState(parts: StateParts): ServiceState {
  const { runtime, server, database, startedAt, health, verification, backups } = parts
  const { dispatcher, supervisor, feed, monitor, eraser, retention } = runtime
  return {
    ready: health().ready,
    dispatching: dispatcher.isOpen && !dispatcher.isPaused,
    slots: dispatcher.slotsMax,
    freeSlots: dispatcher.freeSlots,
    liveActors: supervisor.live,
    subscribers: feed.waiting,
    liveConnections: server.live.size,
    startedAt,
    lastCheckAt: monitor.health.lastCheckAt,
    proof: verification.last,
    backup: backups.state,
    disk: database.path === ':memory:' ? undefined : diskFigures(database.path),
    workers: workersOf(runtime),
    forgetting: {
      ...retention.state,
      unfinishedErasures: eraser.unfinished,
      oldestErasureMs: eraser.unfinishedMs,
    },
    models: modelsOf(runtime),
  }
}

const modelsOf = ({ assessments }: Runtime): ServiceState['models'] =>
  [...assessments.values()].flatMap(({ analyzer }) =>
    isExternal(analyzer) || !analyzer.usage ? [] : [{ analyzer: analyzer.name, ...analyzer.usage }],
  )

/** What is read of the database is left out where it cannot be. */
function workersOf({ workers }: Runtime) {
  try {
    return workers.state
  } catch {
    // Why stands in health, and in the log.
    return undefined
  }
}
