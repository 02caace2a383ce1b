import { afterEach, expect, test } from 'vitest'
import { listStuck } from '../../src/db/jobs.queries.ts'
import { readStats } from '../../src/db/stats.queries.ts'
import { verify } from '../../src/db/verify.ts'
import { createWorld, type World, type WorldOptions } from '../../src/testing/index.ts'

const minuteMs = 60_000

let world: World
afterEach(async () => {
  const { ok, checks } = verify(world.db, { now: world.clock.now(), isLive: true })
  expect({ ok, wrong: checks.filter((check) => !check.ok) }).toEqual({ ok: true, wrong: [] })
  await world.close()
})

const make = async (options: WorldOptions = {}) => {
  world = await createWorld(options)
  return world
}

const entriesOf = (jobId: string) =>
  world.rows<{ kind: string; amount: number }>(
    'select kind, amount from ledger_entries where job_id = ? order by seq',
    jobId,
  )

const typesOf = (userId: string) => world.eventsOf(userId).map(({ eventType }) => eventType)

test('scenario 1: submit answers the linkage, and everything of it is stored', async () => {
  await make()
  world.service.dispatcher.close()
  await world.user('ana')

  const answer = await world.submit('ana')

  expect(answer).toMatchObject({
    status: 'queued',
    tokenCost: 1,
    remainingTokens: 2,
    queuePosition: 0,
  })
  expect(world.job(answer.jobId)?.resultId).toBe(answer.resultId)
  expect(world.rows('select assessment_data, profile from results')).toEqual([
    { assessment_data: '{"score":50}', profile: null },
  ])
  expect(entriesOf(answer.jobId)).toEqual([{ kind: 'charge', amount: -1 }])
})

test('scenario 2: a processing row inserted directly is repaired once, whatever its id', async () => {
  await make()
  await world.user('ana')
  const jobId = 'test-stuck-1730000000000-abc'
  world.insertForeign({ jobId, userId: 'ana', status: 'processing', agedMs: 15 * minuteMs })

  expect(await world.check()).toMatchObject({ fixed: 1, total: 1 })
  expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'STUCK_PROCESSING' })
  expect(world.job(jobId)?.errorMessage).toMatch(/\S/)
  expect(world.balanceOf('ana')).toBe(4)
  expect(typesOf('ana')).toEqual(['analysis.failed'])
  expect(world.eventsOf('ana')[0]?.resultId).toMatch(/\S/)
  expect(await world.check()).toMatchObject({ fixed: 0, total: 0 })
  expect(world.balanceOf('ana')).toBe(4)
})

test('scenario 3: a queued row inserted directly is repaired at its timeout and not before', async () => {
  await make()
  await world.user('ana')
  const stuck = world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 20 * minuteMs })
  const young = world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 14 * minuteMs })
  const edge = world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 15 * minuteMs })
  const before = world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 15 * minuteMs - 1 })
  const running = world.insertForeign({
    userId: 'ana',
    status: 'processing',
    agedMs: 10 * minuteMs,
  })
  const alive = world.insertForeign({
    userId: 'ana',
    status: 'processing',
    agedMs: 10 * minuteMs - 1,
  })

  expect(await world.check()).toMatchObject({ fixed: 3, total: 3 })
  expect([stuck, edge, running].map((id) => world.statusOf(id))).toEqual([
    'failed',
    'failed',
    'failed',
  ])
  expect([young, before, alive].map((id) => world.statusOf(id))).toEqual([
    'queued',
    'queued',
    'processing',
  ])
  await world.passes(1)
  expect([before, alive].map((id) => world.statusOf(id))).toEqual(['failed', 'failed'])
})

