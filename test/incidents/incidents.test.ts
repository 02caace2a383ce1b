import { afterEach, expect, test } from 'vitest'
import { createTalentMapping } from '../../src/assessments/talent-mapping/talent-mapping.ts'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/db/connection.ts'
import { verify } from '../../src/db/verify.ts'
import { makeLog } from '../../src/system/log.ts'
import {
  createWorld,
  outsideAssessment,
  type World,
  type WorldOptions,
} from '../../src/testing/index.ts'

const minuteMs = 60_000

let world: World | undefined
afterEach(async () => {
  if (!world) return
  const { checks } = verify(world.db, { now: world.clock.now(), isLive: true })
  expect(checks.filter(({ ok }) => !ok)).toEqual([])
  await world.close()
  world = undefined
})

const make = async (options: WorldOptions = {}): Promise<World> => {
  world = await createWorld(options)
  await world.user('ana')
  return world
}

const refundsOf = ({ rows }: World, jobId: string) =>
  rows.call(world, "select amount from ledger_entries where kind = 'refund' and job_id = ?", jobId)

test('I1: result and status commit together, so a finished analysis is never left processing', async () => {
  const w = await make()
  const { jobId } = await w.submit('ana')
  w.sql(
    "create temp trigger broken before update of profile on results begin select raise(abort, 'column is gone'); end",
  )
  await w.passes(2 * minuteMs)
  expect(w.rows('select status, profile from results')).toEqual([
    { status: 'pending', profile: null },
  ])
  expect(w.statusOf(jobId)).toBe('processing')
  w.sql('drop trigger broken')
  await w.passes(10 * minuteMs)

  expect(w.statusOf(jobId)).toMatch(/completed|failed/)
})

test('I2, I8: readiness is false while nobody starts jobs, and true again when somebody does', async () => {
  const { readHealth } = await import('../../src/health.ts')
  const w = await make()
  const ready = () =>
    readHealth({
      runtime: w.service,
      version: '0',
      startedAt: w.clock.now(),
      checkIntervalMs: 300_000,
      verification: { health: { name: 'verify', ok: false, reason: 'a wrong' }, lastAt: 0 },
    }).ready
  expect(ready()).toBe(true)
  w.service.dispatcher.close()
  expect(ready()).toBe(false)
  w.service.dispatcher.open()
  expect(ready()).toBe(true)
})

test('I3, I6: the file itself refuses a completed job without a profile, and an error on one that did not fail', async () => {
  const w = await make()
  const at = w.clock.now()
  const insert = (columns: string, values: string) => () =>
    w.sql(
      `insert into jobs (job_id, user_id, status, created_at, updated_at ${columns}) values ('x', 'ana', ${values})`,
    )
  expect(insert('', `'completed', ${at}, ${at}`)).toThrow()
  expect(insert(', error_code', `'processing', ${at}, ${at}, 'X'`)).toThrow()
  expect(insert('', `'failed', ${at}, ${at}`)).toThrow()
})

test('I4, B23: an analysis that failed satisfies no later submission of the same scores', async () => {
  const w = await make()
  w.analyzer.next({ does: 'fail' })
  const first = await w.submit('ana')
  await w.passes(1)
  const second = await w.submit('ana')
  await w.passes(1_000)

  expect(second.jobId).not.toBe(first.jobId)
  expect(w.statusOf(second.jobId)).toBe('completed')
})

test('I5: a retry that cannot be stored is not charged', async () => {
  const w = await make()
  w.analyzer.next({ does: 'fail' })
  const { jobId } = await w.submit('ana')
  await w.passes(1)
  w.sql(
    "create temp trigger away before insert on jobs begin select raise(abort, 'storage is down'); end",
  )
  await expect(w.service.intake.retry('ana', jobId)).rejects.toThrow('storage is down')
  w.sql('drop trigger away')

  expect(w.balanceOf('ana')).toBe(3)
  expect(w.statusOf(jobId)).toBe('failed')
})

