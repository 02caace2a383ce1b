import { afterAll, beforeAll, expect, test } from 'vitest'
import { appendEntry } from '../../src/db/commit.ts'
import type { Db } from '../../src/db/connection.ts'
import { verify } from '../../src/db/verify.ts'
import { copyOf, tamper, violatedIn } from './support/copies.ts'
import { type LivedIn, livedInWorld } from './support/lived-in.ts'
import { job, type Plant, plants } from './support/plants.ts'

let lived: LivedIn
let now: number
beforeAll(async () => {
  lived = await livedInWorld()
  now = lived.world.clock.now()
})
afterAll(() => lived.world.close())

test('given a world where about everything happened, when it is verified, then every check holds', () => {
  const { world, jobs } = lived

  expect(Object.fromEntries(Object.entries(jobs).map(([name, id]) => [name, outcome(id)]))).toEqual(
    {
      completed: 'completed',
      keyed: 'completed',
      triedAgain: 'completed',
      failed: 'ANALYSIS_FAILED',
      invalid: 'INVALID_RESULT',
      stuck: 'STUCK_PROCESSING',
      cancelled: 'CANCELLED',
      retry: 'completed',
      poison: 'POISON',
      restarted: 'completed',
      stuckStranger: 'STUCK_QUEUED',
      failedStranger: 'FAILED_ELSEWHERE',
      completedStranger: 'completed',
      weirdStranger: 'UNKNOWN_STATUS',
      nobodys: 'STUCK_QUEUED',
      running: 'processing',
      waiting: 'queued',
    },
  )
  const report = verify(world.db, { now, isLive: true })
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([])
  expect(report.ok).toBe(true)
})

