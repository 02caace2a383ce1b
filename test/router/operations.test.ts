import { afterEach, describe, expect, test } from 'vitest'
import { createApi, refusalOf, type TestApi } from './support/api.ts'

let api: TestApi
afterEach(() => api?.world.close())

const minuteMs = 60_000

async function open(settings = {}): Promise<void> {
  api = await createApi({ settings })
  await api.operator('olga')
  await api.world.user('ana', 10)
}

/** A row as somebody with sqlite3 writes it. */
function insertRow(jobId: string, status: string, ageMs: number, userId = 'ana'): void {
  const at = api.world.clock.now() - ageMs
  api.world.sql(
    'insert into jobs (job_id, user_id, status, created_at, updated_at) values (?, ?, ?, ?, ?)',
    jobId,
    userId,
    status,
    at,
    at,
  )
}

describe('monitor', () => {
  test('stats and the stuck list agree, whatever the age of a stuck job', async () => {
    await open()
    api.world.analyzer.otherwise({ does: 'hang' })
    const { jobId } = await api.world.submit('ana')
    await api.world.settle()
    // Past its deadline with nobody having noticed: the alarm of a process that sleeps.
    api.world.sql('update jobs set deadline_at = ? where job_id = ?', 1, jobId)

    const { monitor } = api.internal
    const { jobs } = await monitor.stuck()

    expect(await monitor.stats()).toEqual({
      processing_jobs: 1,
      queued_jobs: 0,
      completed_jobs: 0,
      failed_jobs: 0,
      stuck_processing: 1,
      stuck_queued: 0,
      quarantined_jobs: 0,
    })
    expect(jobs).toMatchObject([{ jobId, status: 'processing', deadlineAt: 1 }])
    expect(jobs[0]?.stuckForMs).toBe(api.world.clock.now() - 1)
  })

  test('a dry check changes nothing, a real one repairs, the next finds nothing', async () => {
    await open()
    insertRow('stuck-1', 'processing', 15 * minuteMs)
    insertRow('stuck-2', 'queued', 20 * minuteMs)
    insertRow('young', 'queued', 14 * minuteMs)
    const { monitor } = api.as('olga')

    expect(await monitor.check({ dryRun: true })).toMatchObject({
      total: 2,
      skipped: 2,
      fixed: 0,
      dryRun: true,
    })
    expect(api.world.statusOf('stuck-1')).toBe('processing')
    expect((await api.as('olga').admin.audit()).entries[0]).toMatchObject({
      ...{ actor: 'operator:olga', action: 'monitor.check' },
      details: expect.stringMatching(/^{"dryRun":true,"total":2,"fixed":0,"run":\d+}$/),
    })

    const { jobs, ...counts } = await monitor.check()
    expect(counts).toMatchObject({ total: 2, fixed: 2, skipped: 0, failed: 0, dryRun: false })
    expect(jobs.map(({ jobId, reason }) => [jobId, reason]).sort()).toEqual([
      ['stuck-1', 'STUCK_PROCESSING'],
      ['stuck-2', 'STUCK_QUEUED'],
    ])
    expect(api.world.balanceOf('ana')).toBe(12)
    expect(await monitor.check()).toMatchObject({ total: 0, fixed: 0 })
  })

  test('keeps what each check found', async () => {
    await open()
    insertRow('stuck-1', 'processing', 15 * minuteMs)
    const { monitor } = api.as('olga')
    await monitor.check({ dryRun: true })
    await monitor.check()

    const { runs, lastCheckAt } = await monitor.runs({ limit: 2 })

    expect(runs).toMatchObject([
      {
        trigger: 'manual',
        dryRun: false,
        fixed: 1,
        findings: [{ jobId: 'stuck-1', outcome: 'fixed', reason: 'STUCK_PROCESSING' }],
      },
      { trigger: 'manual', dryRun: true, fixed: 0, skipped: 1 },
    ])
    expect(lastCheckAt).toBe(api.world.clock.now())
  })

  test('shows a row that could not be repaired, with the reason', async () => {
    await open()
    insertRow('orphan', 'processing', 15 * minuteMs, 'deleted-user')

    const { failed, jobs } = await api.internal.monitor.check()

    expect(failed).toBe(1)
    expect(jobs).toMatchObject([{ jobId: 'orphan', outcome: 'failed' }])
    expect(jobs[0]?.reason).toMatch(/user is gone/)
  })
})