test('I7, I13, B1: tries that fail in passing tell and refund nothing; the end is told and refunded once', async () => {
  const w = await make()
  w.analyzer.otherwise({ does: 'fail', transient: true })
  const { jobId } = await w.submit('ana')
  await w.passes(5 * minuteMs)

  expect(w.analyzer.calls).toHaveLength(3)
  expect(w.eventsOf('ana').map(({ eventType }) => eventType)).toEqual([
    'analysis.queued',
    'analysis.started',
    'analysis.failed',
  ])
  expect(refundsOf(w, jobId)).toEqual([{ amount: 1 }])
})

test('I9, B7, B10: what was failed at its timeout is not completed by a result five minutes later', async () => {
  const w = await make()
  w.analyzer.otherwise({ does: 'answer-late', afterMs: 15 * minuteMs })
  const { jobId } = await w.submit('ana')
  await w.passes(20 * minuteMs)

  expect(w.statusOf(jobId)).toBe('failed')
  expect(w.rows('select profile from results')).toEqual([{ profile: null }])
})

test('I12: a heartbeat after the end keeps nothing alive', async () => {
  const w = await make()
  w.analyzer.otherwise({ does: 'report', everyMs: minuteMs, times: 200 })
  const { jobId } = await w.submit('ana')
  await w.passes(60 * minuteMs)
  const ended = w.job(jobId)
  await w.passes(100 * minuteMs)

  expect(ended).toMatchObject({ status: 'failed', errorCode: 'STUCK_PROCESSING' })
  expect(w.job(jobId)).toEqual(ended)
})

test('I14: an empty answer of the analyzer is a classified failure', async () => {
  const w = await make({ settings: { triesMax: 1 } })
  w.analyzer.otherwise({ does: 'succeed', result: undefined })
  const { jobId } = await w.submit('ana')
  await w.passes(minuteMs)
  expect(w.job(jobId)?.errorCode).toBe('INVALID_RESULT')
})

test('I15: every way to an account gives the one configured starting balance', async () => {
  const w = await make({ settings: { startingBalance: 7 } })
  await w.service.accounts.ensure({ id: 'ben', email: 'ben@example.com', name: null })
  await w.service.accounts.ensure({ id: 'ben', email: 'ben@example.com', name: null })

  expect(w.balanceOf('ben')).toBe(7)
  expect(readConfig({}).DEFAULT_TOKEN_BALANCE).toBe(3)
})

test('I16: rows that point to nothing are refused by the file', async () => {
  const w = await make()
  const orphan =
    "insert into ledger_entries values (99, 'nobody', null, 'grant', 1, 'r', 'a', 1, 'h')"
  expect(() => w.sql(orphan)).toThrow(/FOREIGN KEY/)
})

test('I17: deleting a job hides it and keeps its result', async () => {
  const w = await make()
  const { jobId } = await w.submit('ana')
  await w.passes(1_000)
  await w.service.desk.hide(jobId, { kind: 'user', id: 'ana' })

  expect(w.job(jobId)).toMatchObject({ status: 'completed', deletedAt: expect.any(Number) })
  expect(w.rows('select profile from results')).toEqual([{ profile: '{"text":"fine"}' }])
})

test('I18: a log that cannot be written takes nothing down', async () => {
  const broken = {
    write: () => {
      throw new Error('the log is full')
    },
  }
  const log = makeLog('info', broken)
  const w = await make({ log })
  const { jobId } = await w.submit('ana')
  await w.passes(1_000)
  expect(w.statusOf(jobId)).toBe('completed')
})

test('I19: a result says which analyzer made it, in which version', async () => {
  const w = await make()
  await w.submit('ana')
  await w.passes(1_000)
  expect(w.rows('select analyzer from results')).toEqual([{ analyzer: 'fake@1' }])
  expect(createTalentMapping().analyzer).toMatchObject({ name: 'offline' })
})

test('I20, B17: clicks under one key are one job, and clicks on retry are one retry', async () => {
  const w = await make()
  w.analyzer.next({ does: 'fail' })
  const clicks = await Promise.all(
    [1, 2, 3].map(() => w.submit('ana', { idempotencyKey: 'click' })),
  )
  await w.passes(1)
  const [first] = clicks
  const retries = await Promise.all(
    [1, 2, 3].map(() => w.service.intake.retry('ana', first?.jobId ?? '', 'again')),
  )

  expect(new Set(clicks.map(({ jobId }) => jobId)).size).toBe(1)
  expect(new Set(retries.map(({ jobId }) => jobId)).size).toBe(1)
  expect(w.balanceOf('ana')).toBe(2)
})

