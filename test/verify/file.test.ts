import { createHash } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commitAccount } from '../../src/db/commit-account.ts'
import { type Db, openDatabase, openReadOnly } from '../../src/db/connection.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import { type VerifyReport, verify } from '../../src/db/verify.ts'
import { violatedIn } from './support/copies.ts'
import { livedInWorld } from './support/lived-in.ts'

let folder: string
let instant = Date.UTC(2026, 0, 1)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unstuck-verify-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('given a service at work on a file, when another connection verifies it, then neither disturbs the other', async () => {
  const path = join(folder, 'live.db')
  const { world } = await livedInWorld({ databasePath: path })
  const reader = openReadOnly(path)
  const look = () => verify(reader.db, { now: world.clock.now(), isLive: true })

  expect(look()).toMatchObject({ ok: true, rows: { jobs: 17, unfinishedJobs: 2 } })
  world.analyzer.otherwise({ does: 'succeed', afterMs: 1_000 })
  await world.submit('bob')
  expect(look()).toMatchObject({ ok: true, rows: { jobs: 18, unfinishedJobs: 3 } })
  await world.passes(15 * 60_000)
  expect(look()).toMatchObject({ ok: true, rows: { jobs: 18, unfinishedJobs: 0 } })

  expect(() => reader.db.$client.exec('delete from events')).toThrow(/readonly/)
  expect(verify(world.db, { now: world.clock.now(), isLive: true }).ok).toBe(true)
  reader.close()
  await world.close()
})

test('given a writer that commits while a check reads, then all checks still see one state', () => {
  const path = join(folder, 'live.db')
  const writer = openDatabase(path)
  addAccounts(writer.db, 'before', 3)
  const reader = openReadOnly(path)
  const { $client } = reader.db
  const pragma = $client.pragma.bind($client)
  let commits = 0
  $client.pragma = (...given) => {
    addAccounts(writer.db, `during-${commits++}`, 1)
    return pragma(...given)
  }

  const during = verify(reader.db, { now: 0 })
  const committed = commits
  const after = verify(reader.db, { now: 0 })

  expect(committed).toBeGreaterThan(0)
  expect(during).toMatchObject({ ok: true, rows: { users: 3, ledgerEntries: 3 } })
  expect(after).toMatchObject({ ok: true, rows: { users: 3 + committed } })
  reader.close()
  writer.close()
})

const flips = 200

test('given a bit flipped in a page of entries, then every changed entry, and 97 % of all flips, are found', () => {
  const path = join(folder, 'flipped.db')
  const database = openDatabase(path)
  addAccounts(database.db, 'user', 600)
  const sound = entriesOf(database.db)
  // The newest page is half empty yet; a flip there changes nothing.
  const pages = leafPages(database.db, 'ledger_entries').slice(0, -1)
  const pageSize = pageSizeOf(database.db)
  database.close()
  const random = randomFrom(14)
  const found = { all: 0, changed: 0, changedFound: 0, byIntegrityCheck: 0 }

  for (let flip = 0; flip < flips; flip++) {
    const at = ((pages[random(pages.length)] ?? 0) - 1) * pageSize + random(pageSize)
    const mask = 1 << random(8)
    const restore = overwrite(path, at, (bytes) => bytes.map((byte) => byte ^ mask))
    const { report, entries } = lookAt(path)
    restore()
    const isChanged = entries !== sound
    if (!report.ok) found.all++
    if (isChanged) found.changed++
    if (isChanged && !report.ok) found.changedFound++
    if (report.checks.some(({ id, ok }) => id === 'F1' && !ok)) found.byIntegrityCheck++
  }

  expect(found.changedFound).toBe(found.changed)
  expect(found.changed / flips).toBeGreaterThan(0.9)
  expect(found.all / flips).toBeGreaterThanOrEqual(0.97)
  // Why there is a chain: SQLite itself notices few of them.
  expect(found.byIntegrityCheck / flips).toBeLessThan(0.5)
  expect(lookAt(path).report.ok).toBe(true)
})

test('given a page that is lost, then what stands on it cannot be read, and the rest is still checked', async () => {
  const path = join(folder, 'lost.db')
  const { world } = await livedInWorld({ databasePath: path })
  const [page = 0] = leafPages(world.db, 'events')
  const pageSize = pageSizeOf(world.db)
  await world.close()

  overwrite(path, (page - 1) * pageSize, () => Buffer.alloc(pageSize), pageSize)
  const { checks, rows } = lookAt(path).report

  const failed = checks.filter(({ ok }) => !ok)
  expect(failed.map(({ id }) => id)).toEqual(['T1', 'E1', 'E6', 'F3', 'F1', 'F4'])
  expect(failed[0]?.sample).toEqual(['could not be read: database disk image is malformed'])
  expect(rows).toMatchObject({ jobs: 17, ledgerEntries: 22 })
})

test('given somebody’s changes past an open service, when their copy is verified, then it fails', async () => {
  const path = join(folder, 'live.db')
  const { world } = await livedInWorld({ databasePath: path })
  const stranger = openReadOnly(path)
  expect(violatedIn(stranger.db, { now: world.clock.now() })).toEqual([])

  world.sql("update users set token_balance = 1000 where id = 'ana'")

  expect(violatedIn(stranger.db, { now: world.clock.now() })).toEqual(['M1'])
  stranger.close()
  await world.close()
})

function addAccounts(db: Db, name: string, count: number): void {
  inTransaction(db, () => {
    for (let index = 0; index < count; index++) {
      const account = { id: `${name}-${index}`, email: null, name: null, startingBalance: 3 }
      commitAccount(db, account, ++instant)
    }
  })
}

/** The ledger's content as text, or why it cannot be read. */
function entriesOf(db: Db): string {
  try {
    const select = db.$client.prepare(
      `select seq, user_id, job_id, kind, amount, reason, actor, created_at, hash,
         typeof(amount), typeof(created_at), hex(user_id), hex(hash) from ledger_entries order by seq`,
    )
    return JSON.stringify(select.safeIntegers().raw().all(), (_, value) =>
      typeof value === 'bigint' ? `${value}n` : value,
    )
  } catch (error) {
    return String(error)
  }
}

const leafPages = (db: Db, table: string): number[] =>
  db.$client
    .prepare<[string], number>(
      "select pageno from dbstat where name = ? and pagetype = 'leaf' order by pageno",
    )
    .pluck()
    .all(table)

const pageSizeOf = (db: Db): number => Number(db.$client.pragma('page_size', { simple: true }))

/** Writes over bytes of a closed file. Answers what puts them back. */
function overwrite(path: string, at: number, change: (bytes: Buffer) => Uint8Array, length = 1) {
  const before = Buffer.alloc(length)
  const write = (bytes: Uint8Array) => {
    const file = openSync(path, 'r+')
    writeSync(file, bytes, 0, length, at)
    closeSync(file)
  }
  const file = openSync(path, 'r')
  readSync(file, before, 0, length, at)
  closeSync(file)
  write(change(before))
  return () => write(before)
}

function lookAt(path: string): { report: VerifyReport; entries: string } {
  const { db, close } = openReadOnly(path)
  try {
    return { report: verify(db, { now: 0 }), entries: entriesOf(db) }
  } finally {
    close()
  }
}

/** The same numbers below `n` in every run. */
function randomFrom(seed: number): (n: number) => number {
  let calls = 0
  return (n) => createHash('sha256').update(`${seed}/${calls++}`).digest().readUInt32BE() % n
}
