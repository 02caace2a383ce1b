// Where a history is written: in memory, or as real files in a RAM disk. A crash leaves what was committed,
// and the process that died with it gets nothing more in.
import Database from 'better-sqlite3'
import { type Db, type OpenDatabase, openDatabase } from '../../src/db/connection.ts'
import { FileStore } from './file-store.ts'
import type { StoreKind } from './plan.ts'

/** Runs on the file as somebody else's connection. */
export type ForeignWork = (sqlite: Database.Database) => void

export interface Store {
  readonly db: Db
  /** Keeps what a process that dies now would leave. Inside a transaction as well. */
  capture(): void
  /** Opens what was captured; the database before is abandoned. */
  reopen(): void
  /** As a service that stops in order: closed, and opened again. */
  closeAndReopen(): void
  /** Somebody else writes. Whether the service can notice by itself, by SQLite's data version. */
  foreign(work: ForeignWork): { readonly isNoticed: boolean }
  /** Somebody else holds the write lock; answers how to let go. Nothing where only one can connect. */
  holdWriteLock(): (() => void) | undefined
  /** Whether a text stands anywhere in its files, removed rows included; nothing is known of memory. */
  holds(text: string): boolean
  dispose(): void
}

/** The store does not take a write now: the disk is full, or somebody else holds the lock. */
export const isStoreError = (error: unknown): boolean =>
  error instanceof Database.SqliteError && /^SQLITE_(FULL|BUSY)/.test(error.code)

export const makeStore = (kind: StoreKind, seed: number): Store =>
  kind === 'memory'
    ? new MemoryStore()
    : new FileStore({ tearsFrom: kind === 'torn' ? seed : undefined })

/**
 * One connection outlives most crashes: what was not committed is rolled back, which is all that a crash
 * does to a database in memory. One crash in so many, and every orderly stop, opens a serialized image.
 */
const imageEvery = 8

class MemoryStore implements Store {
  #open: OpenDatabase = opened()
  #crashes = 0

  get db(): Db {
    return this.#open.db
  }

  /** The dead process is never let on again, so that what is committed later is of the next one. */
  capture(): void {
    this.#crashes++
  }

  reopen(): void {
    const { $client } = this.#open.db
    if ($client.inTransaction) $client.exec('rollback')
    if (this.#crashes % imageEvery === 0) this.closeAndReopen()
  }

  closeAndReopen(): void {
    const image = this.#open.db.$client.serialize()
    this.#open.close()
    this.#open = opened(image)
  }

  foreign(work: ForeignWork) {
    const { $client } = this.db
    $client.pragma('foreign_keys = off')
    try {
      work($client)
    } finally {
      $client.pragma('foreign_keys = on')
    }
    return { isNoticed: false }
  }

  holdWriteLock(): undefined {
    return undefined
  }

  holds(): boolean {
    return false
  }

  dispose(): void {
    this.#open.close()
  }
}

/** Set as the files are, where somebody else's lock would take real time to wait for. */
function opened(image?: Buffer): OpenDatabase {
  const open = openDatabase(':memory:', image)
  open.db.$client.pragma('busy_timeout = 0')
  return open
}
