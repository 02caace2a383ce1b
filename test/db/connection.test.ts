import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commitAccount } from '../../src/db/commit-account.ts'
import {
  dataVersion,
  type OpenDatabase,
  openDatabase,
  openReadOnly,
} from '../../src/db/connection.ts'
import { useFiles } from '../support/worlds.ts'

/** One more than the number of the last migration, as a file brought to it says. */
const newestVersion = readdirSync('drizzle').filter((name) => name.endsWith('.sql')).length

const file = useFiles()
let path: string
let opened: OpenDatabase[]
beforeEach(() => {
  path = file()
  opened = []
})
afterEach(() => {
  for (const database of opened) database.close()
})

function open(at = path): OpenDatabase {
  const database = openDatabase(at)
  opened.push(database)
  return database
}

const pragma = ({ db }: OpenDatabase, name: string) => db.$client.pragma(name, { simple: true })

describe('a file that is not there yet', () => {
  test('is made, with its folder, marked as ours and brought to the newest version', () => {
    const database = open(join(dirname(path), 'deep', 'er', 'unstuck.db'))

    expect(pragma(database, 'application_id')).toBe(0x554e5354)
    expect(pragma(database, 'user_version')).toBe(newestVersion)
    expect(statSync(dirname(database.path)).mode & 0o777).toBe(0o700)
  })

  test('has only STRICT tables, but for what the migrations keep about themselves', () => {
    const lax = open()
      .db.$client.prepare(
        "select name from pragma_table_list where schema = 'main' and type = 'table' and strict = 0",
      )
      .pluck()
      .all()
    expect(lax.sort()).toEqual(['__drizzle_migrations', 'sqlite_schema'])
  })

  test('is sound and breaks no foreign key', () => {
    const database = open()
    expect(pragma(database, 'integrity_check')).toBe('ok')
    expect(database.db.$client.pragma('foreign_key_check')).toEqual([])
  })

  test.each([
    ['journal_mode', 'wal'],
    ['synchronous', 2],
    ['foreign_keys', 1],
    ['recursive_triggers', 1],
    ['trusted_schema', 0],
    ['cell_size_check', 1],
    ['secure_delete', 1],
    ['mmap_size', 0],
    ['temp_store', 2],
    ['busy_timeout', 250],
    ['wal_autocheckpoint', 1_000],
    ['journal_size_limit', 16_777_216],
    ['page_size', 4_096],
    ['locking_mode', 'normal'],
  ])('is set to %s = %s', (name, expected) => {
    expect(pragma(open(), name)).toBe(expected)
  })
})

describe('a file of ours', () => {
  test('keeps what was written, and is not migrated again', () => {
    const first = open()
    commitAccount(first.db, { id: 'ana', email: null, name: null, startingBalance: 3 }, 1)
    first.close()

    const again = open()
    expect(again.db.$client.prepare('select id, token_balance from users').all()).toEqual([
      { id: 'ana', token_balance: 3 },
    ])
    expect(pragma(again, 'synchronous')).toBe(2)
  })

  test('that was cut off before its tables were made is made whole', () => {
    const cut = new Database(path)
    cut.pragma('application_id = 0x554e5354')
    cut.close()
    expect(pragma(open(), 'user_version')).toBe(newestVersion)
  })

  test('of a newer version is refused and left as it is', () => {
    open().close()
    const newer = new Database(path)
    newer.pragma(`user_version = ${newestVersion + 1}`)
    newer.close()

    const refusal = `schema version ${newestVersion + 1}, this release knows up to ${newestVersion}`
    expect(() => open()).toThrow(`${refusal}: install the newer`)
    const after = new Database(path, { readonly: true })
    expect(after.pragma('user_version', { simple: true })).toBe(newestVersion + 1)
    after.close()
  })

  test('that is served already is refused, by a second opening and by another process', () => {
    open()
    expect(() => open()).toThrow(/Another process is serving .*stop it first/)

    const script = `import { openDatabase } from './src/db/connection.ts'; openDatabase(${JSON.stringify(path)})`
    const other = spawnSync(process.execPath, [
      '--import',
      'tsx',
      '--input-type=module',
      '--eval',
      script,
    ])
    expect(other.status).not.toBe(0)
    expect(other.stderr.toString()).toContain('Another process is serving')
  })

  test.skipIf(process.platform !== 'linux')(
    'in a folder that cannot be made is refused at once',
    () => {
      expect(() => openDatabase('/proc/nobody-makes-this/x.db')).toThrow(
        '/proc/nobody-makes-this cannot be made: set DATABASE_PATH',
      )
      expect(() => openDatabase('/dev/null/below-a-device/x.db')).toThrow(
        '/dev/null/below-a-device cannot be made: set DATABASE_PATH',
      )
    },
  )

  test('is free again when it was closed, also after an opening that failed', () => {
    open().close()
    expect(() => open().close()).not.toThrow()
    const foreign = file()
    writeFileSync(foreign, 'not a database, but long enough to be looked at as one'.repeat(50))
    expect(() => open(foreign)).toThrow()
    rmSync(foreign)
    expect(() => open(foreign).close()).not.toThrow()
  })

  test('stays open to people who look at it with sqlite3, and their writes are noticed', () => {
    const database = open()
    const before = dataVersion(database.db)
    commitAccount(database.db, { id: 'ana', email: null, name: null, startingBalance: 0 }, 1)
    expect(dataVersion(database.db)).toBe(before)

    const shell = new Database(path)
    expect(shell.prepare('select count(*) from users').pluck().get()).toBe(1)
    shell.prepare("update users set name = 'Ana'").run()
    shell.close()

    expect(dataVersion(database.db)).not.toBe(before)
  })
})

