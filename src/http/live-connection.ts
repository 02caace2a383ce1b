// One WebSocket or SSE stream while it lives: who is signed in on it and until when, how much its reader
// has not read, and how it ends. It knows no protocol; its wire does.
import { DomainError } from '../domain/errors.ts'
import type { Clock } from '../system/clock.ts'
import type { HttpLimits } from './limits.ts'

/** How a connection's bytes leave. */
export interface Wire {
  readonly kind: 'ws' | 'sse'
  /** Accepted but not yet given to the operating system. */
  bufferedBytes(): number
  /** Whether the reader has left a write unfinished. */
  isBehind(): boolean
  /** Calls `fn` once when everything buffered has left; the result takes it back. */
  onceDrained(fn: () => void): () => void
  /** Says goodbye and gives the peer a bounded time to answer. */
  close(code: number, reason: string): void
  terminate(): void
}

/** Who is signed in. `isStillValid` is asked again every few seconds; false ends the connection. */
export interface SignedIn {
  readonly userId: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
  readonly isStillValid?: () => boolean
}

/** The counts a connection shares with others of its user; each call gives false when the cap is met. */
export interface UserCaps {
  claimConnection(userId: string): boolean
  claimSubscription(userId: string | undefined): boolean
  releaseConnection(userId: string): void
  releaseSubscription(userId: string | undefined): void
}

export const closeCodes = {
  policy: 1008,
  restart: 1012,
  unsupportedData: 1003,
  unauthenticated: 4401,
  slowReader: 4008,
} as const

/** The name of a close code; event streams have none when they are cut for a restart. */
export const closeReasonOf = (code: number): string =>
  Object.entries(closeCodes).find(([, each]) => each === code)?.[0] ?? 'restart'

/** How often a waiting subscription looks at a buffer that shrinks without running dry. */
const bufferPollMs = 25

export class LiveConnection {
  readonly remoteAddress: string
  readonly #wire: Wire
  readonly #limits: HttpLimits
  readonly #clock: Clock
  readonly #caps: UserCaps
  readonly #onClose: ((code: number) => void) | undefined
  readonly #closing = new AbortController()
  #timer: unknown
  #signedIn: SignedIn | undefined
  #subscriptions = 0
  #behindSince: number | undefined

  constructor(options: {
    wire: Wire
    remoteAddress: string
    limits: HttpLimits
    clock: Clock
    caps: UserCaps
    onClose?: ((code: number) => void) | undefined
  }) {
    this.#wire = options.wire
    this.remoteAddress = options.remoteAddress
    this.#limits = options.limits
    this.#clock = options.clock
    this.#caps = options.caps
    this.#onClose = options.onClose
    if (this.kind === 'ws') this.#requireSignIn()
  }

  get kind(): 'ws' | 'sse' {
    return this.#wire.kind
  }

  get userId(): string | undefined {
    return this.#signedIn?.userId
  }

  /** Aborts as soon as the connection begins to close; nothing sent after that arrives. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  /**
   * Notes who is signed in; from now on the connection lives no longer than their token.
   * Throws RATE_LIMITED if the user has as many connections as one may have: those stay, this one goes.
   */
  authenticate(signedIn: SignedIn): void {
    if (this.closing.aborted) throw new DomainError('UNAUTHORIZED', 'The connection has ended')
    if (this.userId !== signedIn.userId) {
      if (!this.#caps.claimConnection(signedIn.userId)) throw tooMany('live connections')
      this.#leaveUser()
    }
    this.#signedIn = signedIn
    this.#arm(signedIn.expiresAt - this.#clock.now(), () =>
      this.close(closeCodes.policy, 'the token has expired'),
    )
  }

  bufferedBytes(): number {
    return this.#wire.bufferedBytes()
  }

  /** Counts one subscription until the result is called; throws RATE_LIMITED if there are too many. */
  openSubscription(): () => void {
    const userId = this.userId
    if (
      this.#subscriptions >= this.#limits.subscriptionsPerConnectionMax ||
      !this.#caps.claimSubscription(userId)
    ) {
      throw tooMany('subscriptions')
    }
    this.#subscriptions++
    return () => {
      this.#subscriptions--
      this.#caps.releaseSubscription(userId)
    }
  }

  /** Whether what comes next must wait for the reader, or will not arrive. */
  get mustWait(): boolean {
    return this.closing.aborted || this.bufferedBytes() > this.#limits.bufferedMaxBytes
  }

  /** Waits while the reader is behind. False: it was too slow, or the connection closes; send nothing more. */
  async readerKeepsUp(): Promise<boolean> {
    const since = this.#clock.now()
    while (!this.closing.aborted && this.bufferedBytes() > this.#limits.bufferedMaxBytes) {
      if (this.#clock.now() - since >= this.#limits.slowReaderMs) this.#closeSlow()
      else await this.#drainedOrLater(bufferPollMs)
    }
    return !this.closing.aborted
  }

  close(code: number, reason: string): void {
    if (this.closing.aborted) return
    this.#disarm()
    this.#wire.close(code, reason)
    this.#onClose?.(code)
    this.#closing.abort()
  }

  /** For the transport: looks whether the sign-in still holds and the reader still reads. */
  watch(now: number): void {
    if (this.#signedIn?.isStillValid?.() === false) {
      this.close(closeCodes.policy, 'the session has ended')
    }
    if (!this.#wire.isBehind()) this.#behindSince = undefined
    else if (now - (this.#behindSince ?? now) >= this.#limits.slowReaderMs) this.#closeSlow()
    else this.#behindSince ??= now
  }

  /** For the transport: the wire has made progress. */
  drained(): void {
    this.#behindSince = undefined
  }

  /** For the transport: the socket is gone. */
  gone(): void {
    this.#disarm()
    this.#closing.abort()
    this.#leaveUser()
    this.#signedIn = undefined
  }

  terminate(): void {
    this.#wire.terminate()
  }

  #requireSignIn(): void {
    this.#arm(this.#limits.authenticateWithinMs, () =>
      this.close(closeCodes.unauthenticated, 'no sign-in in time'),
    )
  }

  #closeSlow(): void {
    this.close(closeCodes.slowReader, 'reading too slowly')
  }

  #drainedOrLater(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        this.#clock.clearTimeout(timer)
        takeBack()
        this.closing.removeEventListener('abort', settle)
        resolve()
      }
      const timer = this.#clock.setTimeout(settle, delayMs)
      const takeBack = this.#wire.onceDrained(settle)
      this.closing.addEventListener('abort', settle)
    })
  }

  #arm(delayMs: number, fn: () => void): void {
    this.#disarm()
    this.#timer = this.#clock.setTimeout(fn, delayMs)
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #leaveUser(): void {
    if (this.#signedIn) this.#caps.releaseConnection(this.#signedIn.userId)
  }
}

const tooMany = (what: string): DomainError =>
  new DomainError('RATE_LIMITED', `You have too many ${what} open; close one first`, {
    retryAfterMs: 5_000,
  })
