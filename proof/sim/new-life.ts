// A process of the service is born: the clock it runs on, the runtime on what the file holds, and the ids it
// gives. Whatever it does with them is the host's to judge.
import type { DrainState } from '../../src/actors/drain.ts'
import type { ErasureList } from '../../src/actors/eraser.ts'
import type { Db } from '../../src/db/connection.ts'
import { newestInstant } from '../../src/db/events.queries.ts'
import type { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Analyses } from './analyses.ts'
import type { Blame } from './blame.ts'
import type { Watches } from './host-parts.ts'
import type { Offer } from './known.ts'
import { Life } from './life.ts'
import type { Config } from './plan.ts'
import type { Probes } from './probes.ts'
import { ProcessClock } from './process-clock.ts'
import { randomStream } from './random.ts'
import type { Receivers } from './receivers.ts'
import { definitionsOf } from './release.ts'

export interface NewClockOptions {
  readonly time: SimulatedClock
  readonly config: Config
  readonly blame: Blame
  readonly probes: Probes
  readonly db: Db
  /** What the machine's own clock says. */
  readonly wallMs: number
  readonly onWake: () => void
  readonly onUnwound: () => void
}

/** Starts where the wall clock is, or at the newest instant in the file where that is later. */
export function newClock(options: NewClockOptions): ProcessClock {
  const { time, probes, blame, db, wallMs } = options
  const startsAt = Math.max(wallMs, newestInstant(db))
  if (startsAt > wallMs) probes.hit('restart with the wall clock behind')
  if (wallMs > time.now()) probes.hit('restart with the wall clock ahead')
  return new ProcessClock({
    ...options,
    startsAt,
    onUncaught: (error) => blame('F07', `nobody caught ${describeError(error)}`),
    onStandstill: () => blame('L', 'timers fire without end and time stands still'),
  })
}

export interface NewLifeOptions {
  readonly db: Db
  readonly clock: ProcessClock
  readonly config: Config
  readonly offers: readonly Offer[]
  readonly analyses: Analyses
  readonly receivers: Receivers
  readonly erasureList: ErasureList
  readonly drained: (state: DrainState) => void
  readonly watches: Pick<Watches, 'hooks'>
  readonly blame: Blame
  readonly newId: () => string
  readonly deadlineOf: (jobId: string) => number | null | undefined
  readonly onBoundary: (name: string) => void
  readonly onAnswered: () => void
}

/** Throws where the store does not let it start. */
export function newLife(options: NewLifeOptions): Life {
  const { config, clock, offers, analyses, receivers, blame, deadlineOf } = options
  const { leaseMs, leasesMax } = config.outside ?? {}
  return new Life({
    ...config,
    db: options.db,
    clock,
    newId: options.newId,
    assessments: definitionsOf(offers, leaseMs, analyses.analyzerOn(clock, deadlineOf)),
    ...(leasesMax !== undefined && { leasesMax }),
    erasureList: options.erasureList,
    onDrained: options.drained,
    webhooks: options.watches.hooks ? receivers.portOn(clock, isPendingIn(options.db)) : undefined,
    defaultAssessment: offers[0]?.name ?? '',
    defaults: config,
    submitLimit: { perMinute: config.submitsPerMinute, burst: config.submitsAtOnce },
    crashPoint: options.onBoundary,
    onUncaught: (error) => blame('F07', `a caller was told ${describeError(error)}`),
    onAnswered: options.onAnswered,
  })
}

const isPendingIn =
  ({ $client }: Db) =>
  (id: string): boolean =>
    $client.prepare('select status from webhook_deliveries where id = ?').pluck().get(id) ===
    'pending'

/** Ids of a seed, in the form of the service's own. */
export function idsFrom(seed: number): () => string {
  const random = randomStream(seed, 'ids')
  const part = () => random.whole(0, 0xffff).toString(16).padStart(4, '0')
  return () => `${part()}${part()}-${part()}-7000-8000-${part()}${part()}${part()}`
}

export const describeError = (error: unknown): string =>
  error instanceof Error
    ? `${error.name}: ${error.message} ${error.stack?.split('\n')[1]}`
    : String(error)
