// After a failed sync the system may keep pages that are not on the disk, take them for stored, and never
// try again. What this process reads in the write-ahead log is therefore stored anew before it builds on it.
import { closeSync, existsSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import Database from 'better-sqlite3'

const chunkBytes = 1_048_576

/**
 * Writes the write-ahead log over itself, byte for byte, and syncs it; throws where the disk refuses. The
 * write lock keeps others from adding to it meanwhile. SQLite locks other files than this one, so that
 * closing it here frees no lock of ours.
 */
export function storeLog(sqlite: Database.Database, databasePath: string): void {
  const path = `${databasePath}-wal`
  if (!existsSync(path)) return
  sqlite.exec('begin immediate')
  try {
    rewrite(path)
  } catch (cause) {
    // In SQLite's words, so that it is met like every other trouble with the store.
    throw new Database.SqliteError(`${path} cannot be stored: ${cause}`, 'SQLITE_IOERR_FSYNC')
  } finally {
    sqlite.exec('rollback')
  }
}

function rewrite(path: string): void {
  const file = openSync(path, 'r+')
  try {
    const chunk = Buffer.alloc(chunkBytes)
    let at = 0
    for (;;) {
      const length = readSync(file, chunk, 0, chunkBytes, at)
      if (length === 0) break
      const stored = writeSync(file, chunk, 0, length, at)
      // A disk that takes nothing and names no error would be asked for ever.
      if (stored === 0) throw new Error(`nothing is taken at byte ${at}`)
      at += stored
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
