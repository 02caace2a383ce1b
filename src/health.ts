// Whether work may be sent here, from what is really so at this moment: a round trip to the store, the
// age of the last check, whether jobs are being started; beside it, what the last proof of the database found.

import { sql } from 'drizzle-orm'
import type { Alerts } from './actors/alerts.ts'
import type { Backups } from './backup/backups.ts'
import { listOf } from './db/webhooks.queries.ts'
import type { DiskWatch } from './disk-watch.ts'
import { describeError } from './domain/errors.ts'
import { changeInWords } from './domain/settings.ts'
import type { HealthCheck, HealthReport, HeldBack } from './router/context.ts'
import type { Runtime } from './runtime.ts'
import type { Verification } from './verification.ts'

export interface HealthParts {
  readonly runtime: Runtime
  readonly version: string
  readonly startedAt: number
  readonly checkIntervalMs: number
  readonly verification: Pick<Verification, 'health' | 'lastAt'>
  readonly backups?: Pick<Backups, 'trouble'>
  readonly disk?: Pick<DiskWatch, 'isFull'>
  readonly alerts?: () => Pick<Alerts, 'trouble'>
}

/** A check may be this much later than its interval before the service calls itself unwell. */
const latenessMs = 60_000

export function readHealth({
  runtime,
  version,
  startedAt,
  checkIntervalMs,
  verification,
  backups,
  disk,
  alerts,
}: HealthParts): HealthReport {
  const needed = [store(runtime), sweep(runtime, startedAt, checkIntervalMs), dispatch(runtime)]
  return {
    ready: needed.every(({ ok }) => ok),
    // A wrong of the past is for operators to look at; work is done all the same.
    checks: [
      ...needed,
      verification.health,
      ...workers(runtime),
      ...held(runtime),
      ...changed(runtime),
      ...troubles(runtime, backups, disk, alerts?.().trouble),
      ...webhooks(runtime),
    ],
    version,
    startedAt,
    lastVerifiedAt: verification.lastAt,
  }
}

/** For so long may jobs wait while no worker asks for them, before somebody should look. */
export const noWorkerMs = 120_000

/** Zero consumers are unwell, whatever still runs here; only where some of the work is left to workers. */
function workers({ workers }: Runtime): HealthCheck[] {
  try {
    const { state } = workers
    if (!state) return []
    const { waiting, oldestWaitingMs, lastAskedMs, seen } = state
    // All of them may be busy, and say so by their heartbeats.
    const isLeft = seen === 0 && Math.min(oldestWaitingMs ?? 0, lastAskedMs) >= noWorkerMs
    if (!isLeft) return [{ name: 'workers', ok: true }]
    const minutes = Math.floor(lastAskedMs / 60_000)
    const reason = `${waiting} job(s) wait for workers, and none has asked for ${minutes} minutes`
    return [{ name: 'workers', ok: false, reason }]
  } catch (error) {
    return [{ name: 'workers', ok: false, reason: describeError(error) }]
  }
}

/**
 * What an operator holds back: nobody should look for a fault where there is none. It is ready all the same, since
 * results, streams and pages are served by this process or by none.
 */
const held = ({ switches, draining }: Runtime): HealthCheck[] => [
  ...switches.held.map(({ what, by, reason, at }) =>
    onPurpose(what, `${what}-paused`, `paused by ${by}`, at, reason),
  ),
  ...(draining.state
    ? [draining.state].map(({ by, since, reason }) =>
        onPurpose('drain', 'draining', `drained by ${by}`, since, reason),
      )
    : []),
]

const onPurpose = (held: HeldBack, name: string, what: string, since: number, why: string) => ({
  ...{ name, ok: false, since, held },
  reason: `${what} since ${new Date(since).toISOString()}: ${why}`,
})

/** What differs from the configuration: as somebody meant it, so nothing is wrong with it. */
const changed = ({ settings }: Runtime): HealthCheck[] =>
  settings.changed.map((setting) => ({
    name: `setting-${setting.name}`,
    ok: true,
    reason: changeInWords(setting),
    ...(setting.changed && { since: setting.changed.at }),
  }))

/** What is worth a word only when it is not well: not every service keeps backups. */
function troubles(
  { eraser, retention }: Runtime,
  backups: HealthParts['backups'],
  disk: HealthParts['disk'],
  untold: string | undefined,
): HealthCheck[] {
  const full = 'the disk is full: nothing new is taken, what was accepted is finished and refunded'
  return [
    ...(backups?.trouble ? [{ name: 'backup', ok: false, reason: backups.trouble }] : []),
    ...(eraser.trouble ? [{ name: 'erasure', ok: false, reason: eraser.trouble }] : []),
    ...(retention.trouble ? [{ name: 'retention', ok: false, reason: retention.trouble }] : []),
    ...(disk?.isFull ? [{ name: 'disk', ok: false, reason: full }] : []),
    ...(untold === undefined ? [] : [{ name: 'alerts', ok: false, reason: untold }]),
  ]
}

/** Those of the service; a person's own are theirs to look at. */
function webhooks({ db }: Runtime): HealthCheck[] {
  try {
    const all = listOf(db, null)
    const off = all.filter(({ disabledAt }) => disabledAt !== null).length
    const failing = all.filter((each) => each.disabledAt === null && each.failingSince !== null)
    if (off === 0 && failing.length === 0) return []
    const reason = `${failing.length} of the service fail, ${off} are off: unstuck webhooks list`
    return [{ name: 'webhooks', ok: false, reason }]
  } catch {
    // What is wrong with the store is said by its own check.
    return []
  }
}

function store({ db }: Runtime): HealthCheck {
  try {
    db.get(sql`select value from meta limit 1`)
    return { name: 'store', ok: true }
  } catch (error) {
    return { name: 'store', ok: false, reason: describeError(error) }
  }
}

function sweep({ monitor, clock }: Runtime, startedAt: number, intervalMs: number): HealthCheck {
  const { lastCheckAt, lastFailed } = monitor.health
  const ageMs = clock.now() - (lastCheckAt ?? startedAt)
  const isLate = ageMs > 2 * intervalMs + latenessMs
  if (!lastFailed && !isLate) return { name: 'sweep', ok: true }
  const reason = lastFailed ? 'the last check broke off' : `the last check was ${ageMs} ms ago`
  return { name: 'sweep', ok: false, reason }
}

function dispatch({ dispatcher }: Runtime): HealthCheck {
  return dispatcher.isOpen
    ? { name: 'dispatch', ok: true }
    : { name: 'dispatch', ok: false, reason: 'no jobs are started: recovering, or stopping' }
}
