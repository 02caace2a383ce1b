// What is read at each scrape: how things stand, from counters and indexes, so that it costs the same at ten
// jobs and at a million. Where the database cannot be read its figures are left out; the others still come.

import type { WorkersState } from '../actors/workers.ts'
import type { Db } from '../db/connection.ts'
import * as figures from '../db/figures.queries.ts'
import * as stats from '../db/stats.queries.ts'
import { isMoneyRight } from '../db/verify-check.ts'
import { countPending } from '../db/webhooks.queries.ts'
import type { ModelUsage } from '../domain/assessment.ts'
import type { Clock } from '../system/clock.ts'
import type { DiskFigures } from '../system/disk-figures.ts'
import type { Instruments } from './instruments.ts'

/** Looked at from outside: each answers how it is now. */
export interface ServiceState {
  readonly ready: boolean
  readonly dispatching: boolean
  readonly slots: number
  readonly freeSlots: number
  readonly liveActors: number
  readonly subscribers: number
  readonly liveConnections: number
  readonly startedAt: number
  /** When the last check that ended well began. */
  readonly lastCheckAt: number | undefined
  /** The last proof of the database: when it began, and what it found against each invariant. */
  readonly proof:
    | {
        readonly at: number
        readonly checks: readonly { readonly id: string; readonly violations: number }[]
      }
    | undefined
  readonly backup: BackupState
  /** Undefined for a database in memory. */
  readonly disk?: DiskFigures | undefined
  /** Undefined where nothing is analysed outside, or where the database cannot be read. */
  readonly workers?: WorkersState | undefined
  readonly forgetting: ForgettingState
  /** Of each analyzer that asks a language model. */
  readonly models: readonly ({ readonly analyzer: string } & ModelUsage)[]
}

export interface ForgettingState {
  readonly unfinishedErasures: number
  /** Since the oldest of them was asked for; 0 where there is none. */
  readonly oldestErasureMs: number
  /** When the last removal of old rows that ended well began, by this process. */
  readonly lastAt: number | undefined
  readonly runs: number
  readonly failed: number
  readonly removed: Readonly<Record<string, number>>
}

export interface BackupState {
  /** When the newest was begun; undefined where there is none. */
  readonly at: number | undefined
  readonly bytes: number
  /** By this process. */
  readonly made: number
  readonly failed: number
}

export interface GaugesOptions {
  readonly instruments: Instruments
  readonly db: Db
  readonly clock: Pick<Clock, 'now'>
  readonly state: () => ServiceState
}

/** A scrape must not take the longer the more receivers are away. */
const pendingCountMax = 100_000

export function readGauges(options: GaugesOptions): void {
  const { instruments, state, clock } = options
  readStore(options)
  const now = state()
  if (now.disk) readDisk(instruments, now.disk)
  readState(instruments, now, clock.now())
  readWorkers(instruments, now.workers)
}

function readStore({ instruments: { jobs, store, webhooks }, db, clock }: GaugesOptions): void {
  try {
    const now = clock.now()
    const read = stats.readStats(db, now)
    const { queuedAt, processingAt } = figures.oldest(db)
    jobs.unadopted.set(figures.countUnadopted(db))
    jobs.byState.set({ state: 'queued' }, read.queued_jobs)
    jobs.byState.set({ state: 'processing' }, read.processing_jobs)
    jobs.recent.set({ outcome: 'completed' }, read.completed_jobs)
    jobs.recent.set({ outcome: 'failed' }, read.failed_jobs)
    jobs.stuck.set({ state: 'queued' }, read.stuck_queued)
    jobs.stuck.set({ state: 'processing' }, read.stuck_processing)
    jobs.quarantined.set(read.quarantined_jobs)
    jobs.oldest.set({ state: 'queued' }, secondsSince(queuedAt, now))
    jobs.oldest.set({ state: 'processing' }, secondsSince(processingAt, now))
    webhooks.pending.set(countPending(db, pendingCountMax))
    store.up.set(1)
  } catch {
    // What it is stands in the log and in health; a figure that is old must not be taken for a new one.
    for (const gauge of [jobs.byState, jobs.recent, jobs.stuck, jobs.oldest]) gauge.reset()
    for (const gauge of [jobs.quarantined, jobs.unadopted, webhooks.pending]) gauge.remove()
    store.up.set(0)
  }
}

