import { afterAll, beforeAll, expect, test } from 'vitest'
import { appendEntry } from '../../src/db/commit.ts'
import { verify } from '../../src/db/verify.ts'
import { repairDerived } from '../../src/db/verify-repair.ts'
import { copyOf, tamper, violatedIn } from './support/copies.ts'
import { type LivedIn, livedInWorld } from './support/lived-in.ts'

let lived: LivedIn
let now: number
beforeAll(async () => {
  lived = await livedInWorld()
  now = lived.world.clock.now()
})
afterAll(() => lived.world.close())

const repair = (db: ReturnType<typeof drifted>, apply: boolean) =>
  repairDerived(db, { now: now + 1 }, { apply })

function drifted(...sql: readonly string[]) {
  const db = copyOf(lived.world)
  tamper(db, () => {
    for (const statement of sql) db.$client.exec(statement)
  })
  return db
}

const everything = [
  "update users set token_balance = 1000 where id = 'ana'",
  "update users set event_cursor = 2, read_cursor = 3 where id = 'bob'",
  "update users set read_cursor = 999 where id = 'ana'",
  "update counters set value = -4 where name = 'queued'",
  "delete from counters where name = 'processing'",
  "insert into counters values ('failed', 7, 1)",
]

test('given a sound file, then there is nothing to repair', () => {
  const db = drifted()

  expect(repair(db, true)).toEqual({ applied: true, count: 0, changes: [], left: [] })
})

test('given drifted balances, cursors and counters, when asked what is wrong, then nothing is written', () => {
  const db = drifted(...everything)
  const before = db.$client.serialize()

  const { applied, count, changes, left } = repair(db, false)

  expect({ applied, count, left }).toEqual({ applied: false, count: 6, left: [] })
  expect(changes).toEqual([
    { what: 'balance', who: 'ana', from: 1000, to: 23 },
    { what: 'eventCursor', who: 'bob', from: 2, to: 4 },
    { what: 'readCursor', who: 'ana', from: 999, to: 34 },
    { what: 'counter', who: 'queued of minute 0', from: -4, to: 1 },
    { what: 'counter', who: 'processing of minute 0', from: 0, to: 1 },
    { what: 'counter', who: 'failed of minute 7', from: 1, to: 0 },
  ])
  expect(db.$client.serialize().equals(before)).toBe(true)
})

test('given drifted balances, cursors and counters, when repaired, then the file verifies and money is untouched', () => {
  const db = drifted(...everything)
  const ledger = db.$client.prepare('select * from ledger_entries')
  const before = ledger.all()
  expect(violatedIn(db, { now })).toEqual(['M1', 'E2', 'D1'])
  const asked = repair(db, false)

  const repaired = repair(db, true)

  expect(repaired).toEqual({ ...asked, applied: true })
  expect(violatedIn(db, { now })).toEqual([])
  expect(ledger.all()).toEqual(before)
  const users = db.$client.prepare('select id, updated_at as at from users order by id').raw().all()
  expect(users).toEqual([
    ['ana', now + 1],
    ['bob', now + 1],
  ])
  expect(repair(db, true).count).toBe(0)
})

test('given a balance no table allows, when repaired, then it is what the ledger says', () => {
  const db = drifted("update users set token_balance = -1 where id = 'bob'")

  expect(repair(db, true).changes).toEqual([{ what: 'balance', who: 'bob', from: -1, to: 8 }])
  expect(verify(db, { now }).ok).toBe(true)
})

test.each([
  [
    'an entry was changed',
    'update ledger_entries set amount = 900 where seq = 1',
    /M7\): entry 1: /,
  ],
  ['an entry is missing', 'delete from ledger_entries where seq = 5', /M4\): .*: has no charge$/],
  [
    'the last entry was cut off',
    'delete from ledger_entries where seq = 22',
    /M4\): .*: has no charge$/,
  ],
  ['the hashes are gone', "update ledger_entries set hash = ''", /M7\): entry 1: /],
  [
    'the ledger cannot be read',
    'alter table ledger_entries rename column hash to lost',
    /could not be read: no such column/,
  ],
])('given drift in a file where %s, then the repair refuses and writes nothing', (_, sql, why) => {
  const db = drifted(...everything, sql)
  const before = db.$client.serialize()

  const { refusal, ...rest } = repair(db, true)

  expect(refusal).toMatch(why)
  expect(rest).toEqual({ applied: false, count: 0, changes: [], left: [] })
  expect(db.$client.serialize().equals(before)).toBe(true)
})

test('given a ledger that sums to less than nothing, then the balance is left alone', () => {
  const db = copyOf(lived.world)
  const taken = { userId: 'bob', jobId: null, kind: 'grant', amount: -100 } as const
  tamper(db, () => appendEntry(db, { ...taken, reason: 'theft', actor: 'op' }, now))

  expect(repair(db, true)).toEqual({
    applied: true,
    count: 0,
    changes: [],
    left: ['bob: the ledger sums to -92, which is no balance'],
  })
})

test('given a cursor ahead of the events, then it is left alone, as its numbers may have been seen', () => {
  const db = drifted("update users set event_cursor = event_cursor + 1 where id = 'bob'")

  expect(repair(db, true)).toEqual({
    applied: true,
    count: 0,
    changes: [],
    left: ['bob: cursor 5, but the newest event is 4; those between are gone'],
  })
  expect(violatedIn(db, { now })).toEqual(['E2'])
})

test('given a write that fails half-way, then the repair leaves the file as it was', () => {
  const db = drifted(...everything)
  db.$client.exec(
    "create trigger refuse before insert on counters begin select raise(abort, 'no'); end",
  )
  const before = db.$client.serialize()

  expect(() => repair(db, true)).toThrow('no')

  expect(db.$client.serialize().equals(before)).toBe(true)
  expect(db.$client.inTransaction).toBe(false)
})
