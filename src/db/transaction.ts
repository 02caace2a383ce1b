// Transactions by hand, for group commit: one outer transaction, one savepoint for each event in it.
// Synchronous like everything here; nobody may await between begin and commit.
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'
import { storeLog } from './store-log.ts'

const statements = prepared((db: Db) => ({
  begin: db.$client.prepare('begin immediate'),
  beginRead: db.$client.prepare('begin deferred'),
  commit: db.$client.prepare('commit'),
  rollback: db.$client.prepare('rollback'),
  savepoint: db.$client.prepare('savepoint event'),
  release: db.$client.prepare('release event'),
  rollbackTo: db.$client.prepare('rollback to event'),
}))

/** Their log may hold what the disk does not: a sync failed, and the next one would not store it either. */
const unsure = new WeakSet<Db>()

export function begin(db: Db): void {
  if (unsure.has(db)) {
    storeLog(db.$client, db.$client.name)
    unsure.delete(db)
  }
  statements(db).begin.run()
}

export function commit(db: Db): void {
  try {
    statements(db).commit.run()
  } catch (error) {
    unsure.add(db)
    throw error
  }
}

/** The store itself refused, whatever was asked of it: full, busy, unreadable. It may pass. */
export const isStoreTrouble = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && storeTrouble.test(String(error.code))

const storeTrouble = /^SQLITE_(FULL|BUSY|LOCKED|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL)/

/** Rolls back what is open. After some errors (disk full, I/O) SQLite has done so by itself. */
export function rollback(db: Db): void {
  if (db.$client.inTransaction) statements(db).rollback.run()
}

/** Runs `fn` in a savepoint of the open transaction; what it throws undoes it and goes on up. */
export function inSavepoint<T>(db: Db, fn: () => T): T {
  const { savepoint, release, rollbackTo } = statements(db)
  savepoint.run()
  try {
    const value = fn()
    release.run()
    return value
  } catch (error) {
    if (db.$client.inTransaction) {
      rollbackTo.run()
      release.run()
    }
    throw error
  }
}

/** Runs `fn` in a transaction of its own, outside of group commit. */
export function inTransaction<T>(db: Db, fn: () => T): T {
  begin(db)
  try {
    const value = fn()
    commit(db)
    return value
  } catch (error) {
    rollback(db)
    throw error
  }
}

/**
 * Runs `read` on one state of the file, whoever else writes to it meanwhile; that of the transaction that is open, if one
 * is. It takes no lock, and must not write.
 */
export function inSnapshot<T>(db: Db, read: () => T): T {
  if (db.$client.inTransaction) return read()
  statements(db).beginRead.run()
  try {
    return read()
  } finally {
    rollback(db)
  }
}
