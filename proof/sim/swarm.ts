// What one seed is about: which faults it has at all, and the sizes of its service. Each fault is off in
// half of the seeds, since one fault can hide another; a quarter of the services is tiny.
import type { Config, StoreKind } from './plan.ts'
import type { OutsideConfig } from './plan-outside.ts'
import { type Random, randomStream } from './random.ts'

export const faultKinds = [
  'crash',
  'recovery',
  'stop',
  'clock',
  'stall',
  'full',
  'busy',
  'rows',
  'users',
  'operators',
  'release',
  'hang',
  'late',
  'fail',
  'lie',
  'duplicates',
  'lines',
  'workers',
  'webhooks',
  'erasures',
  'retention',
  'settings',
] as const
export type FaultKind = (typeof faultKinds)[number]

export interface Swarm {
  readonly config: Config
  readonly on: ReadonlySet<FaultKind>
  readonly jobsPerDay: number
}

export function drawSwarm(seed: number): Swarm {
  const faults = randomStream(seed, 'swarm')
  const on = new Set(faultKinds.filter(() => faults.chance(0.5)))
  const random = randomStream(seed, 'config')
  const isTiny = random.chance(0.25)
  const store = drawStore(random.next())
  const jobsPerDay = random.scaled(10, 500)
  const config = { ...drawConfig(random, isTiny, store), ...drawAround(seed, on) }
  return { config, on, jobsPerDay }
}

const hourMs = 3_600_000

/** What the parts around the line are set to, where there are any. */
function drawAround(seed: number, on: ReadonlySet<FaultKind>): OutsideConfig {
  const random = randomStream(seed, 'config around')
  const outside = { leaseMs: random.scaled(1_000, 60_000), leasesMax: random.pick([1, 2, 1_000]) }
  const kept = () => random.scaled(hourMs / 60, 12 * hourMs)
  const retention = { events: kept(), tries: kept(), results: kept(), deleted: kept() }
  const isLong = random.chance(0.2)
  return {
    ...(on.has('workers') && { outside }),
    ...(on.has('retention') && { retention }),
    ...(on.has('webhooks') && isLong && { tailMs: 40 * hourMs }),
  }
}

const drawStore = (choice: number): StoreKind =>
  choice < 0.7 ? 'memory' : choice < 0.95 ? 'file' : 'torn'

function drawConfig(random: Random, isTiny: boolean, store: StoreKind): Config {
  const processingTimeoutMs = random.scaled(2_000, 600_000)
  return {
    store,
    defer: random.pick(['promises', 'turn']),
    timers: random.pick(['together', 'apart']),
    users: isTiny ? random.whole(1, 2) : random.whole(1, 20),
    startingBalance: isTiny ? random.whole(0, 2) : random.whole(0, 50),
    tokenCost: random.whole(1, 10),
    slotsMax: isTiny ? 1 : random.whole(1, 8),
    queuedTimeoutMs: random.scaled(5_000, 900_000),
    processingTimeoutMs,
    hardLimitMs: processingTimeoutMs * random.pick([1, 2, 6]),
    triesMax: random.whole(1, 4),
    estimateMs: random.scaled(100, 60_000),
    unfinishedMax: isTiny ? random.whole(1, 3) : 1_000,
    liveActorsMax: isTiny ? random.whole(1, 2) : 1_000,
    submitsPerMinute: isTiny ? 20 : 100_000,
    submitsAtOnce: isTiny ? 3 : 100_000,
    sweepMs: random.scaled(isTiny ? 10_000 : 60_000, 900_000),
  }
}