test('scenario 4: a row that cannot be repaired is reported and blocks nobody', async () => {
  await make()
  await world.user('ana')
  await world.user('rich', Number.MAX_SAFE_INTEGER)
  for (let row = 0; row < 98; row++) {
    world.insertForeign({ userId: 'ana', status: 'processing', agedMs: 15 * minuteMs })
  }
  const gone = world.insertForeign({ userId: 'gone', status: 'processing', agedMs: 15 * minuteMs })
  const full = world.insertForeign({ userId: 'rich', status: 'processing', agedMs: 15 * minuteMs })

  const report = await world.check()

  expect(report).toMatchObject({ total: 100, fixed: 98, failed: 2, skipped: 0 })
  const odd = report.jobs.filter(({ outcome }) => outcome === 'failed')
  expect(new Map(odd.map(({ jobId, reason }) => [jobId, reason]))).toEqual(
    new Map([
      [gone, expect.stringContaining('user is gone')],
      [full, expect.stringMatching(/balance|constraint/i)],
    ]),
  )
  expect(world.statusOf(gone)).toBe('failed')
  await world.passes(4 * 60 * minuteMs)
  expect(
    world.rows('select job_id, quarantined_at is not null as quarantined from repairs'),
  ).toEqual([{ job_id: full, quarantined: 1 }])
  world.sql("update jobs set token_cost = 1, user_id = 'ana' where job_id = ?", full)
  await world.passes(2 * 60 * minuteMs)
  expect(world.statusOf(full)).toBe('failed')
})

test('scenario 5: a repair is told with job, result, code, refund and new balance, also to who comes later', async () => {
  await make()
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana')
  const { jobId, resultId } = await world.submit('ana')
  await world.passes(10 * minuteMs)

  expect(world.eventsOf('ana').at(-1)).toMatchObject({
    id: 3,
    eventType: 'analysis.failed',
    jobId,
    resultId,
    status: 'failed',
    metadata: { errorCode: 'STUCK_PROCESSING', refundedTokens: 1, newBalance: 3, reason: 'stuck' },
  })
  expect(world.statusOf(jobId)).toBe('failed')
})

test('scenario 6: at most one refund, whatever reports the failure and however often', async () => {
  await make({ settings: { triesMax: 2 } })
  world.analyzer.otherwise({ does: 'fail', transient: true })
  await world.user('ana')
  const { jobId } = await world.submit('ana')
  await world.passes(5 * minuteMs)
  const failure = { code: 'ANALYSIS_FAILED', reason: 'again', transient: false } as const
  for (let time = 0; time < 5; time++) {
    await world.service.supervisor.dispatch(jobId, { type: 'analysis.failed', attempt: 1, failure })
    await world.check()
  }
  await world.restart()
  await world.check()

  expect(entriesOf(jobId)).toEqual([
    { kind: 'charge', amount: -1 },
    { kind: 'refund', amount: 1 },
  ])
  expect(typesOf('ana').filter((type) => type === 'analysis.failed')).toHaveLength(1)
})

test('scenario 7: a refund that cannot be written now is written when the store is back', async () => {
  await make()
  world.analyzer.otherwise({ does: 'hang' })
  await world.user('ana')
  const { jobId } = await world.submit('ana')
  await world.passes(minuteMs)
  world.sql(
    "create temp trigger no_money before insert on ledger_entries begin select raise(abort, 'store is away'); end",
  )
  await world.passes(30 * minuteMs)
  expect(world.statusOf(jobId)).toBe('processing')
  world.sql('drop trigger no_money')
  await world.passes(70 * minuteMs)

  expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'STUCK_PROCESSING' })
  expect(world.balanceOf('ana')).toBe(3)
})

test('scenario 8: many checks at once repair each job once', async () => {
  await make()
  await world.user('ana')
  for (let row = 0; row < 500; row++) {
    world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 20 * minuteMs })
  }

  const reports = await Promise.all(Array.from({ length: 14 }, () => world.check()))

  expect(reports.reduce((sum, { fixed }) => sum + fixed, 0)).toBe(500)
  expect(world.balanceOf('ana')).toBe(503)
  expect(world.eventsOf('ana')).toHaveLength(500)
})

