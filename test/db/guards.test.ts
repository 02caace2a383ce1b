import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commitAccount, commitGrant } from '../../src/db/commit-account.ts'
import { type OpenDatabase, openDatabase } from '../../src/db/connection.ts'
import { chainStart, entryHash } from '../../src/db/ledger-chain.ts'
import { violations } from '../support/invariants.ts'

let database: OpenDatabase
beforeEach(() => {
  database = openDatabase(':memory:')
  const { db } = database
  commitAccount(db, { id: 'ana', email: null, name: null, startingBalance: 3 }, 1)
  commitGrant(db, { userId: 'ana', amount: 2, reason: 'a test', actor: 'operator:olga' }, 2)
})
afterEach(() => database.close())

const run = (statement: string, ...values: unknown[]) =>
  database.db.$client.prepare(statement).run(...values)
const all = (query: string) => database.db.$client.prepare(query).all()
const now = 1_767_225_600_000

const insertJob = (columns: Record<string, unknown>) => {
  const all = { job_id: 'J1', user_id: 'ana', created_at: now, updated_at: now, ...columns }
  const names = Object.keys(all)
  return run(
    `insert into jobs (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`,
    ...Object.values(all),
  )
}

describe('the ledger', () => {
  test.each([
    ['changed', 'update ledger_entries set amount = 300 where seq = 1'],
    ['changed in nothing', 'update ledger_entries set amount = amount where seq = 1'],
    ['deleted', 'delete from ledger_entries where seq = 1'],
    [
      'replaced',
      `insert or replace into ledger_entries
         select seq, user_id, job_id, kind, 300, reason, actor, created_at, hash from ledger_entries where seq = 1`,
    ],
    [
      'upserted',
      `insert into ledger_entries
         select seq, user_id, job_id, kind, 300, reason, actor, created_at, hash from ledger_entries where seq = 1
         on conflict (seq) do update set amount = 300`,
    ],
  ])('is never %s', (_how, statement) => {
    const before = all('select * from ledger_entries')
    expect(() => run(statement)).toThrow(/ledger entries are never (changed|deleted)/)
    expect(all('select * from ledger_entries')).toEqual(before)
  })

  const entry = (columns: Record<string, unknown>) => {
    const row = {
      seq: 3,
      user_id: 'ana',
      job_id: 'J1',
      kind: 'refund',
      amount: 1,
      reason: 'a test',
      actor: 'test',
      created_at: now,
      hash: 'x',
      ...columns,
    }
    return run(
      `insert into ledger_entries (${Object.keys(row).join(', ')})
         values (${Object.keys(row)
           .map(() => '?')
           .join(', ')})`,
      ...Object.values(row),
    )
  }

  test('takes one charge and one refund of a job, and no second one', () => {
    insertJob({})
    entry({ kind: 'charge', amount: -1 })
    entry({ seq: 4 })
    expect(() => entry({ seq: 5 })).toThrow('UNIQUE')
    expect(() => entry({ seq: 5, kind: 'charge', amount: -1 })).toThrow('UNIQUE')
  })

  test.each([
    ['of nothing', { amount: 0 }],
    ['refund that takes', { amount: -1 }],
    ['charge that gives', { kind: 'charge', amount: 1 }],
    ['grant that takes', { kind: 'grant', amount: -1 }],
    ['of a part of a token', { amount: 0.5 }],
    ['above 2^53 - 1', { amount: 9_007_199_254_740_992n }],
    ['of an unknown kind', { kind: 'gift' }],
    ['refund of no job', { job_id: null }],
    ['of a job that is not there', { job_id: 'J2' }],
    ['of a user that is not there', { user_id: 'nobody' }],
  ])('takes no entry %s', (_what, columns) => {
    insertJob({})
    expect(() => entry(columns)).toThrow(/constraint failed|cannot store/)
  })

  test('chains each entry to the one before', () => {
    expect(violations(database.db)).toEqual([])
    const [first] = all('select * from ledger_entries order by seq') as [{ hash: string }]
    const columns = {
      seq: 1,
      userId: 'ana',
      jobId: null,
      kind: 'grant',
      amount: 3,
      reason: 'starting balance',
      actor: 'system:registration',
      createdAt: 1,
    }
    expect(first.hash).toBe(entryHash(chainStart, columns))
  })

  test('has a hash that every column changes', () => {
    const columns = {
      seq: 1,
      userId: 'ana',
      jobId: 'J1',
      kind: 'charge',
      amount: -1,
      reason: 'why',
      actor: 'who',
      createdAt: 5,
    }
    const changes = [
      { seq: 2 },
      { userId: 'an' },
      { jobId: null },
      { jobId: 'null' },
      { kind: 'refund' },
      { amount: 1 },
      { reason: 'whyw' },
      { actor: 'ho' },
      { createdAt: 6 },
    ]
    const hashes = [columns, ...changes.map((change) => ({ ...columns, ...change }))]
    expect(new Set(hashes.map((each) => entryHash(chainStart, each))).size).toBe(10)
    expect(entryHash('1'.repeat(64), columns)).not.toBe(entryHash(chainStart, columns))
  })
})

