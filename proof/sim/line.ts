// One person's subscription: it reads from its cursor, is cut by every death of the service, and comes back
// with the last event it saw, or an earlier one.
import type { Runtime } from '../../src/runtime.ts'
import type { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Blame } from './blame.ts'
import type { Host } from './host.ts'
import type { Model } from './model.ts'
import type { Probes } from './probes.ts'

export interface LineParts {
  readonly userId: string
  readonly time: SimulatedClock
  readonly host: Host
  readonly model: Model
  readonly probes: Probes
  readonly blame: Blame
}

interface Connection {
  readonly runtime: Runtime
  readonly stop: AbortController
  seen: number
}

const reconnectMs = 700

export class Line {
  readonly #parts: LineParts
  #connection: Connection | undefined
  #isWanted = false
  #slowMs = 0
  #seen = 0

  constructor(parts: LineParts) {
    this.#parts = parts
    parts.host.onUp(() => this.#reconnectSoon())
  }

  /** The last event it saw; it comes back with this. */
  get seen(): number {
    return this.#seen
  }

  /** It follows, and has seen everything there is. */
  get isComplete(): boolean {
    const { model, userId } = this.#parts
    const { events, hasBegunAnew, floor, isGone } = model.person(userId)
    // Without an account there is no place to say from where on events are kept.
    if (!this.#isWanted || hasBegunAnew || isGone) return true
    const { seen } = this.#connection ?? {}
    // What retention removed from under it is said with the next event.
    return seen !== undefined && Math.max(seen, floor) === events.length
  }

  get isWanted(): boolean {
    return this.#isWanted
  }

  connect({ slowMs, back }: { slowMs: number; back: number }): void {
    this.disconnect()
    this.#isWanted = true
    this.#slowMs = slowMs
    if (back > 0 && this.#seen > 0) this.#parts.probes.hit('subscriber went back for events it had')
    this.#open(Math.max(0, this.#seen - back))
  }

  disconnect(): void {
    this.#isWanted = false
    this.#connection?.stop.abort()
    this.#connection = undefined
  }

  /** From now on it reads as fast as it is sent. */
  hurry(): void {
    this.#slowMs = 0
  }

  #reconnectSoon(): void {
    this.#connection = undefined
    this.#parts.time.setTimeout(() => {
      if (!this.#isWanted || this.#connection) return
      if (this.#seen > 0) this.#parts.probes.hit('subscriber resumed after a restart')
      this.#open(this.#seen)
    }, reconnectMs)
  }

  #open(seen: number): void {
    const { life } = this.#parts.host
    if (!life) return
    const connection = { runtime: life.runtime, stop: new AbortController(), seen }
    this.#connection = connection
    this.#follow(connection).catch((error: unknown) => {
      if (this.#isOn(connection)) this.#parts.blame('E3', `the line broke: ${String(error)}`)
    })
  }

  async #follow(connection: Connection): Promise<void> {
    const { userId, model, time, probes } = this.#parts
    const { runtime, stop } = connection
    for await (const event of runtime.feed.after(userId, connection.seen, stop.signal)) {
      if (!this.#isOn(connection)) return
      const floor = () => this.#parts.host.observer?.user(userId)?.event_floor ?? 0
      if (event.id !== connection.seen + 1) probes.hit('subscriber was overtaken by retention')
      model.delivered(userId, connection.seen, event, floor)
      connection.seen = event.id
      this.#seen = event.id
      if (this.#slowMs === 0) continue
      await new Promise<void>((resolve) => time.setTimeout(resolve, this.#slowMs))
      if (!this.#isOn(connection)) return
      if (event.id === model.person(userId).events.length) probes.hit('slow subscriber caught up')
    }
  }

  /** Whether it is this connection that counts, and the process at its other end lives. */
  #isOn(connection: Connection): boolean {
    const { life } = this.#parts.host
    return this.#connection === connection && life?.runtime === connection.runtime
  }
}
