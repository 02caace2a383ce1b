// What operators see of the process, its file and its configuration at this moment. It asks the parts and decides
// nothing.
import { basename } from 'node:path'
import { sql } from 'drizzle-orm'
import type { Config } from './config.ts'
import { type ShownVariable, shownConfiguration } from './config-shown.ts'
import { type OpenDatabase, schemaVersions } from './db/connection.ts'
import { isMoneyRight } from './db/verify-check.ts'
import type { ServiceState } from './metrics/gauges.ts'
import type { SystemReport } from './router/context.ts'
import type { Runtime } from './runtime.ts'
import type { SweepSchedule } from './sweep-schedule.ts'
import type { ProcessWatch } from './system/process-figures.ts'

export interface SystemParts {
  readonly config: Config
  readonly database: Pick<OpenDatabase, 'db'>
  readonly runtime: Pick<Runtime, 'changes'>
  readonly watch: Pick<ProcessWatch, 'look'>
  readonly sweep: Pick<SweepSchedule, 'nextAt'>
  readonly state: () => ServiceState
}

export function systemReport(parts: SystemParts): SystemReport {
  const { config, database, runtime, sweep } = parts
  const state = parts.state()
  const { cpuSeconds, residentBytes, loopDelay } = parts.watch.look()
  const { db } = database
  const { at = null, bytes, failed } = state.backup
  return {
    environment: config.ENVIRONMENT_NAME,
    node: process.versions.node,
    sqlite: db.get<{ version: string }>(sql`select sqlite_version() as version`).version,
    schema: schemaVersions(db),
    databaseBytes: state.disk?.database ?? 0,
    walBytes: state.disk?.wal ?? 0,
    diskFreeBytes: state.disk?.free ?? 0,
    residentBytes,
    cpuSeconds,
    loopDelayMs: {
      p50: loopDelay.p50 * 1_000,
      p99: loopDelay.p99 * 1_000,
      max: loopDelay.max * 1_000,
    },
    liveConnections: state.liveConnections,
    subscribers: state.subscribers,
    watchers: runtime.changes.watching,
    liveActors: state.liveActors,
    nextCheckAt: sweep.nextAt ?? null,
    proof: proofOf(state),
    backup: { at, bytes, failed },
    configuration: shownConfiguration(config).map(withoutFolders),
  }
}

/** Where things lie on the machine is for those who are on it: over the network only a file's name is told. */
const withoutFolders = (shown: ShownVariable): ShownVariable =>
  /_(PATH|FOLDER|FILE|MODULE)$/.test(shown.name) && shown.value !== ''
    ? { ...shown, value: `…/${basename(shown.value)}` }
    : shown

function proofOf({ proof }: ServiceState): SystemReport['proof'] {
  if (!proof) return null
  return {
    at: proof.at,
    isMoneyRight: isMoneyRight(proof.checks),
    violations: proof.checks.reduce((sum, { violations }) => sum + violations, 0),
  }
}
