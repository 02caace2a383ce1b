// Why and when a subscription ends: its client goes, the service stops, the token expires, or its caller is
// no longer welcome. It looks at the caller every minute; it sends nothing.
import { DomainError } from '../domain/errors.ts'
import { expired, userIn } from './caller.ts'
import type { Caller, InternalCaller, RouterContext, UserCaller } from './context.ts'

/** How long a change of role or account may go unnoticed by a running subscription. */
export const recheckMs = 60_000

type Welcome = UserCaller | InternalCaller

export class SubscriptionLife {
  readonly #ctx: RouterContext
  readonly #id: string
  readonly #clientGone: AbortSignal | undefined
  readonly #admit: (caller: Caller) => Welcome
  readonly #controller = new AbortController()
  #timer: unknown
  #failure: unknown

  /** `admit` says whom it is for, and throws where that is over; by default a signed-in person. */
  constructor(
    ctx: RouterContext,
    caller: Welcome,
    clientGone: AbortSignal | undefined,
    admit: (caller: Caller) => Welcome = userIn,
  ) {
    this.#ctx = ctx
    this.#id = idOf(caller)
    this.#clientGone = clientGone
    this.#admit = admit
    // By hand, not by AbortSignal.any: these signals outlive many subscriptions, and it keeps a trace of each.
    clientGone?.addEventListener('abort', this.#leave)
    ctx.shutdown.addEventListener('abort', this.#stop)
    if (ctx.shutdown.aborted) this.#stop()
    else if (clientGone?.aborted) this.#leave()
    else this.#arm(caller)
  }

  /** Aborts when the subscription must send nothing more. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Throws why it ended, unless its client left: a stream that just ends is taken for complete. */
  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure
  }

  /** Leaves no timer and no listener behind; may be called at any time, also twice. */
  end(): void {
    this.#disarm()
    this.#clientGone?.removeEventListener('abort', this.#leave)
    this.#ctx.shutdown.removeEventListener('abort', this.#stop)
    this.#controller.abort()
  }

  readonly #leave = (): void => this.end()

  readonly #stop = (): void =>
    this.#fail(
      new DomainError('SERVICE_STOPPING', 'The service is restarting; resume in a moment', {
        retryAfterMs: 5_000,
      }),
    )

  #arm(caller: Welcome): void {
    const { clock } = this.#ctx.service
    const untilExpiryMs = Math.max(0, endOf(caller) - clock.now())
    this.#timer = clock.setTimeout(() => void this.#look(), Math.min(recheckMs, untilExpiryMs))
  }

  async #look(): Promise<void> {
    try {
      const now = await this.#ctx.recheck()
      if (this.signal.aborted) return
      const caller = this.#admit(now)
      if (idOf(caller) !== this.#id) throw expired()
      if (this.#ctx.service.clock.now() >= endOf(caller)) throw expired()
      this.#arm(caller)
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(failure: unknown): void {
    if (this.signal.aborted) return
    this.#failure = failure
    this.end()
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#ctx.service.clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }
}

const idOf = (caller: Welcome): string => (caller.kind === 'user' ? caller.userId : '')

/** A key does not expire. */
const endOf = (caller: Welcome): number =>
  caller.kind === 'user' ? caller.expiresAt : Number.POSITIVE_INFINITY