describe('admin jobs', () => {
  test('are found by the start of an id, by status, code and time, in pages', async () => {
    await open()
    api.world.analyzer.next({ does: 'fail' })
    const failed = await api.world.submit('ana')
    await api.world.passes(minuteMs)
    const second = await api.world.submit('ana')
    await api.world.passes(minuteMs)
    insertRow('foreign-1', 'archived', 0)
    const { admin } = api.as('olga')
    const idsOf = async (filter: Parameters<typeof admin.jobs>[0]) =>
      (await admin.jobs(filter)).jobs.map(({ jobId }) => jobId)

    expect(await idsOf({ search: 'foreign' })).toEqual(['foreign-1'])
    expect(await idsOf({ search: 'an', limit: 1, order: 'asc' })).toEqual([failed.jobId])
    expect(await idsOf({ errorCode: 'ANALYSIS_FAILED' })).toEqual([failed.jobId])
    expect(await idsOf({ status: 'archived' })).toEqual(['foreign-1'])
    const start = api.world.job(second.jobId)?.createdAt ?? 0
    expect(await idsOf({ createdFrom: start, createdTo: start + 1 })).toEqual([second.jobId])
    expect(await admin.jobs({ limit: 2 })).toMatchObject({ total: 3, hasMore: true })
  })

  test('that were deleted are shown only when asked for', async () => {
    await open()
    const { jobId } = await api.world.submit('ana')
    await api.world.passes(5_000)
    await api.as('ana').assessment.deleteJob({ jobId })
    const { admin } = api.as('olga')

    expect((await admin.jobs()).total).toBe(0)
    expect((await admin.jobs({ includeDeleted: true })).total).toBe(1)
  })

  test('show one job with its tries, its money and its events, and of the person the address alone', async () => {
    await open()
    api.world.analyzer.next({ does: 'fail', message: 'provider said 503', transient: false })
    const { jobId } = await api.world.submit('ana', { assessmentData: { score: 42 } })
    await api.world.settle()

    const job = await api.internal.admin.job({ jobId })

    expect(job).toMatchObject({
      jobId,
      status: 'failed',
      error: { code: 'ANALYSIS_FAILED' },
      origin: 'service',
      failedTries: [{ attempt: 1, try: 1, code: 'ANALYSIS_FAILED' }],
      entries: [
        { kind: 'charge', amount: -1, actor: 'user:ana' },
        { kind: 'refund', amount: 1, actor: 'system:settlement' },
      ],
      repair: null,
    })
    expect(job.failedTries[0]?.reason).toContain('provider said 503')
    expect(job.events.map(({ eventType }) => eventType)).toEqual([
      'analysis.queued',
      'analysis.started',
      'analysis.failed',
    ])
    expect(job.userEmail).toBe('ana@example.com')
    const rest = JSON.stringify(job).replace(/"(user|actor)Email":"[^"]*"/g, '')
    expect(rest).not.toMatch(/ana@example|"score"|42/)
  })

  test('can be ended by force, with a reason, a refund and a record of who did it', async () => {
    await open()
    api.world.analyzer.otherwise({ does: 'hang' })
    const { jobId } = await api.world.submit('ana')
    await api.world.settle()
    const { admin } = api.as('olga')

    expect(await refusalOf(admin.fail({ jobId, reason: '  ' }))).toBe('VALIDATION_ERROR')
    expect(await admin.fail({ jobId, reason: 'drill' })).toEqual({
      jobId,
      status: 'failed',
      refundedTokens: 1,
    })
    expect((await admin.audit()).entries[0]).toMatchObject({
      actor: 'operator:olga',
      action: 'job.fail',
      subject: jobId,
      details: 'drill',
    })
  })

  test('are retried at the cost of their owner, with a record of who asked', async () => {
    await open()
    api.world.analyzer.next({ does: 'fail' })
    const { jobId } = await api.world.submit('ana')
    await api.world.settle()

    const retry = await api.internal.admin.retry({ jobId })

    expect(api.world.job(retry.jobId)).toMatchObject({ userId: 'ana', retryOf: jobId })
    expect(api.world.balanceOf('ana')).toBe(9)
    expect(api.world.balanceOf('olga')).toBe(3)
    expect((await api.internal.admin.audit()).entries[0]).toMatchObject({
      actor: 'internal:service-key',
      action: 'job.retry',
      subject: jobId,
    })
  })
})

