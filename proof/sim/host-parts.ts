// What the host of one history is given, and how it lets the model judge a commit.
import type { DrainState } from '../../src/actors/drain.ts'
import type { Runtime } from '../../src/runtime.ts'
import type { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Analyses } from './analyses.ts'
import type { Blame } from './blame.ts'
import { leftOfPerson } from './left-of-person.ts'
import type { Model } from './model.ts'
import { describeError } from './new-life.ts'
import type { Observer } from './observer.ts'
import type { Owed } from './owed.ts'
import type { Config, Plan } from './plan.ts'
import type { Probes } from './probes.ts'
import type { Receivers } from './receivers.ts'
import { noteBatch } from './sightings.ts'
import { noteSilence } from './sightings-outside.ts'
import { isStoreError, type Store } from './store.ts'
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
  readonly receivers: Receivers
  readonly watches: Watches
  /** A service says that a drain has emptied it. */
  readonly drained: (state: DrainState) => void
}

/** Which of the parts around the line a plan has at all: what it has not is not looked for. */
export interface Watches {
  readonly leases: boolean
  readonly hooks: boolean
  readonly erasures: boolean
  readonly retention: boolean
}

export const watchesOf = ({ config, steps }: Plan): Watches => ({
  leases: config.outside !== undefined,
  hooks: steps.some((step) => step.do === 'hook'),
  erasures: steps.some((step) => step.do === 'erase'),
  retention: steps.some((step) => step.do === 'retain'),
})

/** What the last commit left goes to the model and into the trace. */
export function judge(observer: Observer, parts: HostParts, { store, owed, now }: Judged): void {
  const { model, trace, time, probes, watches } = parts
  if (watches.retention) noteFloors(observer, model)
  const batch = observer.read()
  const isEmpty = batch.entries.length === 0 && batch.events.length === 0
  if (!isEmpty) {
    noteBatch(batch, model, probes)
    model.committed(batch)
    trace.addBatch(time.now(), batch)
  }
  if (watches.leases) noteSilence(model.leased(observer.leases(), now), probes)
  if (watches.hooks) owed.seen(store.db.$client, batch.events.length)
  if (watches.erasures) judgeErasures(observer, parts, store)
}

/** At once: by the next event of somebody the job whose events are gone may have ended. */
function noteFloors(observer: Observer, model: Model): void {
  for (const row of observer.floors()) {
    const person = model.person(row.id)
    if (row.event_floor > person.floor) model.forgotten.account(person, row)
  }
}

export interface Judged {
  readonly store: Store
  readonly owed: Owed
  /** Service time. */
  readonly now: number
}

function judgeErasures(
  observer: Observer,
  { model, blame, probes, trace, time }: HostParts,
  store: Store,
): void {
  for (const userId of model.forgotten.seen(observer.erasures())) {
    probes.hit('an erasure was finished')
    trace.add(time.now(), `erased ${userId}`)
    for (const what of leftOfPerson(store.db.$client, userId)) blame('P1', what)
    const [job] = [...model.jobs.values()].filter((each) => each.userId === userId)
    const texts = [`${userId}@example.com`, ...(job ? [`{"text":"${job.jobId}#`] : [])]
    for (const text of texts) {
      if (store.holds(text)) blame('P1', `${userId} is erased, and the file holds ${text}`)
    }
  }
}

/** A start may fail because the store takes no writes, and for nothing else. */
export function judgeFailedStart(error: unknown, { probes, blame }: HostParts): void {
  probes.hit('start failed, tried again')
  if (!isStoreError(error)) blame('F07', `the start failed: ${describeError(error)}`)
}