test('given a report, then it counts what it looked at and names every check once', () => {
  let ms = 0
  const report = verify(lived.world.db, { now, monotonicMs: () => (ms += 5) })

  expect(report).toMatchObject({
    checkedAt: now,
    durationMs: 5,
    overdue: { epsMs: 2_000, count: 0 },
  })
  expect(report.rows).toEqual({
    users: 2,
    jobs: 17,
    unfinishedJobs: 2,
    unadoptedJobs: 0,
    results: 17,
    ledgerEntries: 22,
    events: 39,
    idempotencyKeys: 1,
  })
  expect(report.ledgerHead).toMatchObject({
    seq: 22,
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  const ids = report.checks.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toHaveLength(25)
})

test('given a read that is quicker, then only what reads every page or text is left out', () => {
  const idsOf = (depth: 'full' | 'quick' | 'rows') =>
    verify(lived.world.db, { now, depth }).checks.map(({ id }) => id)
  const all = idsOf('full')

  expect(idsOf('quick')).toEqual(all.filter((id) => id !== 'F4'))
  expect(idsOf('rows')).toEqual(all.filter((id) => id !== 'F4' && id !== 'F1'))
})

test.each(plants)('given a file, when $when, then $fails and nothing else fails', (plant) => {
  const failed = verify(plantedCopy(plant), { now }).checks.filter(({ ok }) => !ok)

  expect(failed.map(({ id }) => id)).toEqual(plant.fails)
  expect(failed[0]?.sample.join()).toContain(plant.says ?? '')
})

test('given the plants, then each check but those of deadlines and of leases has one', () => {
  const planted = new Set(plants.flatMap(({ fails }) => fails))

  const { checks } = verify(lived.world.db, { now })
  expect(checks.map(({ id }) => id).filter((id) => !planted.has(id))).toEqual(['J12', 'J4'])
})

const stillSound: readonly Omit<Plant, 'fails'>[] = [
  {
    when: 'retention removed old events',
    after: [
      "delete from events where user_id = 'ana' and n <= 20",
      "update users set event_floor = 20 where id = 'ana'",
    ],
  },
  {
    when: 'retention removed all events of a user',
    after: [
      "delete from events where user_id = 'bob'",
      "update users set event_floor = event_cursor where id = 'bob'",
    ],
  },
  {
    when: 'an account was made after a job in its name had failed',
    after: [
      "insert into users (id, event_cursor, created_at, updated_at) values ('nobody', 1, 0, 0)",
    ],
  },
  {
    when: 'somebody just wrote rows that nobody has adopted yet',
    after: [
      `insert into jobs (job_id, user_id, status, error_message, created_at, updated_at) values
       ('new-queued', 'ana', 'queued', null, 1, 1), ('new-failed', 'ana', 'failed', 'x', 1, 1),
       ('new-odd', 'nobody', '', null, 1, 1)`,
    ],
  },
  {
    when: 'somebody just took a job out of the line',
    after: [`update jobs set status = 'processing' where job_id = ${job('waiting')}`],
  },
  {
    when: 'somebody just failed a running job',
    after: [
      `update jobs set status = 'failed', error_message = 'x' where job_id = ${job('running')}`,
    ],
  },
  {
    when: 'others keep tables and indexes of their own in it',
    after: [
      'create table theirs (id text)',
      'create index theirs_jobs on jobs (assessment_name)',
      'create trigger theirs after insert on theirs begin delete from theirs; end',
    ],
  },
]

test.each(stillSound)('given a file, when $when, then every check holds', (plant) => {
  expect(violatedIn(plantedCopy(plant), { now })).toEqual([])
})

test('given a trimmed history, when the end of a later job was never told, then E1 fails', () => {
  const db = plantedCopy({
    sql: [
      `update events set type = 'analysis.progress', status = 'processing'
       where job_id = ${job('poison')} and type = 'analysis.failed'`,
      "delete from events where user_id = 'ana' and n <= 20",
      "update users set event_floor = 20 where id = 'ana'",
    ],
  })

  expect(violatedIn(db, { now })).toEqual(['E1'])
})

test('given a job past its deadline, then it is a violation only while the service runs, past 2 s', () => {
  const { world, jobs } = lived
  const deadlineAt = world.job(jobs.running)?.deadlineAt ?? 0
  const overdueAt = (at: number, isLive: boolean) => {
    const { checks, overdue, ok } = verify(world.db, { now: at, isLive })
    return { ok, count: overdue.count, J4: checks.find(({ id }) => id === 'J4')?.violations }
  }

  expect(overdueAt(deadlineAt + 2_000, true)).toEqual({ ok: true, count: 0, J4: 0 })
  expect(overdueAt(deadlineAt + 2_001, true)).toEqual({ ok: false, count: 1, J4: 1 })
  expect(overdueAt(deadlineAt + 2_001, false)).toEqual({ ok: true, count: 1, J4: 0 })
  expect(verify(world.db, { now: deadlineAt + 1, epsMs: 0 }).overdue).toEqual({
    epsMs: 0,
    count: 1,
    sample: [`${jobs.running}: processing, overdue by 1 ms`],
  })
})

test('given more violations than a sample holds, then all are counted and the first ten told', () => {
  const sql = Array.from(
    { length: 11 },
    (_, index) =>
      `insert into users (id, token_balance, created_at, updated_at) values ('eve${index}', 1, 0, 0)`,
  )

  const report = verify(plantedCopy({ sql }), { now })

  expect(report.ok).toBe(false)
  const [M1] = report.checks
  expect(M1).toMatchObject({ id: 'M1', ok: false, violations: 11 })
  expect(M1?.sample).toHaveLength(10)
  expect(M1?.sample).toContain('eve0: holds 1, its entries sum to 0')
})

test('given a table that cannot be read, then its checks say so and the others go on', () => {
  const { checks, rows, ok } = verify(plantedCopy({ sql: ['drop table idempotency_keys'] }), {
    now,
  })

  expect(ok).toBe(false)
  expect(rows).toMatchObject({ idempotencyKeys: null, jobs: 17 })
  expect(checks.filter((each) => !each.ok).map(({ id }) => id)).toEqual(['M8', 'P1', 'F2', 'F4'])
  expect(checks.find(({ id }) => id === 'M8')?.sample).toEqual([
    'could not be read: no such table: idempotency_keys',
  ])
})

test('given a transaction that is open, when its state is verified, then it stays open', () => {
  const db = plantedCopy({})
  db.$client.exec("begin; update counters set value = 99 where name = 'queued'")

  expect(violatedIn(db, { now })).toEqual(['D1'])
  expect(db.$client.inTransaction).toBe(true)
  db.$client.exec('rollback')
  expect(violatedIn(db, { now })).toEqual([])
  expect(db.$client.inTransaction).toBe(false)
})

function plantedCopy({ sql = [], entries = [], after = [] }: Partial<Plant>): Db {
  const db = copyOf(lived.world)
  db.$client.exec('create temp table named (name text primary key, job_id text)')
  const insert = db.$client.prepare('insert into temp.named values (?, ?)')
  for (const [name, id] of Object.entries(lived.jobs)) insert.run(name, id)
  tamper(db, () => {
    for (const statement of sql) db.$client.exec(statement)
    for (const { job, ...entry } of entries) {
      appendEntry(db, { ...entry, jobId: job === undefined ? null : lived.jobs[job] }, now)
    }
  })
  for (const statement of after) db.$client.exec(statement)
  return db
}

const outcome = (jobId: string) => {
  const row = lived.world.job(jobId)
  return row?.errorCode ?? row?.status
}
