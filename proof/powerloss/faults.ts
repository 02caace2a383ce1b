// Tries every kind of fault at many of its places, each in a run of its own, several runs beside each other,
// and adds up what they came to.
import { join } from 'node:path'
import { type Calls, type FaultKind, faultKinds, nameOf, placesOf } from './fault-kinds.ts'
import { type FaultTally, freshLife, makeFaultTally } from './fault-run.ts'
import type { Lanes } from './lanes.ts'
import { type Entry, readLog } from './log.ts'
import { makeRandom } from './random.ts'
import { type Fault, type Recorder, runLife } from './recorder.ts'
import { addTally } from './sweep.ts'

export interface FaultRow extends FaultTally {
  readonly name: string
}

export interface FaultOptions {
  readonly recorder: Recorder
  readonly lanes: Lanes
  readonly folder: string
  readonly seed: number
  /** For each kind of fault, how many of its places are tried; all where there are fewer. */
  readonly placesMax: number
  /** Only kinds of fault whose name holds this. */
  readonly named: string
  readonly onProgress: (runs: number, of: number) => void
}

export async function tryFaults(options: FaultOptions): Promise<FaultRow[]> {
  const { recorder, lanes, seed, placesMax, named, onProgress } = options
  const calls = await countCalls(options)
  const random = makeRandom(seed, 'places')
  const plans = faultKinds.flatMap((kind) => {
    // Drawn in any case, so that leaving one kind out does not move the others.
    const places = placesOf(kind, calls[kind.calls], placesMax, random)
    const row = { name: nameOf(kind), ...makeFaultTally(calls[kind.calls]) }
    return row.name.includes(named) ? places.map((first) => ({ fault: at(kind, first), row })) : []
  })
  let done = 0
  await Promise.all(
    plans.map(async ({ fault, row }) => {
      const tally = await lanes.run({ what: 'fault', recorder, seed, fault })
      add(row, tally as FaultTally)
      onProgress(++done, plans.length)
    }),
  )
  const rows = [...new Set(plans.map(({ row }) => row))]
  // A life does not make the same calls each time: one or two places may lie beyond its last.
  for (const row of rows) {
    if (row.runs > 2 && row.struck === 0) row.troubles.push('all: the fault never struck')
  }
  return rows
}

const at = ({ what, calls, times }: FaultKind, first: number): Fault => ({
  what,
  kinds: calls,
  first,
  times,
})

function add(row: FaultRow, tally: FaultTally): void {
  addTally(row, tally)
  row.promises += tally.promises
  row.runs += tally.runs
  row.struck += tally.struck
  row.gaveUp += tally.gaveUp
  row.answersAfter += tally.answersAfter
  row.troubles.push(...tally.troubles)
  row.kept.push(...tally.kept)
}

/** How many calls of each kind a life makes that nothing happens to. */
async function countCalls({
  recorder,
  folder,
  seed,
}: FaultOptions): Promise<Record<Calls, number>> {
  const life = freshLife(join(folder, 'counted'), seed)
  const death = await runLife(recorder, { ...life, life: 0, end: 'stop' })
  if (death.code !== 0) throw new Error(`A life without a fault ended badly: ${death.said}`)
  const entries = readLog(life.log)
  const count = (kind: Entry['kind']) => entries.filter((entry) => entry.kind === kind).length
  const [W, T, S] = [count('write'), count('truncate'), count('sync')]
  return { W, T, S, WTS: W + T + S }
}
