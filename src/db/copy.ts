// Copies of a database as single files: what SQLite copied loses its log, and a backup becomes the file of a service
// again. Files are synced and named by src/backup.
import { eraseAgain, renumberEvents } from './commit-restore.ts'
import { openAsItIs, openDatabase } from './connection.ts'

/** Makes what SQLite copied one file that needs nothing beside it. */
export function toOneFile(path: string): void {
  const sqlite = openAsItIs(path)
  try {
    sqlite.pragma('journal_mode = delete')
  } finally {
    sqlite.close()
  }
}

/**
 * Makes a copy the file of a service that goes on from it: of this release's schema, with events that nobody has
 * a cursor for, and without those who were erased since. Answers how many people that were.
 */
export function prepareRestored(
  path: string,
  { now, wasErased }: { now: number; wasErased: (userId: string) => boolean },
): number {
  const database = openDatabase(path)
  let erased: number
  try {
    renumberEvents(database.db, now)
    erased = eraseAgain(database.db, wasErased, now)
  } finally {
    database.close()
  }
  toOneFile(path)
  return erased
}

/** Brings a database that can be opened into its one file; what cannot be is left as it is. */
export function emptyLog(path: string): void {
  try {
    const sqlite = openAsItIs(path)
    try {
      sqlite.pragma('wal_checkpoint(truncate)')
    } finally {
      sqlite.close()
    }
  } catch {
    // Damaged: it is kept with its log, for whoever looks at it.
  }
}
