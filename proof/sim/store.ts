// Where a history is written: in memory, or as real files in a RAM disk. A crash leaves what was committed,
// as an image taken at that instant, and never closes the database it dies with.
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Db, type OpenDatabase, openDatabase } from '../../src/db/connection.ts'

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
  dispose(): void
}

/** The store does not take a write now: the disk is full, or somebody else holds the lock. */
export const isStoreError = (error: unknown): boolean =>
  error instanceof Database.SqliteError && /^SQLITE_(FULL|BUSY)/.test(error.code)

export const makeStore = (kind: 'memory' | 'file'): Store =>
  kind === 'memory' ? new MemoryStore() : new FileStore()

class MemoryStore implements Store {
  #open: OpenDatabase = prepared(openDatabase(':memory:'))
  #image: Buffer | undefined

  get db(): Db {
    return this.#open.db
  }

  capture(): void {
    // Serializing inside a transaction would show what is not committed; reopen takes it after the rollback.
    const { $client } = this.#open.db
    this.#image = $client.inTransaction ? undefined : $client.serialize()
  }

  reopen(): void {
    const image = this.#image ?? this.#open.db.$client.serialize()
    this.#image = undefined
    this.#open.close()
    this.#open = prepared(openDatabase(':memory:', image))
  }

  closeAndReopen(): void {
    this.capture()
    this.reopen()
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

  dispose(): void {
    this.#open.close()
  }
}

class FileStore implements Store {
  readonly #folder = mkdtempSync(join(ramDisk(), 'unstuck-sim-'))
  #life = 0
  #captured: string | undefined
  #open = prepared(openDatabase(this.#path))

  get db(): Db {
    return this.#open.db
  }

  capture(): void {
    const from = this.#path
    this.#life++
    this.#captured = from
    for (const part of ['', '-wal']) {
      if (existsSync(from + part)) copyFileSync(from + part, this.#path + part)
    }
  }

  reopen(): void {
    if (this.#captured === undefined) this.capture()
    // Closing checkpoints into the file of the life before, where nobody looks any more.
    this.#open.close()
    for (const part of ['', '-wal', '-shm', '.lock']) {
      rmSync(`${this.#captured}${part}`, { force: true })
    }
    this.#captured = undefined
    this.#open = prepared(openDatabase(this.#path))
  }

  closeAndReopen(): void {
    this.#open.close()
    this.#open = prepared(openDatabase(this.#path))
  }

  foreign(work: ForeignWork) {
    const other = new Database(this.#path, { timeout: 0 })
    try {
      other.pragma('foreign_keys = off')
      work(other)
    } finally {
      other.close()
    }
    return { isNoticed: true }
  }

  holdWriteLock(): () => void {
    const other = new Database(this.#path, { timeout: 0 })
    other.exec('begin immediate')
    return () => {
      if (!other.open) return
      other.exec('rollback')
      other.close()
    }
  }

  dispose(): void {
    this.#open.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  get #path(): string {
    return join(this.#folder, `life-${this.#life}.db`)
  }
}

/** Waiting for somebody else's lock would take real time, which here stands still. */
function prepared(open: OpenDatabase): OpenDatabase {
  open.db.$client.pragma('busy_timeout = 0')
  return open
}

const ramDisk = (): string =>
  existsSync('/dev/shm') && statSync('/dev/shm').isDirectory() ? '/dev/shm' : tmpdir()
