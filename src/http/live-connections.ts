// All live connections together: the caps they share, the look at each every few seconds, and their end.
// It decides who may stay; it reads and writes no socket itself.
import type { Clock } from '../system/clock.ts'
import { addressKey } from './client-address.ts'
import type { HttpLimits } from './limits.ts'
import { closeCodes, LiveConnection, type Wire } from './live-connection.ts'
import { type Refusal, refusals } from './refusal.ts'

export class LiveConnections {
  readonly #clock: Clock
  readonly #limits: HttpLimits
  readonly #all = new Set<LiveConnection>()
  readonly #perAddress = new Map<string, number>()
  readonly #connectionsPerUser = new Map<string, number>()
  readonly #subscriptionsPerUser = new Map<string, number>()
  readonly #onClose: ((code: number) => void) | undefined
  #timer: unknown
  #onEmpty: (() => void) | undefined

  constructor(options: {
    clock: Clock
    limits: HttpLimits
    /** Told the code of each connection that the service closes. */
    onClose?: ((code: number) => void) | undefined
  }) {
    this.#clock = options.clock
    this.#onClose = options.onClose
    this.#limits = options.limits
  }

  get size(): number {
    return this.#all.size
  }

  /** Why one more connection from this address must be refused, or undefined. */
  refusalFor(remoteAddress: string): Refusal | undefined {
    if (this.#all.size >= this.#limits.liveMax) return refusals.full
    const fromThere = this.#perAddress.get(addressKey(remoteAddress)) ?? 0
    return fromThere >= this.#limits.livePerAddressMax ? refusals.tooManyFromAddress : undefined
  }

  add(wire: Wire, remoteAddress: string): LiveConnection {
    const connection = new LiveConnection({
      wire,
      remoteAddress,
      limits: this.#limits,
      clock: this.#clock,
      onClose: this.#onClose,
      caps: {
        claimConnection: (userId) =>
          claim(this.#connectionsPerUser, userId, this.#limits.livePerUserMax),
        releaseConnection: (userId) => release(this.#connectionsPerUser, userId),
        claimSubscription: (userId) =>
          userId === undefined ||
          claim(this.#subscriptionsPerUser, userId, this.#limits.subscriptionsPerUserMax),
        releaseSubscription: (userId) => {
          if (userId !== undefined) release(this.#subscriptionsPerUser, userId)
        },
      },
    })
    this.#all.add(connection)
    claim(this.#perAddress, addressKey(remoteAddress), Number.POSITIVE_INFINITY)
    this.#timer ??= this.#clock.setTimeout(() => this.#watch(), this.#limits.watchIntervalMs)
    return connection
  }

  /** For the transport: the connection's socket is gone. */
  remove(connection: LiveConnection): void {
    if (!this.#all.delete(connection)) return
    connection.gone()
    release(this.#perAddress, addressKey(connection.remoteAddress))
    if (this.#all.size > 0) return
    this.#disarm()
    this.#onEmpty?.()
  }

  /** Settles once there is no live connection; for the one who stops the service. */
  whenEmpty(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#all.size === 0) resolve()
      else this.#onEmpty = resolve
    })
  }

  /** Ends every connection of a user at once, as after a logout, a ban or a change of role. */
  disconnectUser(userId: string, reason: string): void {
    for (const connection of this.#all) {
      if (connection.userId === userId) connection.close(closeCodes.policy, reason)
    }
  }

  terminateAll(): void {
    for (const connection of this.#all) connection.terminate()
    this.#disarm()
  }

  #watch(): void {
    this.#timer = undefined
    const now = this.#clock.now()
    for (const connection of this.#all) connection.watch(now)
    this.#boundBuffers()
    if (this.#all.size > 0) {
      this.#timer = this.#clock.setTimeout(() => this.#watch(), this.#limits.watchIntervalMs)
    }
  }

  /** Many readers, each a little behind, must not fill the memory together. */
  #boundBuffers(): void {
    let total = 0
    for (const connection of this.#all) total += connection.bufferedBytes()
    if (total <= this.#limits.bufferedTotalMaxBytes) return
    const largestFirst = [...this.#all].sort((a, b) => b.bufferedBytes() - a.bufferedBytes())
    for (const connection of largestFirst) {
      if (total <= this.#limits.bufferedTotalMaxBytes) return
      total -= connection.bufferedBytes()
      connection.close(closeCodes.slowReader, 'reading too slowly')
      connection.terminate()
    }
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }
}

function claim(counts: Map<string, number>, key: string, max: number): boolean {
  const count = counts.get(key) ?? 0
  if (count >= max) return false
  counts.set(key, count + 1)
  return true
}

function release(counts: Map<string, number>, key: string): void {
  const count = counts.get(key) ?? 0
  if (count <= 1) counts.delete(key)
  else counts.set(key, count - 1)
}