describe('admin bulk', () => {
  test('does each job on its own and tells what became of it', async () => {
    await open({ slotsMax: 1 })
    api.world.analyzer.otherwise({ does: 'hang' })
    const running = await api.world.submit('ana')
    await api.world.settle()
    const waiting = await api.world.submit('ana')
    const jobIds = [waiting.jobId, running.jobId, 'no-such-job', waiting.jobId]

    const report = await api.as('olga').admin.bulk({ operation: 'cancel', jobIds })

    expect(report).toEqual({
      summary: { total: 3, successful: 1, skipped: 1, failed: 1 },
      results: [
        expect.objectContaining({ jobId: waiting.jobId, outcome: 'successful', code: null }),
        expect.objectContaining({ outcome: 'skipped', code: 'JOB_NOT_CANCELLABLE' }),
        expect.objectContaining({ outcome: 'failed', code: 'NOT_FOUND' }),
      ],
    })
    expect(api.world.balanceOf('ana')).toBe(9)
  })

  test('retries at their owners’ cost, as far as their tokens go', async () => {
    await open()
    await api.world.user('poor', 3)
    api.world.analyzer.otherwise({ does: 'fail' })
    const jobIds: string[] = []
    for (let n = 0; n < 4; n++) {
      jobIds.push((await api.world.submit('poor')).jobId)
      await api.world.settle()
    }
    api.world.analyzer.otherwise({ does: 'hang' })

    const { summary, results } = await api.as('olga').admin.bulk({ operation: 'retry', jobIds })

    expect(summary).toEqual({ total: 4, successful: 3, skipped: 0, failed: 1 })
    expect(results.find(({ outcome }) => outcome === 'failed')?.code).toBe('INSUFFICIENT_TOKENS')
    expect(results.filter(({ newJobId }) => newJobId !== null)).toHaveLength(3)
    expect(api.world.balanceOf('poor')).toBe(0)
  })

  test('takes 100 jobs and not 101, and needs a reason to fail them', async () => {
    await open()
    const { admin } = api.as('olga')
    const jobIds = Array.from({ length: 100 }, (_, n) => `job-${n}`)

    const report = await admin.bulk({ operation: 'fail', jobIds, reason: 'drill' })
    expect(report.summary).toMatchObject({ total: 100, failed: 100 })
    const tooMany = admin.bulk({ operation: 'cancel', jobIds: [...jobIds, 'one-more'] })
    expect(await refusalOf(tooMany)).toBe('VALIDATION_ERROR')
    await expect(admin.bulk({ operation: 'fail', jobIds: ['x'] })).rejects.toMatchObject({
      cause: { details: { fields: [{ path: 'reason', message: 'is required to fail jobs' }] } },
    })
  })
})

describe('admin accounts', () => {
  test.each([
    [1, 'answered'],
    [1_000_000, 'answered'],
    [0, 'VALIDATION_ERROR'],
    [1_000_001, 'VALIDATION_ERROR'],
    [-5, 'VALIDATION_ERROR'],
    [1.5, 'VALIDATION_ERROR'],
  ])('a grant of %d tokens is %s', async (amount, outcome) => {
    await open()
    const { admin } = api.as('olga')

    expect(await refusalOf(admin.grant({ userId: 'ana', amount, reason: 'goodwill' }))).toBe(
      outcome,
    )
    expect(api.world.balanceOf('ana')).toBe(outcome === 'answered' ? 10 + amount : 10)
  })

  test('a grant without a reason gives nothing', async () => {
    await open()

    const call = api.as('olga').admin.grant({ userId: 'ana', amount: 5, reason: ' ' })

    expect(await refusalOf(call)).toBe('VALIDATION_ERROR')
    expect(api.world.balanceOf('ana')).toBe(10)
  })

  test('are listed with masked addresses, and shown one by one with a record of who looked', async () => {
    await open()
    const { admin } = api.as('olga')

    const { users, total } = await admin.users({ search: 'ana@' })
    expect(users).toMatchObject([{ id: 'ana', email: 'a***@example.com', tokenBalance: 10 }])
    expect(total).toBe(1)
    expect((await admin.users({ limit: 1 })).hasMore).toBe(true)

    const ana = await admin.user({ userId: 'ana' })
    expect(ana).toMatchObject({ email: 'ana@example.com', isActive: true, role: 'user' })
    expect(ana.entries).toMatchObject([{ amount: 10, actor: 'system:registration' }])
    expect((await admin.audit()).entries[0]).toMatchObject({
      actor: 'operator:olga',
      action: 'user.view',
      subject: 'ana',
    })
  })

  test('get and lose roles and access, each with a record', async () => {
    await open()
    const { admin } = api.as('olga')

    await admin.setRole({ userId: 'ana', role: 'operator' })
    expect(await refusalOf(api.as('ana').monitor.stats())).toBe('answered')
    await admin.setActive({ userId: 'ana', isActive: false })
    expect(await refusalOf(api.as('ana').monitor.stats())).toBe('FORBIDDEN')

    const { entries, total } = await admin.audit({ limit: 2 })
    expect(entries.map(({ action }) => action)).toEqual(['user.disable', 'role.operator'])
    expect(total).toBeGreaterThan(2)
  })

  test('have no procedure that sets a balance or a state', async () => {
    await open()
    const { admin } = api.as('olga')
    const role = { userId: 'ana', role: 'user', tokenBalance: 1_000 } as const

    expect(await refusalOf(admin.setRole(role))).toBe('VALIDATION_ERROR')
  })
})

