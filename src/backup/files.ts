// Files that are whole and on the disk before anybody is told of them. Never a database that this process has open: to
// close such a file would end the locks it holds on it.
import { chmodSync, closeSync, fsyncSync, openSync } from 'node:fs'

/** A file that its owner alone can read, and that is on the disk. */
export function seal(path: string): void {
  chmodSync(path, 0o600)
  sync(path)
}

/** A file, or the entries of a folder, are on the disk. */
export function sync(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
