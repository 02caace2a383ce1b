// Makes one call of one life fail, or kills it there; lets a second life go on where it ended, with the fault
// gone; and examines what is left, with and without a power loss on top. Then the next call.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Examiner, isSound } from './examine.ts'
import type { LifeOptions } from './life.ts'
import { type Entry, readLog } from './log.ts'
import type { Answer } from './marks.ts'
import { makeRandom, type Random } from './random.ts'
import { type Death, type Fault, type Recorder, runLife } from './recorder.ts'
import { keepLog } from './recording.ts'
import { makeTally, note, rebuild, type Tally } from './sweep.ts'

export interface FaultTally extends Tally {
  readonly name: string
  runs: number
  /** Runs in which the fault struck. */
  struck: number
  /** Runs that ended by themselves with an error, before they served anybody or while they did. */
  gaveUp: number
  /** Answers given after the service saw an I/O error: one that stops gives none. */
  answersAfter: number
  readonly troubles: string[]
  /** Copies of the logs of runs with failures. */
  readonly kept: string[]
}

export interface FaultOptions {
  readonly recorder: Recorder
  /** For the files and the log of each run. */
  readonly folder: string
  readonly seed: number
  /** For each kind of fault, how many of its places are tried; all where there are fewer. */
  readonly placesMax: number
  /** Only kinds of fault whose name holds this. */
  readonly named?: string
  readonly onProgress?: (runs: number, of: number) => void
}

type Calls = 'W' | 'T' | 'S' | 'WTS'

/** Every kind of fault, the calls it may strike, and how often it does: 0 is from there on. */
const kinds: readonly { readonly what: Fault['what']; readonly calls: Calls; times: number }[] = [
  { what: 'kill', calls: 'WTS', times: 1 },
  { what: 'eio', calls: 'S', times: 1 },
  { what: 'eio', calls: 'S', times: 0 },
  { what: 'eio', calls: 'W', times: 1 },
  { what: 'eio', calls: 'W', times: 0 },
  { what: 'eio', calls: 'T', times: 1 },
  { what: 'eio', calls: 'T', times: 0 },
  { what: 'enospc', calls: 'W', times: 1 },
  { what: 'enospc', calls: 'W', times: 30 },
  { what: 'enospc', calls: 'W', times: 0 },
  { what: 'short', calls: 'W', times: 1 },
  { what: 'short', calls: 'W', times: 0 },
]

const callNames: Record<Calls, string> = { W: 'write', T: 'truncate', S: 'sync', WTS: 'any call' }

/** Power losses tried after each run, beside the death of its process. */
const powerLosses = 12

/** Runs going on at the same time. */
const lanesMax = 2

export async function tryFaults(options: FaultOptions): Promise<FaultTally[]> {
  const calls = await countCalls(options)
  const random = makeRandom(options.seed, 'places')
  const plans = kinds.flatMap((kind) => {
    const tally = makeFaultTally(kind, calls[kind.calls])
    // Drawn in any case, so that leaving one kind out does not move the others.
    const places = choosePlaces(calls[kind.calls], options.placesMax, random)
    if (!tally.name.includes(options.named ?? '')) return []
    const { what, calls: of, times } = kind
    return places.map((first) => ({ fault: { what, kinds: of, first, times }, tally }))
  })
  let next = 0
  const lane = async (number: number) => {
    const folder = join(options.folder, String(number))
    const examiner = new Examiner(join(folder, 'image'))
    for (let plan = plans[next++]; plan; plan = plans[next++]) {
      await tryFault({ ...options, folder, examiner }, plan.fault, plan.tally)
      options.onProgress?.(Math.min(next, plans.length), plans.length)
    }
  }
  await Promise.all(Array.from({ length: lanesMax }, (_, number) => lane(number)))
  return [...new Set(plans.map(({ tally }) => tally))]
}

type Lane = FaultOptions & { readonly examiner: Examiner }

const makeFaultTally = (kind: (typeof kinds)[number], positions: number): FaultTally => {
  const often = kind.times === 0 ? 'for ever' : kind.times === 1 ? 'once' : `${kind.times} times`
  return {
    ...makeTally(positions),
    name: kind.what === 'kill' ? 'kill -9' : `${kind.what} on ${callNames[kind.calls]}, ${often}`,
    runs: 0,
    struck: 0,
    gaveUp: 0,
    answersAfter: 0,
    troubles: [],
    kept: [],
  }
}

/** How many calls of each kind a life makes that nothing happens to. */
async function countCalls(options: FaultOptions): Promise<Record<Calls, number>> {
  const run = freshRun(options)
  const death = await runLife(options.recorder, { ...run, life: 0, end: 'stop' })
  if (death.code !== 0) throw new Error(`A life without a fault ended badly: ${death.said}`)
  const entries = readLog(run.log)
  const count = (kind: Entry['kind']) => entries.filter((entry) => entry.kind === kind).length
  const [W, T, S] = [count('write'), count('truncate'), count('sync')]
  return { W, T, S, WTS: W + T + S }
}

