// Why and when a subscription ends: its client goes, the service stops, the token expires, or its caller is
// no longer welcome. It looks at the caller every minute; it sends nothing.
import { DomainError } from '../domain/errors.ts'
import { expired, unauthenticated } from './caller.ts'
import type { RouterContext, UserCaller } from './context.ts'

/** How long a change of role or account may go unnoticed by a running subscription. */
export const recheckMs = 60_000

export class SubscriptionLife {
  readonly #ctx: RouterContext
  readonly #userId: string
  readonly #clientGone: AbortSignal | undefined
  readonly #controller = new AbortController()
  #timer: unknown
  #failure: unknown

  constructor(ctx: RouterContext, caller: UserCaller, clientGone: AbortSignal | undefined) {
    this.#ctx = ctx
    this.#userId = caller.userId
    this.#clientGone = clientGone
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

  #arm({ expiresAt }: UserCaller): void {
    const { clock } = this.#ctx.service
    const untilExpiryMs = Math.max(0, expiresAt - clock.now())
    this.#timer = clock.setTimeout(() => void this.#look(), Math.min(recheckMs, untilExpiryMs))
  }

  async #look(): Promise<void> {
    try {
      const caller = await this.#ctx.recheck()
      if (this.signal.aborted) return
      if (caller.kind === 'anonymous') throw unauthenticated(caller)
      if (caller.kind !== 'user' || caller.userId !== this.#userId) throw expired()
      if (this.#ctx.service.clock.now() >= caller.expiresAt) throw expired()
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
