// One process a database. The lock is a side file held exclusively for life, so that the database itself
// stays open to sqlite3; the system frees it when the process dies, however it dies.
import Database from 'better-sqlite3'

export interface InstanceLock {
  release(): void
}

/** Another process has the database. */
export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse'
}

/** Whether a process serves the database now. Looks only: it makes no file, and holds nothing. */
export function isServed(databasePath: string): boolean {
  let lock: Database.Database | undefined
  try {
    lock = new Database(`${databasePath}.lock`, { readonly: true, timeout: 0 })
    lock.prepare('select count(*) from sqlite_schema').get()
    return false
  } catch (error) {
    const { code } = error as { code?: unknown }
    // No lock file yet, or its folder is not there: no process has ever served it.
    if (code === 'SQLITE_CANTOPEN' || error instanceof TypeError) return false
    if (code === 'SQLITE_BUSY') return true
    throw error
  } finally {
    lock?.close()
  }
}

/** Takes the lock beside `databasePath`. Throws `DatabaseInUse` when another process holds it. */
export function takeInstanceLock(databasePath: string): InstanceLock {
  const lock = new Database(`${databasePath}.lock`, { timeout: 0 })
  try {
    // Nothing is ever written to it, so that it needs no journal beside it.
    lock.pragma('journal_mode = memory')
    lock.exec('begin exclusive')
  } catch (cause) {
    lock.close()
    throw new DatabaseInUse(
      `Another process is serving ${databasePath}: stop it first, or set DATABASE_PATH to another file`,
      { cause },
    )
  }
  return {
    release() {
      if (!lock.open) return
      lock.exec('rollback')
      lock.close()
    },
  }
}