describe('a file of somebody else', () => {
  test('with another application_id is refused and left as it is', () => {
    const other = new Database(path)
    other.pragma('application_id = 7')
    other.exec('create table theirs (x)')
    other.close()

    expect(() => open()).toThrow('is not a database of this service; set DATABASE_PATH')
    const after = new Database(path, { readonly: true })
    expect(
      after.prepare("select name from sqlite_schema where type = 'table'").pluck().all(),
    ).toEqual(['theirs'])
    after.close()
  })

  test('with tables but no application_id is refused', () => {
    const other = new Database(path)
    other.exec('create table theirs (x)')
    other.close()
    expect(() => open()).toThrow('is not a database of this service')
  })

  test('that is no database is refused', () => {
    writeFileSync(path, 'x'.repeat(4_096))
    expect(() => open()).toThrow(`${path} is not a database of this service; set DATABASE_PATH`)
    expect(() => openReadOnly(path)).toThrow('is not a database of this service')
  })
})

describe('a path', () => {
  test.each(['unstuck.db', './data/unstuck.db', 'file:/tmp/unstuck.db', 'file:unstuck.db', ''])(
    'like "%s" is refused: it must be absolute',
    (relative) => {
      expect(() => open(relative)).toThrow('must be an absolute path')
    },
  )

  test('to a link is refused, whether it leads somewhere or not', () => {
    const target = file()
    symlinkSync(target, path)
    expect(() => open()).toThrow('must be a regular file, not a link or a folder')
    open(target).close()
    expect(() => open()).toThrow('must be a regular file, not a link or a folder')
  })

  test('to a folder is refused', () => {
    mkdirSync(path)
    expect(() => open()).toThrow('must be a regular file, not a link or a folder')
  })
})

describe('reading only', () => {
  test('looks at a live file without its lock, and cannot write', () => {
    open()
    const reader = openReadOnly(path)
    opened.push(reader)
    expect(reader.db.$client.prepare('select count(*) from jobs').pluck().get()).toBe(0)
    expect(() => reader.db.$client.exec('delete from users')).toThrow('readonly')
  })

  test('refuses what is not there and what is not ours', () => {
    expect(() => openReadOnly(path)).toThrow('There is no database at')
    const other = new Database(path)
    other.exec('create table theirs (x)')
    other.close()
    expect(() => openReadOnly(path)).toThrow('is not a database of this service')
  })
})

test('a database in memory can be opened from the image of another', () => {
  const first = open(':memory:')
  commitAccount(first.db, { id: 'ana', email: null, name: null, startingBalance: 3 }, 1)
  const second = openDatabase(':memory:', first.db.$client.serialize())
  opened.push(second)
  expect(second.db.$client.prepare('select id from users').pluck().all()).toEqual(['ana'])
})
