import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { storeLog } from '../../src/db/store-log.ts'

/** What the disk takes of each write, at most; and how often it was asked. */
const disk = vi.hoisted(() => ({ takesMax: Number.POSITIVE_INFINITY, asked: 0 }))

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>()
  const writeSync = (fd: number, data: Buffer, offset: number, length: number, at: number) => {
    if (++disk.asked > 10_000) throw new Error('asked for ever')
    const taken = Math.min(length, disk.takesMax)
    return taken === 0 ? 0 : fs.writeSync(fd, data, offset, taken, at)
  }
  return { ...fs, writeSync }
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unstuck-store-log-'))
  disk.takesMax = Number.POSITIVE_INFINITY
  disk.asked = 0
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function withLog(use: (sqlite: Database.Database, path: string) => void): void {
  const path = join(folder, 'a.db')
  const sqlite = new Database(path)
  sqlite.pragma('journal_mode = wal')
  sqlite.exec('create table t (x)')
  try {
    use(sqlite, path)
  } finally {
    sqlite.close()
  }
}

test('a log that is stored anew has the same bytes, however little the disk takes at once', () => {
  withLog((sqlite, path) => {
    const before = readFileSync(`${path}-wal`)
    for (const takesMax of [Number.POSITIVE_INFINITY, 512, 7]) {
      disk.takesMax = takesMax
      storeLog(sqlite, path)
      expect(readFileSync(`${path}-wal`).equals(before)).toBe(true)
    }
    expect(disk.asked).toBeGreaterThan(before.length / 7)
  })
})

test('a disk that takes nothing is an I/O error at once, and the write lock is free again', () => {
  withLog((sqlite, path) => {
    disk.takesMax = 0
    expect(() => storeLog(sqlite, path)).toThrow(/nothing is taken at byte 0/)
    expect(disk.asked).toBe(1)
    disk.takesMax = Number.POSITIVE_INFINITY
    sqlite.exec('insert into t values (1)')
  })
})

test('where there is no log, nothing is written', () => {
  writeFileSync(join(folder, 'b.db'), '')
  const sqlite = new Database(join(folder, 'b.db'))
  storeLog(sqlite, join(folder, 'b.db'))
  sqlite.close()
  expect(disk.asked).toBe(0)
})