test('scenario 9: a completion between detection and repair wins', async () => {
  await make()
  world.analyzer.otherwise({ does: 'succeed', afterMs: 10 * minuteMs - 1 })
  await world.user('ana')
  const { jobId } = await world.submit('ana')
  await world.passes(10 * minuteMs - 1)

  const found = await world.service.supervisor.dispatch(jobId, { type: 'deadline.found' })

  expect(found.outcome).toBe('ignored')
  expect(world.statusOf(jobId)).toBe('completed')
  expect(entriesOf(jobId)).toEqual([{ kind: 'charge', amount: -1 }])
})

test('scenario 10: a result that comes after the repair is discarded', async () => {
  await make()
  world.analyzer.otherwise({ does: 'answer-late', afterMs: 17 * minuteMs })
  await world.user('ana')
  const { jobId } = await world.submit('ana')
  await world.passes(20 * minuteMs)

  expect(world.statusOf(jobId)).toBe('failed')
  expect(world.balanceOf('ana')).toBe(3)
  expect(world.rows('select profile from results')).toEqual([{ profile: null }])
  expect(typesOf('ana')).toEqual(['analysis.queued', 'analysis.started', 'analysis.failed'])
})

test('scenario 11: slow but alive is not stuck; silent is', async () => {
  await make()
  world.analyzer.next({ does: 'report', everyMs: minuteMs, times: 12 })
  world.analyzer.next({ does: 'report', everyMs: minuteMs, times: 3, thenHangs: true })
  await world.user('ana')
  const slow = await world.submit('ana')
  const silent = await world.submit('ana')
  await world.passes(12 * minuteMs)
  expect(world.statusOf(slow.jobId)).toBe('completed')
  await world.passes(minuteMs - 1)
  expect(world.statusOf(silent.jobId)).toBe('processing')
  await world.passes(1)
  expect(world.job(silent.jobId)).toMatchObject({ errorCode: 'STUCK_PROCESSING' })

  const old = await world.service.supervisor.dispatch(silent.jobId, {
    type: 'analysis.heartbeat',
    attempt: 1,
  })
  expect(old.outcome).toBe('ignored')
})

test('scenario 12: backlog is refused at the door instead of going stuck in line', async () => {
  await make({ settings: { slotsMax: 1, estimateMs: minuteMs } })
  world.analyzer.otherwise({ does: 'succeed', afterMs: minuteMs })
  await world.user('ana', 100)
  const taken: string[] = []
  let refusal: unknown
  while (refusal === undefined) {
    await world.submit('ana').then(
      ({ jobId }) => taken.push(jobId),
      (error: unknown) => {
        refusal = error
      },
    )
  }
  expect(refusal).toMatchObject({ code: 'QUEUE_FULL' })
  expect(refusal).toHaveProperty('details.retryAfterMs', expect.any(Number))
  await world.passes(30 * minuteMs)

  expect(new Set(taken.map((jobId) => world.statusOf(jobId)))).toEqual(new Set(['completed']))
  expect(world.balanceOf('ana')).toBe(100 - taken.length)
})

test('scenario 13: nothing drags a completed job back', async () => {
  await make()
  await world.user('ana')
  const { jobId } = await world.submit('ana')
  await world.passes(1_000)
  const before = world.job(jobId)
  const failure = { code: 'ANALYSIS_FAILED', reason: 'late', transient: false } as const
  for (const event of [
    { type: 'job.dispatched', boot: 1 },
    { type: 'analysis.heartbeat', attempt: 1 },
    { type: 'analysis.failed', attempt: 1, failure },
    { type: 'analysis.succeeded', attempt: 1, profile: '{"text":"other"}', analyzer: 'x@1' },
    { type: 'deadline.found' },
    { type: 'job.resumed', boot: 2, died: true },
  ] as const) {
    expect((await world.service.supervisor.dispatch(jobId, event)).outcome).toBe('ignored')
  }

  expect(world.job(jobId)).toEqual(before)
  expect(world.rows('select profile from results')).toEqual([{ profile: '{"text":"fine"}' }])
})

