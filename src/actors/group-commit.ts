// Everything that changes the database passes here: what arrives in one tick shares one transaction, each
// in a savepoint of its own, and nobody hears of anything before the outer commit. It knows no jobs.
import type { Db } from '../db/connection.ts'
import * as transaction from '../db/transaction.ts'
import type { Clock } from '../system/clock.ts'

interface Item {
  readonly work: () => unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

interface Outcome {
  readonly item: Item
  readonly value?: unknown
  readonly error?: unknown
  readonly effects: readonly Effect[]
}

interface Effect {
  readonly committed?: () => void
  readonly undone?: () => void
}

/** More, or what arrived but was not reached in a turn, waits for the next transaction: the loop gets its turn. */
export const itemsMax = 256
/** How long items are run before they are committed: a few times what a commit takes on this disk, within bounds. */
export const turnMinMs = 10
export const turnMaxMs = 25
const turnPerCommit = 4

export class GroupCommit {
  readonly #db: Db
  readonly #clock: Pick<Clock, 'defer' | 'now'>
  readonly #crashPoint: (name: string) => void
  readonly #onTrouble: (error: unknown) => void
  readonly #observe: () => (items: number, isCommitted: boolean) => void
  /** What somebody waits for, and what the service does by itself; in a rush they take turns. */
  #calls: Item[] = []
  #upkeep: Item[] = []
  #isUpkeepNext = false
  #isScheduled = false
  #turnMs = turnMinMs
  #effects: Effect[] | undefined
  #beforeCommit: (() => void) | undefined

  constructor(options: {
    db: Db
    clock: Pick<Clock, 'defer' | 'now'>
    crashPoint?: (name: string) => void
    onTrouble?: (error: unknown) => void
    /** A transaction begins; what it answers is called at its end. */
    observe?: () => (items: number, isCommitted: boolean) => void
  }) {
    this.#db = options.db
    this.#clock = options.clock
    this.#crashPoint = options.crashPoint ?? (() => {})
    this.#onTrouble = options.onTrouble ?? (() => {})
    this.#observe = options.observe ?? (() => () => {})
  }

  /** Called once in each transaction, after what arrived; what it adds joins the transaction, full or not. */
  setBeforeCommit(hook: () => void): void {
    this.#beforeCommit = hook
  }

  /**
   * Runs `work` in a savepoint of the next transaction. Resolves with its value after the commit; rejects
   * with what it threw, or with why the commit failed, and then nothing of it is in the database.
   */
  add<T>(work: () => T): Promise<T> {
    return this.#addTo(this.#calls, work)
  }

  /** The same for what nobody waits for: ten thousand jobs that are due at once let a submission pass. */
  addUpkeep<T>(work: () => T): Promise<T> {
    return this.#addTo(this.#upkeep, work)
  }

  /** Inside `work`: what is done once it is committed, or else undone. */
  onOutcome(effect: Effect): void {
    if (!this.#effects) throw new Error('onOutcome is for work inside a group commit')
    this.#effects.push(effect)
  }

  #addTo<T>(lane: Item[], work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      lane.push({ work, resolve: resolve as (value: unknown) => void, reject })
      this.#wake()
    })
  }

  get #isWaiting(): boolean {
    return this.#calls.length > 0 || this.#upkeep.length > 0
  }

  #wake(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#clock.defer(() => {
      this.#isScheduled = false
      this.#flush()
    })
  }

  #flush(): void {
    const outcomes: Outcome[] = []
    const ended = this.#observe()
    try {
      transaction.begin(this.#db)
      this.#runItems(outcomes)
      this.#commit()
    } catch (error) {
      transaction.rollback(this.#db)
      ended(outcomes.length, false)
      this.#lose(outcomes, error)
      return
    }
    ended(outcomes.length, true)
    this.#crashPoint('after-commit')
    this.#settle(outcomes)
    if (this.#isWaiting) this.#wake()
  }

  /** A slow disk gets fuller transactions, a fast one gives the loop its turn earlier. */
  #commit(): void {
    const startedAt = this.#clock.now()
    this.#crashPoint('before-commit')
    transaction.commit(this.#db)
    const tookMs = this.#clock.now() - startedAt
    this.#turnMs = Math.min(turnMaxMs, Math.max(turnMinMs, turnPerCommit * tookMs))
  }

  #runItems(outcomes: Outcome[]): void {
    const endsAt = this.#clock.now() + this.#turnMs
    const isFull = () => outcomes.length >= itemsMax || this.#clock.now() >= endsAt
    this.#runWhile(outcomes, () => (isFull() ? undefined : this.#next()))
    // Ahead of those that wait: in a rush that never ends, the hook's turn would not come.
    const waiting = this.#calls
    this.#calls = []
    try {
      this.#beforeCommit?.()
      this.#runWhile(outcomes, () => this.#calls.shift())
    } finally {
      this.#calls = [...this.#calls, ...waiting]
    }
  }

  #next(): Item | undefined {
    const isUpkeepFirst = this.#isUpkeepNext
    this.#isUpkeepNext = !isUpkeepFirst
    return isUpkeepFirst
      ? (this.#upkeep.shift() ?? this.#calls.shift())
      : (this.#calls.shift() ?? this.#upkeep.shift())
  }

  #runWhile(outcomes: Outcome[], next: () => Item | undefined): void {
    for (let item = next(); item; item = next()) {
      const outcome = this.#runItem(item)
      outcomes.push(outcome)
      // Disk full or an I/O error can end the whole transaction: nothing of it is left to commit.
      if (!this.#db.$client.inTransaction) {
        throw outcome.error ?? new Error('SQLite ended the transaction')
      }
    }
  }

  #runItem(item: Item): Outcome {
    const effects: Effect[] = []
    this.#effects = effects
    try {
      return { item, value: transaction.inSavepoint(this.#db, item.work), effects }
    } catch (error) {
      return { item, error, effects }
    } finally {
      this.#effects = undefined
    }
  }

  #settle(outcomes: readonly Outcome[]): void {
    for (const { item, error, value, effects } of outcomes) {
      if (error === undefined) {
        for (const effect of effects) this.#act(effect.committed)
        item.resolve(value)
      } else {
        for (const effect of effects) this.#act(effect.undone)
        item.reject(error)
      }
    }
  }

  /** What is committed stays so: an effect that throws must not keep the others, or the answers. */
  #act(effect: (() => void) | undefined): void {
    try {
      effect?.()
    } catch (error) {
      this.#onTrouble(error)
    }
  }

  #lose(outcomes: readonly Outcome[], cause: unknown): void {
    // What never ran is lost with the rest: its callers are told, its timers are covered by the alarm.
    const lanes = [this.#calls, this.#upkeep]
    const waiting = outcomes.length === 0 ? lanes.flatMap((lane) => lane.splice(0, itemsMax)) : []
    for (const { item, error: own, effects } of outcomes) {
      for (const effect of effects) this.#act(effect.undone)
      item.reject(own ?? cause)
    }
    for (const item of waiting) item.reject(cause)
    if (this.#isWaiting) this.#wake()
  }
}
