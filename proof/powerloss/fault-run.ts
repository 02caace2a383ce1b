// Makes one call of one life fail, or kills it there; lets a second life go on where it ended, with the fault
// gone; and examines what is left, with and without a power loss on top.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Examiner, isSound } from './examine.ts'
import type { LifeOptions } from './life.ts'
import { type Entry, readLog } from './log.ts'
import type { Answer } from './marks.ts'
import { makeRandom } from './random.ts'
import { type Death, type Fault, type Recorder, runLife } from './recorder.ts'
import { keepLog } from './recording.ts'
import { makeTally, note, rebuild, type Tally } from './sweep.ts'

/** What one run, or many, came to. */
export interface FaultTally extends Tally {
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

export interface FaultRun {
  readonly recorder: Recorder
  /** For the files and the log; emptied before. */
  readonly folder: string
  readonly seed: number
  readonly fault: Fault
}

export const makeFaultTally = (positions: number): FaultTally => ({
  ...makeTally(positions),
  runs: 0,
  struck: 0,
  gaveUp: 0,
  answersAfter: 0,
  troubles: [],
  kept: [],
})

/** Power losses tried after each run, beside the death of its process. */
const powerLosses = 8

export function freshLife(folder: string, seed: number): Omit<LifeOptions, 'life' | 'end'> {
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

export async function tryFault({ recorder, folder, seed, fault }: FaultRun): Promise<FaultTally> {
  const tally = makeFaultTally(0)
  const life = { ...freshLife(folder, seed), checkpointPages: checkpointPagesOf(fault) }
  const first = await runLife(recorder, { ...life, life: 0, end: 'stop' }, fault)
  const endedAt = readLog(life.log).length
  const second = await runLife(recorder, { ...life, rounds: 2, life: 1, end: 'kill' })
  const entries = readLog(life.log)
  tally.runs = 1
  if (hasStruck(fault, first, entries.slice(0, endedAt))) tally.struck = 1
  if (first.code !== 0 && first.code !== null) tally.gaveUp = 1
  if (first.signal !== null && !(fault.what === 'kill' && first.signal === 'SIGKILL')) {
    tally.troubles.push(`${fault.first}: the life ended by ${first.signal}: ${first.said}`)
  }
  if (second.signal !== 'SIGKILL') {
    const how = `${second.signal ?? second.code} ${second.said.slice(0, 300)}`
    tally.troubles.push(`${fault.first}: no start after the fault: ${how}`)
  }
  tally.answersAfter = answersAfterError(entries.slice(0, endedAt))
  const strike = entries.findIndex((entry) => 'failed' in entry && entry.failed)
  const faultAt = strike < 0 ? endedAt : strike
  const examiner = new Examiner(join(folder, 'image'))
  if (!(await examineEnds({ examiner, seed, fault, entries, faultAt }, tally))) {
    const name = `${fault.what}-${fault.kinds}-${fault.first}-${fault.times}`
    tally.kept.push(keepLog(life.log, `${seed}-${name}`))
  }
  return tally
}

interface Ends extends Pick<FaultRun, 'seed' | 'fault'> {
  readonly examiner: Examiner
  readonly entries: readonly Entry[]
  readonly faultAt: number
}

/** Both processes have died; and the power went, at the end and at places after the fault. Is all sound? */
async function examineEnds(ends: Ends, tally: FaultTally): Promise<boolean> {
  const { examiner, seed, fault, entries, faultAt } = ends
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
  // A short write fails nothing; it struck where there were so many writes.
  if (fault.what === 'short') {
    return entries.filter(({ kind }) => kind === 'write').length >= fault.first
  }
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
