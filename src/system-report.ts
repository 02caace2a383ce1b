// What operators see of the process, its file and its configuration at this moment. It asks the parts and decides
// nothing; the file is looked at by name only, never opened.
import { statfsSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { sql } from 'drizzle-orm'
import type { Config } from './config.ts'
import { type ShownVariable, shownConfiguration } from './config-shown.ts'
import { type OpenDatabase, schemaVersions } from './db/connection.ts'
import { isMoney } from './db/verify-check.ts'
import type { ServiceState } from './metrics/gauges.ts'
import type { SystemReport } from './router/context.ts'
import type { Runtime } from './runtime.ts'
import type { SweepSchedule } from './sweep-schedule.ts'
import type { ProcessWatch } from './system/process-figures.ts'

export interface SystemParts {
  readonly config: Config
  readonly database: Pick<OpenDatabase, 'db' | 'path'>
  readonly runtime: Pick<Runtime, 'changes'>
  readonly watch: Pick<ProcessWatch, 'look'>
  readonly sweep: Pick<SweepSchedule, 'nextAt'>
  readonly state: () => ServiceState
}

export function systemReport(parts: SystemParts): SystemReport {
  const { config, database, runtime, sweep } = parts
  const state = parts.state()
  const { cpuSeconds, residentBytes, loopDelay } = parts.watch.look()
  const { db, path } = database
  const { at = null, bytes, failed } = state.backup
  return {
    environment: config.ENVIRONMENT_NAME,
    node: process.versions.node,
    sqlite: db.get<{ version: string }>(sql`select sqlite_version() as version`).version,
    schema: schemaVersions(db),
    databaseBytes: sizeOf(path),
    walBytes: sizeOf(`${path}-wal`),
    diskFreeBytes: freeOn(path),
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
  const wrong = proof.checks.filter(({ violations }) => violations > 0)
  return {
    at: proof.at,
    isMoneyRight: !wrong.some(({ id }) => isMoney({ id })),
    violations: wrong.reduce((sum, { violations }) => sum + violations, 0),
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

function freeOn(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path))
  return bavail * bsize
}