function choosePlaces(calls: number, placesMax: number, random: Random): number[] {
  if (calls <= placesMax) return Array.from({ length: calls }, (_, index) => index + 1)
  const step = calls / placesMax
  return Array.from({ length: placesMax }, (_, n) => 1 + Math.floor((n + random.next()) * step))
}

function freshRun({ folder, seed }: FaultOptions): Omit<LifeOptions, 'life' | 'end'> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'data'), { recursive: true })
  return {
    database: join(folder, 'data', 'fault.db'),
    log: join(folder, 'fault.log'),
    seed,
    rounds: 6,
    synchronous: 'as-shipped',
    checkpointPages: 40,
  }
}

/** Every other run has hardly a checkpoint, so that nothing but the log holds what was promised. */
const checkpointPagesOf = ({ first }: Fault): number => (first % 2 === 0 ? 40 : 400)

async function tryFault(options: Lane, fault: Fault, tally: FaultTally): Promise<void> {
  const run = { ...freshRun(options), checkpointPages: checkpointPagesOf(fault) }
  const first = await runLife(options.recorder, { ...run, life: 0, end: 'stop' }, fault)
  const endedAt = readLog(run.log).length
  const second = await runLife(options.recorder, { ...run, rounds: 2, life: 1, end: 'kill' })
  const entries = readLog(run.log)
  const struck = hasStruck(fault, first, entries.slice(0, endedAt))
  tally.runs++
  if (struck) tally.struck++
  if (first.code !== 0 && first.code !== null) tally.gaveUp++
  if (first.signal === 'SIGTERM') tally.troubles.push(`${fault.first}: the life did not end`)
  if (second.signal !== 'SIGKILL') {
    tally.troubles.push(`${fault.first}: no start after the fault: ${second.said.slice(0, 300)}`)
  }
  tally.answersAfter += answersAfterError(entries.slice(0, endedAt))
  const strike = entries.findIndex((entry) => 'failed' in entry && entry.failed)
  const faultAt = strike < 0 ? endedAt : strike
  if (!(await examineEnds(options, fault, entries, faultAt, tally))) {
    const name = `${fault.what}-${fault.kinds}-${fault.first}-${fault.times}`
    tally.kept.push(keepLog(run.log, `${options.seed}-${name}`))
  }
}

/** Both processes have died; and the power went, at the end and at places after the fault. Is all sound? */
async function examineEnds(
  { examiner, seed }: Lane,
  fault: Fault,
  entries: readonly Entry[],
  faultAt: number,
  tally: FaultTally,
): Promise<boolean> {
  let isSoundSoFar = true
  const random = makeRandom(seed, fault.what, fault.kinds, fault.first, fault.times)
  const after = () => faultAt + random.below(entries.length - faultAt + 1)
  const places = [entries.length, entries.length, ...Array.from({ length: powerLosses - 1 }, after)]
  for (const [index, position] of places.entries()) {
    const image = index === 0 ? 'death' : index
    const { files, promises } = rebuild(entries, { seed, position, image })
    const finding = await examiner.examine(files, promises, { startService: true })
    note(tally, position, image, finding)
    isSoundSoFar &&= isSound(finding)
    tally.promises += promises.count
  }
  return isSoundSoFar
}

function hasStruck(fault: Fault, death: Death, entries: readonly Entry[]): boolean {
  if (fault.what === 'kill') return death.signal === 'SIGKILL'
  if (fault.what === 'short') return true
  return entries.some((entry) => 'failed' in entry && entry.failed)
}

/**
 * Answers that promise something new, after the service was told of an I/O error. A repeated answer costs
 * no commit; and SQLite keeps to itself that a checkpoint failed, which takes nothing from a commit.
 */
function answersAfterError(entries: readonly Entry[]): number {
  const marks = entries.flatMap((entry) => (entry.kind === 'mark' ? [entry.mark] : []))
  const othersAsks = new Set(
    marks.flatMap((mark) =>
      mark.at === 'asked' && mark.ask.what === 'foreign-row' ? mark.id : [],
    ),
  )
  const known = new Set<string>()
  let hasFailed = false
  return marks.filter((mark) => {
    hasFailed ||= mark.at === 'unknown' && /I\/O/.test(mark.error) && !othersAsks.has(mark.id)
    return mark.at === 'answered' && isNew(mark.answer, known) && hasFailed
  }).length
}

function isNew(answer: Answer, known: Set<string>): boolean {
  switch (answer.what) {
    case 'submit':
    case 'retry': {
      const isFirst = !known.has(answer.jobId)
      known.add(answer.jobId)
      return isFirst
    }
    case 'check':
      return answer.fixed.length > 0
    case 'account':
    case 'foreign-row':
      return false
    default:
      return true
  }
}