test('a balance is never negative, never past 2^53 - 1 and never a fraction', () => {
  for (const balance of [-1, 9_007_199_254_740_992n, 0.5, 'three', null]) {
    expect(() => run('update users set token_balance = ?', balance)).toThrow()
  }
})

test('events are never changed, and are numbered once', () => {
  insertJob({})
  const event = (n: number) =>
    run(
      `insert into events (user_id, n, job_id, type, result_id, status, attempt, metadata, created_at)
         values ('ana', ?, 'J1', 'analysis.queued', 'R1', 'queued', 0, '{}', 1)`,
      n,
    )
  event(1)
  expect(() => event(1)).toThrow('UNIQUE')
  expect(() => event(0)).toThrow('CHECK')
  expect(() => run("update events set status = 'failed'")).toThrow('events are never changed')
})

describe('a job moves', () => {
  const statuses = ['queued', 'processing', 'completed', 'failed', 'limbo']
  const allowed = new Set([
    'queued processing',
    'queued failed',
    'processing completed',
    'processing failed',
    'limbo failed',
  ])
  const pairs = statuses.flatMap((from) =>
    statuses.filter((to) => to !== from).map((to) => [from, to] as const),
  )

  test.each(pairs)('from %s to %s only where that is legal', (from, to) => {
    run(
      `insert into results (id, user_id, assessment_name, status, profile, analyzer, created_at, updated_at)
         values ('R1', 'ana', 'x', 'completed', '{}', 'x@1', 1, 1)`,
    )
    insertJob({ status: from, result_id: 'R1', error_message: 'why' })
    const move = () => run('update jobs set status = ?', to)
    if (allowed.has(`${from} ${to}`)) expect(move).not.toThrow()
    else expect(move).toThrow('never back')
  })

  test('to completed only with a profile, of its own user', () => {
    run(
      `insert into results (id, user_id, assessment_name, created_at, updated_at)
         values ('R1', 'ana', 'x', 1, 1), ('R2', 'bob', 'x', 1, 1)`,
    )
    const complete = () => run("update jobs set status = 'completed'")
    insertJob({ status: 'processing', result_id: null })
    expect(complete).toThrow()
    run("update jobs set result_id = 'R1'")
    expect(complete).toThrow('needs a result with a profile')
    run("update results set status = 'completed', profile = '{}', analyzer = 'x@1'")
    run("update jobs set result_id = 'R2'")
    expect(complete).toThrow('needs a result with a profile')
    run("update jobs set result_id = 'R1'")
    expect(complete).not.toThrow()
  })
})

test.each([
  ['completed without a result', { status: 'completed' }],
  ['completed with a result that is not there', { status: 'completed', result_id: 'R9' }],
  ['failed without a reason', { status: 'failed' }],
  ['failed for a blank reason', { status: 'failed', error_message: '  ' }],
  ['processing with an error', { status: 'processing', error_code: 'STUCK' }],
  ['completed with an error', { status: 'completed', error_code: 'STUCK' }],
  ['without a price', { token_cost: 0 }],
  ['without an id', { job_id: '' }],
  ['with an id of 256 characters', { job_id: 'x'.repeat(256) }],
  ['with a number for its time that is text', { created_at: 'yesterday' }],
])('there is no job %s', (_what, columns) => {
  expect(() => insertJob(columns)).toThrow(/constraint failed|cannot store|needs a result/)
})

