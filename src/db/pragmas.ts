// How every connection of the service is set, and the proof that it is: each pragma is read back.
import type Database from 'better-sqlite3'

/** Name, the value it is set to, and the value SQLite answers when it took. */
const required = [
  ['journal_mode', 'wal', 'wal'],
  // better-sqlite3 compiles WAL to mean NORMAL, which loses acknowledged commits at a power cut.
  ['synchronous', 'full', 2],
  ['foreign_keys', 'on', 1],
  // Without it INSERT OR REPLACE walks round the ledger's delete trigger.
  ['recursive_triggers', 'on', 1],
  ['trusted_schema', 'off', 0],
  ['cell_size_check', 'on', 1],
  ['secure_delete', 'on', 1],
  ['mmap_size', '0', 0],
  ['temp_store', 'memory', 2],
  // The loop stands still while SQLite waits for somebody else's lock.
  ['busy_timeout', '250', 250],
  ['wal_autocheckpoint', '1000', 1_000],
  ['journal_size_limit', '16777216', 16_777_216],
] as const

/** Small: each page that a transaction touches goes to the log whole, and users' indexes touch a page each. */
export const pageSizeBytes = 4_096

/** Sets every pragma on a connection and reads it back. Throws an `Error` that names the first that failed. */
export function applyPragmas(sqlite: Database.Database, options: { inMemory: boolean }): void {
  // Silently ignored once journal_mode=WAL is set, so it comes first; only a new file takes it.
  sqlite.pragma(`page_size = ${pageSizeBytes}`)
  for (const [name, value, expected] of required) {
    sqlite.pragma(`${name} = ${value}`)
    if (options.inMemory && (name === 'journal_mode' || name === 'mmap_size')) continue
    const actual = sqlite.pragma(name, { simple: true })
    if (actual !== expected) {
      throw new Error(`SQLite did not take ${name} = ${value}: it answers ${String(actual)}`)
    }
  }
}
