// What a job system has to offer to be measured beside the service, and how it is measured: submissions
// with 64 in flight, whole lives, and the latency of a start. Every peer gets the same scores.
import {
  type Bench,
  type Figure,
  figure,
  inFlight,
  median,
  pause,
  percentile,
  perSecond,
  requireDone,
  within,
} from './harness.ts'
import { people } from './payloads.ts'

export interface Peer {
  readonly name: string
  /** Takes one job in; resolves when it is as durable as the name says. */
  submit(index: number, scores: unknown): Promise<unknown>
  /** Takes `count` jobs in as fast as the peer can, where that is not `submit` with 64 in flight. */
  submitMany?(scores: readonly unknown[]): void
  /** Starts what processes jobs, at most 64 at once where it can. */
  work(handlers: Handlers): Promise<void>
  /** Ends the processing; more jobs may be submitted. */
  rest(): Promise<void>
  close(): Promise<void>
  /** It looks for work at intervals: all jobs are submitted before it begins, so that no interval counts. */
  readonly polls: boolean
  /** Starts to measure, one after the other: few where a poll makes each take a second. */
  readonly startsMax: number
}

export interface Handlers {
  /** Called when a job's work is to be done; answers its result, stored where the peer stores one. */
  readonly onStart: () => unknown
  /** Called when the job has ended. */
  readonly onEnd: () => void
}

export const inFlightMax = 64
/** Many times what the slowest peer takes. */
const waitMaxMs = 180_000

interface Measured {
  readonly peer: Peer
  readonly submits: number[]
  readonly lives: number[]
  readonly startsMs: number[]
}

/** Measures the peers in turn, round by round; the first is the service, which the others stand beside. */
export async function compare(
  bench: Bench,
  benchmark: string,
  peers: readonly [Peer, ...Peer[]],
  profile: unknown,
): Promise<Figure[]> {
  const count = bench.quick ? 256 : 1_024
  const rounds = bench.quick ? 2 : 5
  const figures = peers.map((peer) => ({ peer, submits: [], lives: [], startsMs: [] }) as Measured)
  for (let round = 0; round <= rounds; round++) {
    if (round > 1 && bench.isLate()) break
    bench.say(`${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${count} jobs each`)
    for (const measured of figures) await oneRound(measured, profile, count, round > 0)
  }
  for (const { peer, startsMs } of figures) {
    bench.say(`${peer.name}: ${peer.startsMax} starts in a row`)
    startsMs.push(...(await startsOf(peer, profile)))
  }
  return figures.flatMap((measured) => figuresOf(benchmark, measured, figures[0] ?? measured))
}

async function oneRound(
  { peer, submits, lives }: Measured,
  profile: unknown,
  count: number,
  isCounted: boolean,
): Promise<void> {
  const startedAt = performance.now()
  await submitAll(peer, count)
  const submit = perSecond(count, startedAt)
  await worksOff(peer, profile, count, () => Promise.resolve())
  const live = await livesOf(peer, profile, count)
  if (!isCounted) return
  submits.push(submit)
  lives.push(live)
}

const scoresOf = (index: number): unknown => people[index % people.length]

async function submitAll(peer: Peer, count: number): Promise<void> {
  if (!peer.submitMany) {
    await inFlight(count, inFlightMax, (index) => peer.submit(index, scoresOf(index)))
    return
  }
  for (let first = 0; first < count; first += inFlightMax) {
    const size = Math.min(inFlightMax, count - first)
    peer.submitMany(Array.from({ length: size }, (_, index) => scoresOf(first + index)))
  }
}

/** Lives a second: submitted while it works, or all submitted first where it looks at intervals. */
async function livesOf(peer: Peer, profile: unknown, count: number): Promise<number> {
  const submits = () => submitAll(peer, count)
  let startedAt = performance.now()
  if (peer.polls) await submits()
  const endedAt = await worksOff(peer, profile, count, () => {
    if (peer.polls) return Promise.resolve()
    startedAt = performance.now()
    return submits()
  })
  return (count * 1_000) / (endedAt - startedAt)
}

/** Lets it work until `count` jobs have ended; answers when the last one had. */
async function worksOff(
  peer: Peer,
  profile: unknown,
  count: number,
  onWorking: () => Promise<void>,
): Promise<number> {
  let started = 0
  let ended = 0
  let done = (_at: number) => {}
  const all = new Promise<number>((resolve) => {
    done = resolve
  })
  await peer.work({
    onStart: () => {
      started++
      return profile
    },
    onEnd: () => {
      ended++
      if (ended === count) done(performance.now())
    },
  })
  await onWorking()
  const endedAt = await within(waitMaxMs, `${peer.name}: ${count} jobs`, all)
  await peer.rest()
  requireDone(`${peer.name}: jobs started`, started, count)
  requireDone(`${peer.name}: jobs ended`, ended, count)
  return endedAt
}

async function startsOf(peer: Peer, profile: unknown): Promise<number[]> {
  const latencies: number[] = []
  let submittedAt = 0
  let done = () => {}
  await peer.work({
    onStart: () => {
      latencies.push(performance.now() - submittedAt)
      return profile
    },
    onEnd: () => done(),
  })
  for (let index = 0; index < peer.startsMax; index++) {
    const ended = new Promise<void>((resolve) => {
      done = resolve
    })
    // One that has just ended a job looks for the next at once; this is about one at rest.
    if (peer.polls) await pause(20)
    submittedAt = performance.now()
    await peer.submit(index, scoresOf(index))
    await within(waitMaxMs, `${peer.name}: one job`, ended)
  }
  await peer.rest()
  requireDone(`${peer.name}: starts`, latencies.length, peer.startsMax)
  return latencies
}

function figuresOf(benchmark: string, of: Measured, service: Measured): Figure[] {
  const { peer } = of
  const row = (measure: string, beside: readonly number[]) => ({
    benchmark,
    measure: `${peer.name}: ${measure}`,
    ...(of !== service && { beside: { name: 'unstuck', median: median(beside) } }),
  })
  const p99 = percentile(of.startsMs, 0.99)
  return [
    figure({ ...row('submits', service.submits), unit: 'per s' }, of.submits),
    figure({ ...row('lives', service.lives), unit: 'per s' }, of.lives),
    figure({ ...row('submit → start, p50', service.startsMs), unit: 'ms' }, [median(of.startsMs)]),
    figure({ benchmark, measure: `${peer.name}: submit → start, p99`, unit: 'ms' }, [p99]),
  ]
}