test('I22: two stuck jobs are repaired with their refunds', async () => {
  const w = await make()
  w.insertForeign({ userId: 'ana', status: 'queued', agedMs: 20 * minuteMs })
  w.insertForeign({ userId: 'ana', status: 'processing', agedMs: 20 * minuteMs })
  expect(await w.check()).toMatchObject({ total: 2, fixed: 2 })
  expect(w.balanceOf('ana')).toBe(5)
})

test('B2, B3, B5: a submission that cannot be stored whole leaves no row and no charge behind', async () => {
  const w = await make()
  for (const table of ['results', 'jobs', 'ledger_entries', 'events']) {
    w.sql(
      `create temp trigger away before insert on ${table} begin select raise(abort, 'away'); end`,
    )
    await expect(w.submit('ana')).rejects.toThrow('away')
    w.sql('drop trigger away')
  }
  await w.passes(30 * minuteMs)

  expect(
    w.rows('select (select count(*) from jobs) + (select count(*) from results) as n'),
  ).toEqual([{ n: 0 }])
  expect(w.balanceOf('ana')).toBe(3)
})

test('B6: concurrent spending and refunding lose no side', async () => {
  const w = await make({ settings: { slotsMax: 1 } })
  w.analyzer.otherwise({ does: 'hang' })
  await w.submit('ana')
  const { jobId } = await w.submit('ana')
  const by = { kind: 'user', id: 'ana' } as const
  await Promise.all([w.service.desk.cancel(jobId, by), w.submit('ana')])
  expect(w.balanceOf('ana')).toBe(1)
})

test('B8: a repair whose refund fails fails whole, and is made again', async () => {
  const w = await make()
  const jobId = w.insertForeign({ userId: 'ana', status: 'processing', agedMs: 20 * minuteMs })
  w.sql(
    "create temp trigger away before insert on ledger_entries begin select raise(abort, 'balance is away'); end",
  )
  expect(await w.check()).toMatchObject({ total: 1, failed: 1 })
  expect(w.statusOf(jobId)).toBe('processing')
  w.sql('drop trigger away')
  await w.passes(minuteMs)
  expect(w.statusOf(jobId)).toBe('failed')
  expect(w.balanceOf('ana')).toBe(4)
})

test('B11: a restart replays no failure', async () => {
  const w = await make()
  w.analyzer.next({ does: 'fail' })
  const { jobId } = await w.submit('ana')
  await w.passes(1)
  for (let start = 0; start < 3; start++) await w.restart()
  expect(refundsOf(w, jobId)).toEqual([{ amount: 1 }])
})

test('B12: one bad submission in a batch harms none of the others', async () => {
  const w = await make()
  w.sql(
    "create temp trigger bad before insert on results when new.assessment_data like '%13%' begin select raise(abort, 'bad row'); end",
  )
  const outcomes = await Promise.allSettled(
    [1, 13, 2].map((score) => w.submit('ana', { assessmentData: { score } })),
  )
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  await w.passes(2_000)
  expect(w.balanceOf('ana')).toBe(1)
})

test('B14: the job of a user who is gone still ends, and is reported', async () => {
  const w = await make()
  const jobId = w.insertForeign({ userId: 'gone', status: 'queued', agedMs: 20 * minuteMs })
  expect(await w.check()).toMatchObject({ total: 1, failed: 1 })
  expect(w.statusOf(jobId)).toBe('failed')
})

test('B15: overlapping checks refund once', async () => {
  const w = await make()
  w.insertForeign({ userId: 'ana', status: 'queued', agedMs: 20 * minuteMs })
  await Promise.all([w.check(), w.check(), w.check()])
  expect(w.balanceOf('ana')).toBe(4)
})