test('verify hands on what the checks found', async () => {
  await open()
  api.verified = {
    ok: false,
    checks: [{ name: 'balances', ok: false, violations: 1, sample: [{ userId: 'ana' }] }],
  }

  expect(await api.internal.admin.verify()).toEqual(api.verified)
})

describe('health', () => {
  const checks = [
    { name: 'database', ok: true },
    { name: 'monitor', ok: false, reason: 'no check for 11 minutes' },
  ]

  test('ready names what fails and nothing more', async () => {
    await open()
    api.health = { ready: false, checks, version: '9.9.9', startedAt: 1 }

    expect(await api.anonymous.health.ready()).toEqual({
      status: 'not_ready',
      failing: ['monitor'],
      held: [],
    })
    api.health = { ...api.health, ready: true }
    expect(await api.anonymous.health.ready()).toEqual({ status: 'ready', failing: [], held: [] })
  })

  test.each([
    [true, [], 'healthy'],
    [true, checks, 'degraded'],
    [false, checks, 'error'],
  ])('details given ready %s tell %#', async (ready, given, status) => {
    await open()
    api.health = { ready, checks: given, version: '9.9.9', startedAt: 1 }

    expect((await api.anonymous.health.details()).status).toBe(status)
  })

  test('details show versions, causes and the day’s figures to operators only', async () => {
    await open()
    api.health = { ready: true, checks, version: '9.9.9', startedAt: 1 }
    await api.world.submit('ana')
    await api.world.passes(5_000)

    for (const caller of [api.anonymous, api.as('ana')]) {
      const text = JSON.stringify(await caller.health.details())
      expect(text).not.toMatch(/9\.9\.9|11 minutes|completed/)
    }
    expect(await api.as('olga').health.details()).toMatchObject({
      checks,
      queued: 0,
      processing: 0,
      internals: { version: '9.9.9', startedAt: 1, completed: 1, failed: 0, stuck: 0 },
    })
  })
})

describe('auth', () => {
  test('register and login answer with a token and the account', async () => {
    await open()
    const registration = { email: 'eva@example.com', password: 'long enough', username: 'eva' }

    const registered = await api.anonymous.auth.register(registration)

    expect(registered).toMatchObject({
      token: 'token-of-eva',
      user: {
        id: 'eva',
        email: 'eva@example.com',
        username: 'eva',
        role: 'user',
        tokenBalance: 3,
      },
    })
    expect(await refusalOf(api.anonymous.auth.register(registration))).toBe('ACCOUNT_EXISTS')
    const credentials = { email: 'eva@example.com', password: 'wrong' }
    expect(await refusalOf(api.anonymous.auth.login(credentials))).toBe('UNAUTHORIZED')
  })

  test.each([
    ['password', { email: 'eva@example.com', password: '1234567' }],
    ['email', { email: 'not-an-address', password: 'long enough' }],
    ['username', { email: 'eva@example.com', password: 'long enough', username: 'e v' }],
  ])('register refuses a bad %s and does not repeat the password', async (path, registration) => {
    await open()

    const refusal = await api.anonymous.auth.register(registration).catch(({ cause }) => cause)

    expect(refusal).toMatchObject({ code: 'VALIDATION_ERROR', details: { fields: [{ path }] } })
    expect(JSON.stringify([refusal.message, refusal.details])).not.toContain(registration.password)
  })

  test('the profile is the caller’s own, and can be changed', async () => {
    await open()

    expect(await api.as('ana').auth.profile()).toMatchObject({ id: 'ana', tokenBalance: 10 })
    expect(await api.as('ana').auth.updateProfile({ username: 'anastasia' })).toMatchObject({
      id: 'ana',
    })
  })
})
