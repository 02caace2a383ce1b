// What the host of one history is given, and how it lets the model judge a commit.
import type { Runtime } from '../../src/runtime.ts'
import type { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Analyses } from './analyses.ts'
import type { Blame } from './blame.ts'
import type { Model } from './model.ts'
import { describeError } from './new-life.ts'
import type { Observer } from './observer.ts'
import type { Config } from './plan.ts'
import type { Probes } from './probes.ts'
import { noteBatch } from './sightings.ts'
import { isStoreError } from './store.ts'
import type { Trace } from './trace.ts'

export interface HostParts {
  readonly time: SimulatedClock
  readonly config: Config
  readonly seed: number
  readonly model: Model
  readonly probes: Probes
  readonly trace: Trace
  readonly analyses: Analyses
  readonly blame: Blame
  /** Breaks the service on purpose, at each start. */
  readonly plant: ((runtime: Runtime) => void) | undefined
}

/** What the last commit left goes to the model and into the trace. */
export function judge(observer: Observer, { model, trace, time, probes }: HostParts): void {
  const batch = observer.read()
  if (batch.entries.length === 0 && batch.events.length === 0) return
  noteBatch(batch, model, probes)
  model.committed(batch)
  trace.addBatch(time.now(), batch)
}

/** A start may fail because the store takes no writes, and for nothing else. */
export function judgeFailedStart(error: unknown, { probes, blame }: HostParts): void {
  probes.hit('start failed, tried again')
  if (!isStoreError(error)) blame('F07', `the start failed: ${describeError(error)}`)
}