test('B16: a deleted waiting job does not run and does not come back', async () => {
  const w = await make({ settings: { slotsMax: 1 } })
  w.analyzer.next({ does: 'succeed', afterMs: minuteMs })
  await w.submit('ana')
  const { jobId } = await w.submit('ana')
  await w.service.desk.hide(jobId, { kind: 'user', id: 'ana' })
  await w.passes(5 * minuteMs)
  expect(w.statusOf(jobId)).toBe('failed')
  expect(w.balanceOf('ana')).toBe(2)
})

test('B18: a retry counts its age from itself, not from the job it retries', async () => {
  const w = await make()
  w.analyzer.next({ does: 'fail' })
  const { jobId } = await w.submit('ana')
  await w.passes(60 * minuteMs)
  const again = await w.service.intake.retry('ana', jobId)
  expect(await w.check()).toMatchObject({ total: 0 })
  await w.passes(1_000)
  expect(w.statusOf(again.jobId)).toBe('completed')
})

test('B21: an event for a job that is not there is ignored', async () => {
  const w = await make()
  const result = await w.service.supervisor.dispatch('no-such-job', { type: 'deadline.found' })
  expect(result).toEqual({ outcome: 'ignored', job: undefined })
})

test('B22: a job whose stored scores fit no assessment fails at once and is refunded', async () => {
  const w = await make({ settings: { slotsMax: 1 } })
  w.analyzer.next({ does: 'succeed', afterMs: minuteMs })
  await w.submit('ana')
  const { jobId, resultId } = await w.submit('ana')
  w.sql(`update results set assessment_data = '{"other":1}' where id = ?`, resultId)
  await w.passes(2 * minuteMs)
  expect(w.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'NO_ASSESSMENT_DATA' })
})

test('B24: there is no default key, and a placeholder is refused', () => {
  expect(readConfig({}).INTERNAL_SERVICE_KEY).toBe('')
  const placeholder = 'please-change-me-please-change-me-12345'
  expect(() => readConfig({ INTERNAL_SERVICE_KEY: placeholder })).toThrow(/INTERNAL_SERVICE_KEY/)
  expect(() => readConfig({ INTERNAL_SERVICE_KEY: 'short' })).toThrow(/INTERNAL_SERVICE_KEY/)
})

test('B25: what a provider said is kept for operators and not shown to users', async () => {
  const w = await make()
  w.analyzer.next({ does: 'fail', message: 'https://secret.host/ key=abc {"error":1}' })
  const { jobId } = await w.submit('ana')
  await w.passes(1)

  expect(JSON.stringify(w.eventsOf('ana'))).not.toContain('secret.host')
  expect(w.job(jobId)?.errorMessage).not.toContain('secret')
  expect(w.rows('select reason from job_tries')).toEqual([
    { reason: expect.stringContaining('secret.host') },
  ])
})

test('a database that is newer than the release is not opened', () => {
  const database = openDatabase(':memory:')
  database.db.$client.pragma('user_version = 999')
  const image = database.db.$client.serialize()
  database.close()
  expect(() => openDatabase(':memory:', image)).toThrow(/schema version 999/)
})

test('I8: zero workers are unwell while jobs wait for them, and well again when one asks', async () => {
  const { readHealth } = await import('../../src/health.ts')
  const w = await make({ assessments: [outsideAssessment()] })
  const check = () => {
    const { checks } = readHealth({
      runtime: w.service,
      version: '0',
      startedAt: w.clock.now(),
      checkIntervalMs: 300_000,
      verification: { health: { name: 'verify', ok: true }, lastAt: 0 },
    })
    return checks.find(({ name }) => name === 'workers')
  }
  await w.passes(10 * minuteMs)
  expect(check()).toMatchObject({ ok: true })
  await w.submit('ana')
  await w.passes(2 * minuteMs - 1)
  expect(check()).toMatchObject({ ok: true })

  await w.passes(1)
  expect(check()).toEqual({
    name: 'workers',
    ok: false,
    reason: '1 job(s) wait for workers, and none has asked for 12 minutes',
  })

  await w.worker().claim()
  expect(check()).toMatchObject({ ok: true })
})
