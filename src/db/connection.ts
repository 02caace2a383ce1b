// Opens the database: path, lock, pragmas, identity, migrations; in that order, or not at all.
// Nothing else in the service opens the file, and nobody reads it with fs while it is open.
import { closeSync, existsSync, lstatSync, mkdirSync, openSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { type InstanceLock, takeInstanceLock } from './instance-lock.ts'
import { applyPragmas } from './pragmas.ts'
import { prepared } from './prepared.ts'
import { requireSoundBuild } from './sound-build.ts'
import { storeLog } from './store-log.ts'

export type Db = BetterSQLite3Database & { readonly $client: Database.Database }

export interface OpenDatabase {
  readonly db: Db
  /** Where the file is; `:memory:` for a database without one. */
  readonly path: string
  close(): void
}

/** "UNST" in ASCII: marks the file as ours. */
const applicationId = 0x554e_5354

/**
 * Opens (and makes, and migrates) the database of a service.
 * Throws a plain `Error` that says what to do when the path is unusable, another process serves it, the
 * file is not ours or of a newer version, or a pragma did not take. With `:memory:` an `image` made by
 * SQLite's serialize may be opened; simulations restart from one.
 */
export function openDatabase(path: string, image?: Buffer): OpenDatabase {
  requireSoundBuild()
  const inMemory = path === ':memory:'
  if (!inMemory) preparePath(path)
  const lock: InstanceLock | undefined = inMemory ? undefined : takeInstanceLock(path)
  let sqlite: Database.Database | undefined
  try {
    sqlite = inMemory && image ? new Database(image) : new Database(path)
    requireOurs(sqlite, path)
    requireSqlite(String(sqlite.prepare('select sqlite_version()').pluck().get()))
    applyPragmas(sqlite, { inMemory })
    if (!inMemory) storeLog(sqlite, path)
    const db = drizzle({ client: sqlite })
    migrateTo(db, sqlite)
    const client = sqlite
    return {
      db,
      path,
      close() {
        if (client.open) client.close()
        lock?.release()
      },
    }
  } catch (error) {
    sqlite?.close()
    lock?.release()
    throw error
  }
}

/** Opens a live or copied file for reading only: for `verify` and for looking. Takes no lock. */
export function openReadOnly(path: string): OpenDatabase {
  if (!existsSync(path)) throw new Error(`There is no database at ${path}`)
  const sqlite = new Database(path, { readonly: true, fileMustExist: true, timeout: 250 })
  try {
    requireOurs(sqlite, path)
    return { db: drizzle({ client: sqlite }), path, close: () => void sqlite.close() }
  } catch (error) {
    sqlite.close()
    throw error
  }
}

/** Opens a file that no service has, such as a copy, as it is: no lock, no setting, no migration. */
export const openAsItIs = (path: string): Database.Database =>
  new Database(path, { fileMustExist: true, timeout: 250 })

/** Changes when another connection has committed to the file; never by our own writes. */
export const dataVersion = (db: Db): number => Number(versionOf(db).get())

/**
 * Moves what the write-ahead log holds into the file and empties it, so that no copy of what was removed is left
 * there. Answers false where somebody reads the log at this moment; it waits for nobody, as the loop would stand still.
 */
export function truncateLog({ $client }: Db): boolean {
  const waits = $client.pragma('busy_timeout', { simple: true })
  $client.pragma('busy_timeout = 0')
  try {
    const [answer] = $client.pragma('wal_checkpoint(truncate)') as { busy: number }[]
    return answer?.busy === 0
  } finally {
    $client.pragma(`busy_timeout = ${Number(waits)}`)
  }
}

const versionOf = prepared((db: Db) => db.$client.prepare('pragma data_version').pluck())

export const migrationsFolder = (): string => {
  // From source and from dist the folder is a different number of steps up.
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'drizzle', 'meta', '_journal.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('The migrations folder "drizzle" is missing')
    folder = parent
  }
  return join(folder, 'drizzle')
}

function preparePath(path: string): void {
  if (!isAbsolute(path) || path.startsWith('file:')) {
    throw new Error(`DATABASE_PATH must be an absolute path, not "${path}"`)
  }
  makeFolder(dirname(path))
  // Not existsSync, which follows links: one that leads nowhere would be made at its target.
  const known = lstatSync(path, { throwIfNoEntry: false })
  if (known && !known.isFile()) {
    throw new Error(`DATABASE_PATH ${path} must be a regular file, not a link or a folder`)
  }
  makePrivate(path)
  makePrivate(`${path}.lock`)
}

/** Step by step: told to make all at once where none can be made, such as in /proc, Node tries for ever. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return
    throw new Error(`${path} cannot be made: set DATABASE_PATH to a folder that can be`, { cause })
  }
}

/** What SQLite makes can be read by others; its own -wal and -shm follow the file they belong to. */
function makePrivate(path: string): void {
  try {
    // Never one that is there: to close it would end the locks this process may hold on it.
    closeSync(openSync(path, 'wx', 0o600))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return
    throw new Error(`${path} cannot be written: set DATABASE_PATH to a folder that can be`, {
      cause,
    })
  }
}

/** Throws where SQLite is older than the release that no longer loses commits to a checkpoint (3.51.3). */
export function requireSqlite(version: string): void {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  if (major * 1e6 + minor * 1e3 + patch >= 3_051_003) return
  throw new Error(
    `SQLite ${version} can lose commits, 3.51.3 or newer is needed: run npm ci, so that better-sqlite3 is the one of package-lock.json`,
  )
}

function requireOurs(sqlite: Database.Database, path: string): void {
  if (!isOurs(sqlite)) {
    throw new Error(`${path} is not a database of this service; set DATABASE_PATH to another file`)
  }
  const version = Number(sqlite.pragma('user_version', { simple: true }))
  if (version > newestVersion()) {
    throw new Error(
      `${path} has schema version ${version}, this release knows up to ${newestVersion()}: install the newer release`,
    )
  }
}

/** Marked as ours, or empty and nobody's yet. */
function isOurs(sqlite: Database.Database): boolean {
  try {
    const id = sqlite.pragma('application_id', { simple: true })
    const tables = sqlite.prepare('select count(*) from sqlite_schema').pluck().get()
    return id === applicationId || (id === 0 && tables === 0)
  } catch (error) {
    if ((error as { code?: unknown }).code === 'SQLITE_NOTADB') return false
    throw error
  }
}

function migrateTo(db: Db, sqlite: Database.Database): void {
  // Before the tables, so that a file cut off in between is still known as ours.
  sqlite.pragma(`application_id = ${applicationId}`)
  // Written last, so that a file that bears it has all of the migrations.
  if (Number(sqlite.pragma('user_version', { simple: true })) === newestVersion()) return
  migrate(db, { migrationsFolder: migrationsFolder() })
  sqlite.pragma(`user_version = ${newestVersion()}`)
}

/** Which migrations a file has and how many there are; equal on a file of this release. */
export const schemaVersions = ({ $client }: Db): { has: number; newest: number } => ({
  has: Number($client.pragma('user_version', { simple: true })),
  newest: newestVersion(),
})

let newest: number | undefined

/** How many migrations this release has; read once, since they do not change under a running process. */
function newestVersion(): number {
  newest ??= readMigrationFiles({ migrationsFolder: migrationsFolder() }).length
  return newest
}
