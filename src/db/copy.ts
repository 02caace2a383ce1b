// Copies of a database as files: made through SQLite while somebody writes to it, or turned from a copy into the
// one file of a service. A copy is a single file, without a log beside it, that its owner alone can read.
import { chmodSync, closeSync, fsyncSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'
import { renumberEvents } from './commit-restore.ts'
import { openDatabase } from './connection.ts'

/** Makes what SQLite copied one file that needs nothing beside it, and has it on the disk. */
export function sealCopy(path: string): void {
  const sqlite = new Database(path, { fileMustExist: true })
  try {
    sqlite.pragma('journal_mode = delete')
  } finally {
    sqlite.close()
  }
  chmodSync(path, 0o600)
  sync(path)
}

/**
 * Makes a copy the file of a service that goes on from it: of this release's schema, with events that nobody has
 * a cursor for. Nothing is left beside it.
 */
export function prepareRestored(path: string, now: number): void {
  const database = openDatabase(path)
  try {
    renumberEvents(database.db, now)
  } finally {
    database.close()
  }
  sealCopy(path)
}

/** A file or a folder is on the disk, its entries included. */
export function sync(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Brings a database that can be opened into its one file; what cannot be is left as it is. */
export function emptyLog(path: string): void {
  try {
    const sqlite = new Database(path, { fileMustExist: true, timeout: 250 })
    try {
      sqlite.pragma('wal_checkpoint(truncate)')
    } finally {
      sqlite.close()
    }
  } catch {
    // Damaged: it is kept with its log, for whoever looks at it.
  }
}