test('there is no result that is completed without a profile or has one without being completed', () => {
  const insert = (status: string, profile: string | null, analyzer: string | null) =>
    run(
      `insert into results (id, user_id, assessment_name, status, profile, analyzer, created_at, updated_at)
         values ('R1', 'ana', 'x', ?, ?, ?, 1, 1)`,
      status,
      profile,
      analyzer,
    )
  expect(() => insert('completed', null, null)).toThrow('CHECK')
  expect(() => insert('pending', '{}', 'x@1')).toThrow('CHECK')
  expect(() => insert('failed', '{}', 'x@1')).toThrow('CHECK')
  expect(() => insert('completed', '{}', null)).toThrow('CHECK')
  expect(() => insert('completed', '{}', 'x@1')).not.toThrow()
})

test('a row may come with five columns and any text for an id', () => {
  expect(() =>
    insertJob({ job_id: "test-stuck-'; drop table jobs; --", status: 'processing' }),
  ).not.toThrow()
})

test('one retry of a job may live or be completed; after it failed there may be another', () => {
  insertJob({ job_id: 'J1', status: 'failed', error_message: 'why' })
  insertJob({ job_id: 'J2', retry_of: 'J1', status: 'queued' })
  expect(() => insertJob({ job_id: 'J3', retry_of: 'J1', status: 'queued' })).toThrow('UNIQUE')
  run("update jobs set status = 'failed', error_message = 'why' where job_id = 'J2'")
  expect(() => insertJob({ job_id: 'J3', retry_of: 'J1', status: 'queued' })).not.toThrow()
})

describe('a write of somebody else', () => {
  const adopted = () => (all('select adopted_at as at from jobs') as [{ at: number | null }])[0].at

  test('that leaves the revision alone makes the row one to look at', () => {
    insertJob({ adopted_at: 5, deadline_at: 9 })
    run('update jobs set updated_at = updated_at - 1')
    expect(adopted()).toBeNull()
  })

  test('is told from one of the service, which raises the revision', () => {
    insertJob({ adopted_at: 5, deadline_at: 9 })
    run('update jobs set updated_at = updated_at + 1, revision = revision + 1')
    expect(adopted()).toBe(5)
  })

  test('that says it was adopted, but gives an unfinished row no deadline, is not believed', () => {
    insertJob({ adopted_at: 5, status: 'processing' })
    expect(adopted()).toBeNull()
    run('update jobs set adopted_at = 6, deadline_at = 9, revision = revision + 1')
    expect(adopted()).toBe(6)
    run('update jobs set deadline_at = null, revision = revision + 1')
    expect(adopted()).toBeNull()
  })

  test('that ends a row needs none', () => {
    insertJob({ adopted_at: 5, status: 'failed', error_message: 'why' })
    expect(adopted()).toBe(5)
  })
})

describe('the counters', () => {
  const drift = () => violations(database.db).filter((violation) => violation.includes('counters'))

  test.each([
    ['inserted', []],
    ['started', ["update jobs set status = 'processing'"]],
    ['failed', ["update jobs set status = 'failed', error_message = 'why', finished_at = 120000"]],
    [
      'ended without an instant, then moved in time',
      [
        "update jobs set status = 'failed', error_message = 'why'",
        'update jobs set updated_at = updated_at - 600000',
        'update jobs set finished_at = updated_at + 1',
        'update jobs set finished_at = null',
      ],
    ],
    [
      'put into limbo and failed',
      [
        "insert into jobs (job_id, user_id, status, created_at, updated_at) values ('J2', 'ana', 'limbo', 1, 1)",
        "update jobs set status = 'failed', error_message = 'why' where job_id = 'J2'",
      ],
    ],
    ['deleted', ['delete from jobs']],
    [
      'deleted after its end',
      ["update jobs set status = 'failed', error_message = 'why'", 'delete from jobs'],
    ],
  ])('follow a job that is %s', (_what, statements) => {
    insertJob({})
    for (const statement of statements) {
      run(statement)
      expect(drift()).toEqual([])
    }
    expect(drift()).toEqual([])
  })
})
