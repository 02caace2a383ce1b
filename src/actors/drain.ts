// Emptying a running service: nothing new is taken, nothing that waits is started, what runs ends by itself; and
// somebody is told when nothing runs any more. It ends no job, and the line is kept for whoever starts jobs next.
import type { Decision } from '../domain/decision.ts'
import { type Actor, actorName, isTerminal } from '../domain/job.ts'
import type { Clock } from '../system/clock.ts'
import type { Switches } from './switches.ts'

/** A drain as it stands. */
export interface DrainState {
  /** `operator:<id>` or `internal:<id>`. */
  readonly by: string
  readonly reason: string
  /** Epoch milliseconds. */
  readonly since: number
  /** The process ends once nothing runs. */
  readonly exit: boolean
  /** Analyses that ended since. */
  readonly completed: number
  readonly failed: number
}

export interface DrainOptions {
  readonly clock: Pick<Clock, 'now'>
  readonly switches: Pick<Switches, 'holdAll' | 'isHoldingAll'>
  /** Analyses that run now. */
  readonly running: () => number
  /** Told once for each drain, when nothing runs any more. */
  readonly onEmpty: (drained: DrainState) => void
}

export class Drain {
  readonly #options: DrainOptions
  #state: DrainState | undefined
  #isTold = false

  constructor(options: DrainOptions) {
    this.#options = options
  }

  /** Analyses that run in this process: those that it waits for. */
  get running(): number {
    return this.#options.running()
  }

  /** Undefined where nobody drains it, or where a switch was let go since. */
  get state(): DrainState | undefined {
    return this.#options.switches.isHoldingAll ? this.#state : undefined
  }

  /**
   * Resolves when it has begun and is in the audit. Asked again, who began it and why is kept; that the process is to
   * end can be added.
   */
  async begin(by: Actor, reason: string, { exit }: { exit: boolean }): Promise<void> {
    const { clock, switches } = this.#options
    await switches.holdAll(by, reason, exit ? 'service.drain-and-exit' : 'service.drain')
    const begun = { by: actorName(by), reason, since: clock.now(), completed: 0, failed: 0 }
    const known = this.#state ?? { ...begun, exit }
    this.#state = { ...known, exit: known.exit || exit }
    this.#isTold = false
    this.look()
  }

  /** A switch was let go: nothing is emptied any more. */
  callOff(): void {
    this.#state = undefined
  }

  /** Told of every commit of a job. */
  note({ before, after }: Decision): void {
    const { state } = this
    if (!state || before.status !== 'processing' || !isTerminal(after.status)) return
    const ended = after.status === 'completed' ? 'completed' : 'failed'
    this.#state = { ...state, [ended]: state[ended] + 1 }
    this.look()
  }

  /** Tells once that nothing runs any more; also asked where something stopped without an end, its row written by others. */
  look(): void {
    const { state } = this
    if (!state || this.#isTold || this.#options.running() > 0) return
    this.#isTold = true
    this.#options.onEmpty(state)
  }
}
