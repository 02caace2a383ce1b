// One action on many jobs, in two steps: the ids are fixed when somebody looks at how many there are, and exactly
// these are worked off, some at a time, when they say so. It keeps what became of each for a while; what one
// action does to one job is told by its caller.
import { DomainError, notFound } from '../domain/errors.ts'
import type { Clock } from '../system/clock.ts'

/** Jobs one selection may hold. */
export const selectedMax = 10_000
/** Selections that are kept at the same time; the oldest that does not run makes room. */
export const selectionsMax = 20
/** How long one that does not run is kept. */
export const keptMs = 900_000
/** Jobs that are asked of the group commit at once: others pass in between. */
export const stepMax = 100

export const operations = ['fail', 'retry', 'cancel'] as const
export type Operation = (typeof operations)[number]

export interface JobOutcome {
  readonly jobId: string
  /** skipped: the job's state does not allow it; failed: anything else. */
  readonly outcome: 'successful' | 'skipped' | 'failed'
  readonly code: string | null
  readonly message: string | null
  /** The new job of a retry. */
  readonly newJobId: string | null
}

export interface Progress {
  readonly selectionId: string
  readonly operation: Operation
  /** ready: nothing was done yet; stopped: the rest was left alone. */
  readonly state: 'ready' | 'running' | 'done' | 'stopped'
  readonly total: number
  readonly successful: number
  readonly skipped: number
  readonly failed: number
}

interface Selection {
  readonly id: string
  readonly operation: Operation
  readonly jobIds: readonly string[]
  readonly outcomes: JobOutcome[]
  state: Progress['state']
  touchedAt: number
}

/** A selection in the hands of whoever took it. */
export interface Taken {
  /** `act` does one job and never throws. Resolves when every job has its outcome, or it was stopped. */
  run(act: (jobId: string) => Promise<JobOutcome>): Promise<Progress>
  /** Nothing was done to it: it may be taken again. */
  giveBack(): void
}

export interface BulkRunsOptions {
  readonly clock: Pick<Clock, 'now'>
  readonly newId: () => string
  /** Told after each step. */
  readonly onStep: () => void
}

export class BulkRuns {
  readonly #options: BulkRunsOptions
  readonly #selections = new Map<string, Selection>()
  #isStopped = false

  constructor(options: BulkRunsOptions) {
    this.#options = options
  }

  /** Fixes the jobs that an action is meant for. Throws OVERLOADED while too many selections run. */
  select(operation: Operation, jobIds: readonly string[]): Progress {
    this.#makeRoom()
    const selection: Selection = {
      id: this.#options.newId(),
      operation,
      jobIds: [...new Set(jobIds)].slice(0, selectedMax),
      outcomes: [],
      state: 'ready',
      touchedAt: this.#options.clock.now(),
    }
    this.#selections.set(selection.id, selection)
    return progressOf(selection)
  }

  /**
   * Takes a selection that is ready, before anything is awaited: of several who ask at once one is given the work, the
   * others nothing. Throws NOT_FOUND for one that is not there.
   */
  take(selectionId: string): Taken | undefined {
    const selection = this.#find(selectionId)
    if (selection.state !== 'ready') return
    selection.state = 'running'
    return {
      run: (act) => this.#run(selection, act),
      giveBack: () => {
        if (isRunning(selection)) selection.state = 'ready'
      },
    }
  }

  async #run(selection: Selection, act: (jobId: string) => Promise<JobOutcome>): Promise<Progress> {
    for (let at = 0; at < selection.jobIds.length; at += stepMax) {
      if (this.#isStopped || !isRunning(selection)) break
      const step = selection.jobIds.slice(at, at + stepMax)
      selection.outcomes.push(...(await Promise.all(step.map(act))))
      selection.touchedAt = this.#options.clock.now()
      this.#options.onStep()
    }
    const isWhole = selection.outcomes.length === selection.jobIds.length
    selection.state = isWhole ? 'done' : 'stopped'
    return progressOf(selection)
  }

  progress(selectionId: string): Progress {
    return progressOf(this.#find(selectionId))
  }

  /** What became of the jobs, those that were not done first. */
  outcomes(selectionId: string, offset: number, limit: number): JobOutcome[] {
    const { outcomes } = this.#find(selectionId)
    const [done, undone] = [true, false].map((isDone) =>
      outcomes.filter(({ outcome }) => (outcome === 'successful') === isDone),
    )
    return [...(undone ?? []), ...(done ?? [])].slice(offset, offset + limit)
  }

  /** Leaves alone what has not been begun. */
  halt(selectionId: string): Progress {
    const selection = this.#find(selectionId)
    if (selection.state === 'running' || selection.state === 'ready') selection.state = 'stopped'
    return progressOf(selection)
  }

  stop(): void {
    this.#isStopped = true
  }

  #find(selectionId: string): Selection {
    this.#forgetOld()
    const selection = this.#selections.get(selectionId)
    if (!selection) throw notFound('selection', selectionId)
    return selection
  }

  #forgetOld(): void {
    const oldest = this.#options.clock.now() - keptMs
    for (const [id, selection] of this.#selections) {
      if (selection.state !== 'running' && selection.touchedAt < oldest) this.#selections.delete(id)
    }
  }

  #makeRoom(): void {
    this.#forgetOld()
    if (this.#selections.size < selectionsMax) return
    const resting = [...this.#selections.values()].find(({ state }) => state !== 'running')
    if (!resting) {
      const message = 'Too many selections are being worked off; wait for one to end'
      throw new DomainError('OVERLOADED', message, { retryAfterMs: 5_000 })
    }
    this.#selections.delete(resting.id)
  }
}

const isRunning = ({ state }: Selection): boolean => state === 'running'

function progressOf({ id, operation, state, jobIds, outcomes }: Selection): Progress {
  const count = (which: JobOutcome['outcome']) =>
    outcomes.filter(({ outcome }) => outcome === which).length
  return {
    selectionId: id,
    operation,
    state,
    total: jobIds.length,
    successful: count('successful'),
    skipped: count('skipped'),
    failed: count('failed'),
  }
}
