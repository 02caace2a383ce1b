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

/** More, or what arrived but was not reached in this time, waits for the next transaction: the loop gets a turn. */
export const itemsMax = 256
export const turnMaxMs = 25

export class GroupCommit {
  readonly #db: Db
  readonly #clock: Pick<Clock, 'defer' | 'now'>
  readonly #crashPoint: (name: string) => void
  readonly #onTrouble: (error: unknown) => void
  readonly #observe: () => (items: number, isCommitted: boolean) => void
  #queue: Item[] = []
  #isScheduled = false
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
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, resolve: resolve as (value: unknown) => void, reject })
      this.#wake()
    })
  }

  /** Inside `work`: what is done once it is committed, or else undone. */
  onOutcome(effect: Effect): void {
    if (!this.#effects) throw new Error('onOutcome is for work inside a group commit')
    this.#effects.push(effect)
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
      this.#crashPoint('before-commit')
      transaction.commit(this.#db)
    } catch (error) {
      transaction.rollback(this.#db)
      ended(outcomes.length, false)
      this.#lose(outcomes, error)
      return
    }
    ended(outcomes.length, true)
    this.#crashPoint('after-commit')
    this.#settle(outcomes)
    if (this.#queue.length > 0) this.#wake()
  }

  #runItems(outcomes: Outcome[]): void {
    const endsAt = this.#clock.now() + turnMaxMs
    const isFull = () => outcomes.length >= itemsMax || this.#clock.now() >= endsAt
    this.#runUntil(outcomes, isFull)
    // Ahead of those that wait: in a rush that never ends, the hook's turn would not come.
    const waiting = this.#queue
    this.#queue = []
    try {
      this.#beforeCommit?.()
      this.#runUntil(outcomes, () => false)
    } finally {
      this.#queue = [...this.#queue, ...waiting]
    }
  }

  #runUntil(outcomes: Outcome[], isFull: () => boolean): void {
    while (this.#queue.length > 0 && !isFull()) {
      const item = this.#queue.shift()
      if (!item) break
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
    const waiting = outcomes.length === 0 ? this.#queue.splice(0, itemsMax) : []
    for (const { item, error: own, effects } of outcomes) {
      for (const effect of effects) this.#act(effect.undone)
      item.reject(own ?? cause)
    }
    for (const item of waiting) item.reject(cause)
    if (this.#queue.length > 0) this.#wake()
  }
}
