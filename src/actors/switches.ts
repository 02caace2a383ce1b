// What operators may hold back in an incident: taking new work, or starting what waits. A switch lasts until it is put
// back or the service starts anew; who threw it, when and why is kept. It ends nothing that runs.
import { DomainError } from '../domain/errors.ts'
import { type Actor, actorName } from '../domain/job.ts'
import type { Clock } from '../system/clock.ts'
import type { Accounts } from './accounts.ts'
import type { Dispatcher } from './dispatcher.ts'
import { guarded, type NetworkIntake } from './guarded-intake.ts'

export const switchable = ['intake', 'dispatch'] as const
export type Switchable = (typeof switchable)[number]

export interface Held {
  readonly what: Switchable
  /** `operator:<id>` or `internal:<id>`. */
  readonly by: string
  readonly reason: string
  /** Epoch milliseconds. */
  readonly at: number
}

export interface SwitchesOptions {
  readonly clock: Pick<Clock, 'now'>
  readonly dispatcher: Pick<Dispatcher, 'pause' | 'unpause'>
  readonly accounts: Pick<Accounts, 'audit'>
  /** Told when something is let go. */
  readonly onResumed?: () => void
}

/** Somebody refused asks again after a while; an incident is not over in seconds. */
const retryAfterMs = 60_000

export class Switches {
  readonly #options: SwitchesOptions
  readonly #held = new Map<Switchable, Held>()

  constructor(options: SwitchesOptions) {
    this.#options = options
  }

  /** What is held back now, in the order of `switchable`. */
  get held(): Held[] {
    return switchable.map((what) => this.#held.get(what)).filter((each) => each !== undefined)
  }

  /** Holds it back once that is in the audit. Held already, the first who did so and why is kept. */
  async pause(what: Switchable, by: Actor, reason: string): Promise<void> {
    await this.#options.accounts.audit(by, `${what}.pause`, what, reason)
    this.#hold(what, by, reason)
  }

  /** Holds everything back at once, under one name in the audit. */
  async holdAll(by: Actor, reason: string, action: string): Promise<void> {
    await this.#options.accounts.audit(by, action, 'service', reason)
    for (const what of switchable) this.#hold(what, by, reason)
  }

  get isHoldingAll(): boolean {
    return this.#held.size === switchable.length
  }

  #hold(what: Switchable, by: Actor, reason: string): void {
    const { clock, dispatcher } = this.#options
    if (this.#held.has(what)) return
    this.#held.set(what, { what, by: actorName(by), reason, at: clock.now() })
    if (what === 'dispatch') dispatcher.pause()
  }

  async resume(what: Switchable, by: Actor): Promise<void> {
    const { accounts, dispatcher, onResumed } = this.#options
    await accounts.audit(by, `${what}.resume`, what, '')
    this.#held.delete(what)
    onResumed?.()
    if (what === 'dispatch') dispatcher.unpause()
  }

  /** The intake as everybody finds it, also in the same process: closed while it is held back, charging nothing. */
  guarding(intake: NetworkIntake): NetworkIntake {
    return guarded(intake, () => {
      if (!this.#held.has('intake')) return
      const message = 'New work is not taken for now; nothing was charged'
      throw new DomainError('OVERLOADED', message, { retryAfterMs })
    })
  }
}
