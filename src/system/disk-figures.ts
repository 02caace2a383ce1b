// How large files are, and what room their disk has. By name only: a file that SQLite has open is never opened twice.
import { statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** In bytes. */
export interface DiskFigures {
  readonly database: number
  /** Of the write-ahead log. */
  readonly wal: number
  readonly free: number
}

/** Of the database at `path`; throws where its folder is not there. */
export const diskFigures = (path: string): DiskFigures => ({
  database: fileBytes(path),
  wal: fileBytes(`${path}-wal`),
  free: freeBytesOn(dirname(path)),
})

/** 0 where there is no such file. */
export const fileBytes = (path: string): number =>
  statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** What is left for this process on the disk that holds `folder`; throws where that is not there. */
export function freeBytesOn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