test.each([
  ['null', null],
  ['empty text', ''],
  ['a missing field', {}],
  ['an unknown field', { text: 'fine', more: 1 }],
  ['too long a text', { text: 'x'.repeat(1_001) }],
])('scenario 14: %s never completes a job, and nothing of it is stored', async (_, result) => {
  await make({ settings: { triesMax: 1 } })
  world.analyzer.otherwise({ does: 'succeed', result })
  await world.user('ana')
  const { jobId } = await world.submit('ana')
  await world.passes(minuteMs)

  expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'INVALID_RESULT' })
  expect(world.rows('select status, profile from results')).toEqual([
    { status: 'failed', profile: null },
  ])
  expect(world.balanceOf('ana')).toBe(3)
})

test.each([
  [{ assessmentName: 'AI-Based IQ Test' }, 'assessmentName'],
  [{ assessmentData: { S: 50 } }, 'assessmentData.score'],
  [{ assessmentData: { score: 101 } }, 'assessmentData.score'],
  [{ assessmentData: { score: 7.5 } }, 'assessmentData.score'],
  [{ assessmentData: { score: '75' } }, 'assessmentData.score'],
  [{ assessmentData: { score: 50, extra: 1 } }, 'assessmentData.extra'],
])('scenario 15: %j is refused before payment, naming the field', async (request, path) => {
  await make()
  await world.user('ana')

  const refusal = await world.submit('ana', request).catch((error: unknown) => error)

  expect(refusal).toHaveProperty(
    'details.fields',
    expect.arrayContaining([expect.objectContaining({ path })]),
  )
  expect(world.balanceOf('ana')).toBe(3)
  expect(world.rows('select * from jobs')).toEqual([])
  expect(world.eventsOf('ana')).toEqual([])
})

test('scenario 16: twenty parallel submits with one token give one job and nineteen refusals', async () => {
  await make()
  await world.user('ana', 1)
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, score) =>
      world.submit('ana', { assessmentData: { score } }).catch((error: unknown) => error),
    ),
  )

  expect(outcomes.filter((outcome) => !(outcome instanceof Error))).toHaveLength(1)
  const refused = outcomes.filter((outcome) => outcome instanceof Error)
  for (const refusal of refused) {
    expect(refusal).toMatchObject({
      code: 'INSUFFICIENT_TOKENS',
      details: { required: 1, available: 0 },
    })
  }
  expect(refused).toHaveLength(19)
  expect(world.balanceOf('ana')).toBe(0)
  expect(world.rows('select * from jobs')).toHaveLength(1)
})

test('scenario 17: one key is one job; another body conflicts, another user does not', async () => {
  await make()
  await world.user('ana')
  await world.user('ben')
  const idempotencyKey = 'my-key_1'
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => world.submit('ana', { idempotencyKey })),
  )

  expect(new Set(answers.map(({ jobId }) => jobId)).size).toBe(1)
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(world.balanceOf('ana')).toBe(2)
  const other = { idempotencyKey, assessmentData: { score: 51 } }
  await expect(world.submit('ana', other)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
  expect((await world.submit('ben', { idempotencyKey })).replayed).toBe(false)
  expect((await world.submit('ana')).jobId).not.toBe((await world.submit('ana')).jobId)
})

test('scenario 18: a failed job does not poison its key', async () => {
  await make()
  world.analyzer.next({ does: 'fail' })
  await world.user('ana')
  const first = await world.submit('ana', { idempotencyKey: 'k' })
  await world.passes(1)

  expect(await world.submit('ana', { idempotencyKey: 'k' })).toMatchObject({
    jobId: first.jobId,
    replayed: true,
    currentStatus: 'failed',
  })
  const again = await world.service.intake.retry('ana', first.jobId)
  await world.passes(1_000)
  expect(world.statusOf(again.jobId)).toBe('completed')
})

