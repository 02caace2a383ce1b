// The backups of a folder by their names, newest first, and which of them are old enough to go. Files with other
// names are nobody's business here.
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface KeptBackup {
  readonly path: string
  /** When it was begun, epoch milliseconds. */
  readonly at: number
  readonly bytes: number
}

/** `unstuck-20261124T191500Z.db`: sorts by time, and is a name on every system. */
export const backupName = (now: number): string =>
  `unstuck-${new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')}.db`

const named = /^unstuck-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.db$/

/** Newest first; none where there is no such folder. */
export function listBackups(folder: string): KeptBackup[] {
  return namesIn(folder)
    .map((name) => ({ name, at: instantOf(name) }))
    .filter(({ at }) => !Number.isNaN(at))
    .sort((a, b) => b.at - a.at)
    .map(({ name, at }) => {
      const path = join(folder, name)
      return { path, at, bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0 }
    })
}

/** Removes all but the newest `keep`, which is at least 1; answers what is gone. */
export function forgetOld(folder: string, keep: number): string[] {
  const old = listBackups(folder).slice(Math.max(1, keep))
  for (const { path } of old) rmSync(path, { force: true })
  return old.map(({ path }) => path)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function instantOf(name: string): number {
  const [, year, month, day, hour, minute, second] = named.exec(name) ?? []
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}