const secondsSince = (at: number | undefined, now: number): number =>
  at === undefined ? 0 : Math.max(0, now - at) / 1_000

function readDisk({ store }: Instruments, { database, wal, free }: DiskFigures): void {
  store.bytes.set({ file: 'database' }, database)
  store.bytes.set({ file: 'wal' }, wal)
  store.diskFree.set(free)
}

function readState(
  { service, checks, events, money, store, forgetting, models }: Instruments,
  state: ServiceState,
  now: number,
) {
  service.ready.set(Number(state.ready))
  service.dispatching.set(Number(state.dispatching))
  service.slots.set(state.slots)
  service.slotsFree.set(state.freeSlots)
  service.actors.set(state.liveActors)
  service.uptime.set(secondsSince(state.startedAt, now))
  events.subscribers.set(state.subscribers)
  events.connections.set(state.liveConnections)
  readBackup(store, state.backup, now)
  readForgetting(forgetting, state.forgetting, now)
  readModels(models, state.models)
  checks.age.set(secondsSince(state.lastCheckAt ?? state.startedAt, now))
  if (!state.proof) return
  money.verifiedAge.set(secondsSince(state.proof.at, now))
  for (const { id, violations } of state.proof.checks) {
    money.violations.set({ check: id }, violations)
  }
  money.ledgerOk.set(Number(isMoneyRight(state.proof.checks)))
}

function readWorkers({ workers }: Instruments, state: WorkersState | undefined): void {
  if (!state) {
    for (const gauge of Object.values(workers)) gauge.remove()
    return
  }
  workers.waiting.set(state.waiting)
  workers.leases.set(state.leases)
  workers.leasesMax.set(state.leasesMax)
  workers.seen.set(state.seen)
  workers.askAge.set(state.lastAskedMs / 1_000)
}

function readBackup(
  store: Instruments['store'],
  { at, bytes, made, failed }: BackupState,
  now: number,
) {
  store.backups.reset()
  store.backups.inc({ outcome: 'made' }, made)
  store.backups.inc({ outcome: 'failed' }, failed)
  if (at === undefined) {
    for (const gauge of [store.backupAge, store.backupBytes]) gauge.remove()
    return
  }
  store.backupAge.set(secondsSince(at, now))
  store.backupBytes.set(bytes)
}

function readForgetting(
  forgetting: Instruments['forgetting'],
  { unfinishedErasures, oldestErasureMs, lastAt, runs, failed, removed }: ForgettingState,
  now: number,
) {
  forgetting.erasures.set(unfinishedErasures)
  forgetting.erasureAge.set(oldestErasureMs / 1_000)
  for (const counter of [forgetting.runs, forgetting.removed]) counter.reset()
  forgetting.runs.inc({ outcome: 'ended' }, runs)
  forgetting.runs.inc({ outcome: 'broken' }, failed)
  for (const [what, rows] of Object.entries(removed)) forgetting.removed.inc({ what }, rows)
  if (lastAt !== undefined) forgetting.age.set(secondsSince(lastAt, now))
}

function readModels(models: Instruments['models'], used: ServiceState['models']): void {
  for (const counter of [models.calls, models.tokens, models.cost]) counter.reset()
  for (const { analyzer, calls, failures, inputTokens, outputTokens, costMicros } of used) {
    models.calls.inc({ analyzer, outcome: 'answered' }, calls - failures)
    models.calls.inc({ analyzer, outcome: 'failed' }, failures)
    models.tokens.inc({ analyzer, direction: 'input' }, inputTokens)
    models.tokens.inc({ analyzer, direction: 'output' }, outputTokens)
    models.cost.inc({ analyzer }, costMicros / 1e6)
  }
}