test.each(['before-commit', 'after-commit'])(
  'scenario 19: a crash %s of a submit leaves all of it or nothing',
  async (point) => {
    let armed = false
    await make({
      crashPoint: (name, dying) => {
        if (armed && name === point) dying.die()
      },
    })
    await world.user('ana')
    armed = true
    const lost = world.submit('ana', { idempotencyKey: 'k' }).catch(() => undefined)
    await world.settle()
    armed = false
    void lost
    await world.restart()

    const kept = world.rows('select * from jobs').length
    expect(kept).toBe(point === 'after-commit' ? 1 : 0)
    expect(world.rows('select * from results')).toHaveLength(kept)
    expect(world.balanceOf('ana')).toBe(3 - kept)
    expect((await world.submit('ana', { idempotencyKey: 'k' })).replayed).toBe(kept === 1)
    await world.passes(minuteMs)
    expect(world.balanceOf('ana')).toBe(2)
  },
)

test('scenario 20: only a failed job is retried, once, as a new job with a new charge', async () => {
  await make()
  world.analyzer.next({ does: 'fail' })
  await world.user('ana')
  await world.user('ben')
  const first = await world.submit('ana')
  const { intake } = world.service
  await expect(intake.retry('ana', first.jobId)).rejects.toMatchObject({
    code: 'JOB_NOT_RETRYABLE',
  })
  await world.passes(1)
  await expect(intake.retry('ben', first.jobId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(intake.retry('ana', 'unknown')).rejects.toMatchObject({ code: 'NOT_FOUND' })

  const clicks = await Promise.all(
    Array.from({ length: 5 }, () =>
      intake.retry('ana', first.jobId).catch((error: unknown) => error),
    ),
  )
  expect(clicks.filter((click) => !(click instanceof Error))).toHaveLength(1)
  expect(world.balanceOf('ana')).toBe(2)
  await world.passes(1_000)
  expect(world.rows('select retry_of, status from jobs where retry_of is not null')).toEqual([
    { retry_of: first.jobId, status: 'completed' },
  ])
  await expect(intake.retry('ana', first.jobId)).rejects.toMatchObject({
    code: 'JOB_NOT_RETRYABLE',
  })

  world.analyzer.next({ does: 'fail' })
  const other = await world.submit('ben')
  await world.passes(1)
  world.analyzer.otherwise({ does: 'hang' })
  for (let spent = 0; spent < 3; spent++) await world.submit('ben')
  await expect(intake.retry('ben', other.jobId)).rejects.toMatchObject({
    code: 'INSUFFICIENT_TOKENS',
  })
  expect(world.statusOf(other.jobId)).toBe('failed')
})

test('scenario 21: a waiting job that is deleted never runs, is refunded once and stays gone', async () => {
  await make({ settings: { slotsMax: 1 } })
  world.analyzer.next({ does: 'succeed', afterMs: minuteMs })
  await world.user('ana')
  const running = await world.submit('ana')
  const waiting = await world.submit('ana')
  const cancelled = await world.submit('ana')
  const by = { kind: 'user', id: 'ana' } as const
  const { desk } = world.service
  await desk.hide(waiting.jobId, by)
  await desk.cancel(cancelled.jobId, { kind: 'operator', id: 'op' })

  expect(world.balanceOf('ana')).toBe(2)
  await expect(desk.hide(waiting.jobId, by)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(desk.hide(running.jobId, by)).rejects.toMatchObject({ code: 'JOB_NOT_DELETABLE' })
  await expect(desk.cancel(running.jobId, by)).rejects.toMatchObject({
    code: 'JOB_NOT_CANCELLABLE',
  })
  await world.passes(2 * minuteMs)
  expect(world.analyzer.calls.map(({ jobId }) => jobId)).toEqual([running.jobId])
  expect(world.job(waiting.jobId)).toMatchObject({ status: 'failed', errorCode: 'CANCELLED' })
})

test('scenario 22: the events of each job are complete, correlated and numbered without gaps', async () => {
  await make({ settings: { slotsMax: 2 } })
  world.analyzer.next({ does: 'succeed', afterMs: 5 }, { does: 'fail', afterMs: 10 })
  await world.user('ana')
  const [good, bad] = [await world.submit('ana'), await world.submit('ana')]
  await world.passes(minuteMs)
  const events = world.eventsOf('ana')

  expect(events.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6])
  const storyOf = (jobId: string) =>
    events.filter((event) => event.jobId === jobId).map(({ eventType }) => eventType)
  expect(storyOf(good.jobId)).toEqual(['analysis.queued', 'analysis.started', 'analysis.completed'])
  expect(storyOf(bad.jobId)).toEqual(['analysis.queued', 'analysis.started', 'analysis.failed'])
  for (const event of events) {
    expect(event).toMatchObject({
      userId: 'ana',
      userEmail: 'ana@example.com',
      timestamp: expect.any(Number),
    })
    expect(event.resultId).toBe(event.jobId === good.jobId ? good.resultId : bad.resultId)
  }
  expect(events.at(-1)?.metadata).toMatchObject({ errorCode: 'ANALYSIS_FAILED', refundedTokens: 1 })
})

test("scenario 23: a user's events reach all of that user's subscribers and nobody else's", async () => {
  await make()
  await world.user('ana')
  await world.user('ben')
  const abort = new AbortController()
  const read = async (userId: string, cursor: number, count: number) => {
    const seen: string[] = []
    for await (const event of world.service.feed.after(userId, cursor, abort.signal)) {
      seen.push(`${event.userId} ${event.id}`)
      if (seen.length === count) break
    }
    return seen
  }
  const devices = [read('ana', 0, 3), read('ana', 0, 3), read('ben', 0, 3)]
  await Promise.all([world.submit('ana'), world.submit('ben')])
  await world.passes(1_000)

  expect(await Promise.all(devices)).toEqual([
    ['ana 1', 'ana 2', 'ana 3'],
    ['ana 1', 'ana 2', 'ana 3'],
    ['ben 1', 'ben 2', 'ben 3'],
  ])
  expect(await read('ana', 2, 1)).toEqual(['ana 3'])
  abort.abort()
})

test('scenario 24: figures count what is stuck whatever its age, and agree with the list', async () => {
  await make()
  await world.user('ana')
  world.insertForeign({ userId: 'ana', status: 'processing', agedMs: 33 * 60 * minuteMs })
  await world.submit('ana')
  await world.passes(1_000)
  const now = world.clock.now()

  expect(await world.check({ dryRun: true })).toMatchObject({ total: 1, fixed: 0, skipped: 1 })
  expect(readStats(world.db, now)).toMatchObject({
    processing_jobs: 1,
    queued_jobs: 0,
    completed_jobs: 1,
    failed_jobs: 0,
  })
  await world.check()
  expect(readStats(world.db, now)).toMatchObject({
    processing_jobs: 0,
    failed_jobs: 1,
    stuck_processing: 0,
  })
  expect(listStuck(world.db, now, 10)).toEqual([])
  await world.passes(24 * 60 * minuteMs + 1)
  expect(readStats(world.db, world.clock.now())).toMatchObject({
    completed_jobs: 0,
    failed_jobs: 0,
  })
})

test('scenario 25: a stop in the middle of a big repair loses nothing; the next start goes on', async () => {
  await make()
  await world.user('ana')
  for (let row = 0; row < 1_000; row++) {
    world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 20 * minuteMs })
  }
  const { jobId } = await world.submit('ana')
  void world.check().catch(() => undefined)
  await Promise.resolve()
  await world.restart()
  await world.passes(minuteMs)

  expect(world.rows("select count(*) as n from jobs where status = 'failed'")).toEqual([
    { n: 1_000 },
  ])
  expect(world.statusOf(jobId)).toBe('completed')
  expect(world.rows("select sum(amount) as s from ledger_entries where kind <> 'grant'")).toEqual([
    { s: 999 },
  ])
})
