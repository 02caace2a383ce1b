// Looks at one process from outside as its time goes on: nothing may be overdue, unadopted or standing in
// line beside a free slot for longer than a healthy service needs.
import type { Runtime } from '../../src/runtime.ts'
import type { Blame } from './blame.ts'
import type { Model } from './model.ts'
import type { Observer } from './observer.ts'
import type { Probes } from './probes.ts'
import type { ProcessClock } from './process-clock.ts'

export interface WatchmanOptions {
  readonly runtime: Runtime
  readonly clock: ProcessClock
  readonly observer: Observer
  readonly model: Model
  readonly probes: Probes
  readonly blame: Blame
}

interface Seen {
  readonly changes: number
  readonly soonest: ReturnType<Observer['soonest']>
  readonly hasLine: boolean
  readonly unadopted: string | undefined
}

/** How late a job may be ended, after any quiet of this length. */
export const lateMs = 2_000
const afterTroubleMs = 5_000
/** A slot may be free beside a line for the pause after a failed start, and a breath. */
const idleSlotMs = 12_000
/** A foreign write is looked at within the watch's interval, and a breath. */
const unadoptedMs = 6_000

export class Watchman {
  readonly #options: WatchmanOptions
  #calmFrom: number
  #inTrouble = false
  #lookedAt = 0
  #slotFreeFrom: number | undefined
  #unadoptedFrom: number | undefined
  /** What the tables showed when they were last written. */
  #seen: Seen | undefined

  constructor(options: WatchmanOptions) {
    this.#options = options
    this.#calmFrom = options.clock.now() + lateMs
  }

  /** It is started, or moves again after a freeze. */
  disturbed(graceMs: number = lateMs): void {
    this.#calmFrom = this.#options.clock.now() + graceMs
    this.#slotFreeFrom = undefined
    this.#unadoptedFrom = undefined
  }

  /** The store begins or ends to refuse writes. */
  storeTrouble(isOn: boolean): void {
    this.#inTrouble = isOn
    this.disturbed(afterTroubleMs)
  }

  /** Somebody else has just written. */
  foreignWrite(): void {
    this.#unadoptedFrom = undefined
    this.#seen = undefined
  }

  isOverdue(): boolean {
    return overdueIn(this.#tables(), this.#options.clock.now()) !== undefined
  }

  /** Called before anything that happens in the process; looks once a second. */
  look(): void {
    const { clock, blame, probes } = this.#options
    const now = clock.now()
    if (now - this.#lookedAt < 1_000) return
    this.#lookedAt = now
    const tables = this.#tables()
    const overdue = overdueIn(tables, now - lateMs)
    if (this.#inTrouble && overdue !== undefined)
      probes.hit('disk full: overdue job waited for space')
    if (this.#inTrouble || now < this.#calmFrom || clock.isFrozen) return
    if (overdue !== undefined) blame('J4', `${overdue} is overdue and nobody ends it`)
    this.#lookAtLine(now, tables)
    this.#lookAtForeignRows(now, tables)
  }

  /** Read again only after a write: most looks find nothing new. */
  #tables(): Seen {
    const { observer } = this.#options
    const { changes } = observer
    if (this.#seen?.changes !== changes) {
      const [soonest, hasLine] = [observer.soonest(), observer.hasLine()]
      this.#seen = { changes, soonest, hasLine, unadopted: observer.unadopted() }
    }
    return this.#seen
  }

  #lookAtLine(now: number, { hasLine }: Seen): void {
    const { runtime, blame } = this.#options
    const { freeSlots, isPaused } = runtime.dispatcher
    if (freeSlots === 0 || isPaused || !hasLine) this.#slotFreeFrom = undefined
    else this.#slotFreeFrom ??= now
    if (this.#slotFreeFrom !== undefined && now - this.#slotFreeFrom > idleSlotMs) {
      blame('J7', `jobs stand in line beside ${freeSlots} free slots`)
    }
  }

  #lookAtForeignRows(now: number, { unadopted }: Seen): void {
    const { blame } = this.#options
    if (unadopted === undefined) this.#unadoptedFrom = undefined
    else this.#unadoptedFrom ??= now
    if (this.#unadoptedFrom !== undefined && now - this.#unadoptedFrom > unadoptedMs) {
      blame('F28', `${unadopted} was written by somebody else and nobody looks at it`)
    }
  }
}

/** The first that is past its deadline; only the soonest can be. */
const overdueIn = ({ soonest }: Seen, before: number): string | undefined =>
  soonest && soonest.deadlineAt < before ? soonest.jobId : undefined
