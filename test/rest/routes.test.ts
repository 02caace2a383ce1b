import { afterEach, describe, expect, test } from 'vitest'
import { createRestApi, internalHeaders, type RestApi } from './support/rest-api.ts'

let rest: RestApi
afterEach(() => rest?.world.close())

const minuteMs = 60_000

async function open(settings = {}): Promise<void> {
  rest = await createRestApi({ settings })
  await rest.api.operator('olga')
  await rest.world.user('ana', 10)
}

describe('GET /assessment/status/:jobId', () => {
  test('tells where a running job stands, in the form clients know', async () => {
    await open()
    const { jobId, resultId } = await rest.world.submit('ana')
    await rest.world.settle()

    const { status, body } = await rest.get(`/assessment/status/${jobId}`, { as: 'ana' })

    expect(status).toBe(200)
    expect(body.data).toEqual({
      jobId,
      status: 'processing',
      progress: 25,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      estimatedTimeRemaining: 'about 30 seconds',
      queuePosition: 0,
      userId: 'ana',
      userEmail: 'ana@example.com',
      resultId,
      assessmentName: 'Simple Assessment',
      attempt: 1,
      retryable: false,
      refundedTokens: 0,
    })
  })

  test('tells why a job failed, as text and as code', async () => {
    await open()
    rest.world.analyzer.next({ does: 'fail' })
    const { jobId } = await rest.world.submit('ana')
    await rest.world.settle()

    const { body } = await rest.get(`/assessment/status/${jobId}`, { as: 'ana' })

    expect(body.data).toMatchObject({
      status: 'failed',
      error: 'The analysis could not be completed',
      errorCode: 'ANALYSIS_FAILED',
      retryable: true,
      refundedTokens: 1,
    })
  })

  test('answers the same for what is somebody else’s and for what is not there', async () => {
    await open()
    await rest.world.user('bob')
    const { jobId } = await rest.world.submit('ana')

    const others = await rest.get(`/assessment/status/${jobId}`, { as: 'bob' })
    const nobodys = await rest.get('/assessment/status/no-such-job', { as: 'bob' })

    expect([others.status, nobodys.status]).toEqual([404, 404])
    expect(others.text.replace(jobId, '#')).toBe(nobodys.text.replace('no-such-job', '#'))
  })
})

test('GET /assessment/queue/status tells of the line and of one’s own jobs', async () => {
  await open({ slotsMax: 1 })
  rest.world.analyzer.otherwise({ does: 'hang' })
  await rest.world.submit('ana')
  await rest.world.settle()
  await rest.world.submit('ana')
  await rest.world.user('bob')

  const { body } = await rest.get('/assessment/queue/status', { as: 'ana' })

  expect(body.data).toEqual({
    queueLength: 1,
    activeWorkers: 1,
    averageProcessingTime: '30 seconds',
    estimatedWaitTime: '1 minute',
    jobStats: { total: 2, queued: 1, processing: 1, completed: 0, failed: 0 },
  })
  const bobs = await rest.get('/assessment/queue/status', { as: 'bob' })
  expect(bobs.body.data.jobStats.total).toBe(0)
})

describe('GET /archive/jobs', () => {
  async function fiveJobs(): Promise<string[]> {
    await open()
    const jobIds: string[] = []
    for (const does of ['succeed', 'fail', 'succeed', 'hang', 'hang'] as const) {
      rest.world.analyzer.next({ does })
      jobIds.push((await rest.world.submit('ana')).jobId)
      await rest.world.passes(minuteMs)
    }
    return jobIds
  }
  const idsOf = async (query: string) => {
    const { body } = await rest.get(`/archive/jobs${query}`, { as: 'ana' })
    return body.data.jobs.map((row: { job_id: string }) => row.job_id)
  }

  test('answers rows in snake_case with one public id', async () => {
    await open()
    const { jobId, resultId } = await rest.world.submit('ana')
    await rest.world.passes(minuteMs)

    const { body } = await rest.get('/archive/jobs', { as: 'ana' })

    expect(body.data).toEqual({
      jobs: [
        {
          id: jobId,
          job_id: jobId,
          user_id: 'ana',
          status: 'completed',
          result_id: resultId,
          assessment_name: 'Simple Assessment',
          error_message: null,
          error_code: null,
          retry_of: null,
          retry_count: 0,
          processing_started_at: '2026-01-01T00:00:00.000Z',
          completed_at: '2026-01-01T00:00:01.000Z',
          created_at: '2026-01-01T00:00:00.000Z',
          updated_at: '2026-01-01T00:00:01.000Z',
        },
      ],
      pagination: { total: 1, limit: 10, offset: 0, hasMore: false },
    })
  })

  test('honours page, limit and offset', async () => {
    const [a, b, c, d, e] = await fiveJobs()

    expect(await idsOf('?limit=2')).toEqual([e, d])
    expect(await idsOf('?limit=2&page=2')).toEqual([c, b])
    expect(await idsOf('?limit=2&page=3')).toEqual([a])
    expect(await idsOf('?limit=2&offset=1')).toEqual([d, c])
    expect(await idsOf('?limit=2&offset=1&page=3')).toEqual([d, c])
    const { body } = await rest.get('/archive/jobs?limit=2&page=2', { as: 'ana' })
    expect(body.data.pagination).toEqual({ total: 5, limit: 2, offset: 2, hasMore: true })
  })

  test('honours status, assessment_name, sort and order; ignores what is empty or unknown', async () => {
    const [a, b, c, d, e] = await fiveJobs()

    expect(await idsOf('?status=completed')).toEqual([c, a])
    expect(await idsOf('?assessment_name=Simple%20Assessment&limit=1')).toEqual([e])
    expect(await idsOf('?assessment_name=Other')).toEqual([])
    expect(await idsOf('?order=ASC')).toEqual([a, b, c, d, e])
    expect((await idsOf('?sort=status&order=asc')).slice(0, 3)).toEqual([a, c, b])
    expect(await idsOf('?status=&limit=&page=&_=123')).toHaveLength(5)
  })

  test.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=1.5', 'limit'],
    ['page=0', 'page'],
    ['offset=-1', 'offset'],
    ['status=stuck', 'status'],
    ['sort=user_id', 'sort'],
    ['sort=created_at;drop', 'sort'],
    ['order=up', 'order'],
  ])('refuses ?%s by name', async (query, path) => {
    await open()

    const { status, body } = await rest.get(`/archive/jobs?${query}`, { as: 'ana' })

    expect([status, body.error.code]).toEqual([400, 'VALIDATION_ERROR'])
    expect(body.error.details.fields.map((field: { path: string }) => field.path)).toEqual([path])
  })

  test('/stats tells one’s own jobs in figures', async () => {
    await fiveJobs()

    const { body } = await rest.get('/archive/jobs/stats', { as: 'ana' })

    expect(body.data).toEqual({
      total_jobs: 5,
      queued: 0,
      processing: 2,
      completed: 2,
      failed: 1,
      success_rate: 2 / 3,
      avg_processing_time_seconds: 0,
    })
  })

  test('/:jobId reads one, DELETE hides it, and then it is not there', async () => {
    await open()
    const { jobId } = await rest.world.submit('ana')
    await rest.world.passes(minuteMs)
    const path = `/archive/jobs/${jobId}`

    expect((await rest.get(path, { as: 'ana' })).body.data.job_id).toBe(jobId)
    expect((await rest.delete(path, { as: 'ana' })).body).toMatchObject({
      success: true,
      data: { job_id: jobId, deleted: true },
    })
    expect((await rest.get(path, { as: 'ana' })).status).toBe(404)
    expect((await rest.delete(path, { as: 'ana' })).status).toBe(404)
  })

  test('DELETE of a running job is a conflict', async () => {
    await open()
    rest.world.analyzer.otherwise({ does: 'hang' })
    const { jobId } = await rest.world.submit('ana')
    await rest.world.settle()

    const { status, body } = await rest.delete(`/archive/jobs/${jobId}`, { as: 'ana' })

    expect([status, body.error.code]).toEqual([409, 'JOB_NOT_DELETABLE'])
  })

  test('an id in the path may be any text', async () => {
    await open()
    const old = rest.world.clock.now() - 3 * 3_600_000
    rest.world.sql(
      "insert into jobs (job_id, user_id, status, created_at, updated_at) values ('a b/c%', 'ana', 'processing', ?, ?)",
      old,
      old,
    )
    await rest.world.check()

    const { body } = await rest.get(`/archive/jobs/${encodeURIComponent('a b/c%')}`, { as: 'ana' })

    expect(body.data).toMatchObject({ job_id: 'a b/c%', status: 'failed' })
  })
})

describe('GET /archive/results', () => {
  test('answers rows with scores and profile, and pages both ways', async () => {
    await open()
    const { jobId, resultId } = await rest.world.submit('ana', {
      rawResponses: { simple: [{ questionId: 'Q-1', value: 4 }] },
    })
    await rest.world.passes(minuteMs)
    const row = {
      id: resultId,
      user_id: 'ana',
      job_id: jobId,
      status: 'completed',
      assessment_name: 'Simple Assessment',
      error_message: null,
      test_data: { score: 50 },
      test_result: { text: 'fine' },
      analyzer: 'fake@1',
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:01.000Z',
    }

    const list = await rest.get('/archive/results', { as: 'ana' })
    const one = await rest.get(`/archive/results/${resultId}`, { as: 'ana' })

    expect(list.body.data).toEqual({
      results: [row],
      pagination: {
        total: 1,
        limit: 10,
        offset: 0,
        hasMore: false,
        page: 1,
        totalPages: 1,
        hasNext: false,
        hasPrev: false,
      },
    })
    expect(one.body.data).toEqual({
      ...row,
      raw_responses: { simple: [{ questionId: 'Q-1', value: 4 }] },
    })
  })

  test('is null, never half there, until the analysis is complete; nobody else reads it', async () => {
    await open()
    await rest.world.user('bob')
    rest.world.analyzer.next({ does: 'hang' })
    const { resultId } = await rest.world.submit('ana')
    await rest.world.settle()
    const path = `/archive/results/${resultId}`

    expect((await rest.get(path, { as: 'ana' })).body.data).toMatchObject({
      status: 'processing',
      test_result: null,
    })
    expect(
      (await rest.get('/archive/results?status=processing', { as: 'ana' })).body.data.pagination
        .total,
    ).toBe(1)
    expect(
      (await rest.get('/archive/results?status=completed', { as: 'ana' })).body.data.pagination
        .total,
    ).toBe(0)
    expect((await rest.get(path, { as: 'bob' })).status).toBe(404)
    expect((await rest.get(path)).status).toBe(401)
  })

  test('DELETE hides an ended one', async () => {
    await open()
    const { resultId } = await rest.world.submit('ana')
    await rest.world.passes(minuteMs)

    expect((await rest.delete(`/archive/results/${resultId}`, { as: 'ana' })).status).toBe(200)
    expect((await rest.get(`/archive/results/${resultId}`, { as: 'ana' })).status).toBe(404)
  })
})

describe('auth', () => {
  test('registers, signs in, shows and changes the account, signs out', async () => {
    await open()
    const credentials = { email: 'eva@example.com', password: 'the right one' }

    const registered = await rest.post('/auth/register', {
      body: { ...credentials, username: 'eva' },
    })
    const login = await rest.post('/auth/login', { body: credentials })
    const user = {
      id: 'eva',
      email: 'eva@example.com',
      username: 'eva',
      user_type: 'user',
      is_active: true,
      token_balance: 3,
      created_at: '2026-01-01T00:00:00.000Z',
    }

    expect(registered.status).toBe(201)
    expect(login.body).toMatchObject({ success: true, data: { token: 'token-of-eva', user } })
    expect((await rest.get('/auth/profile', { as: 'eva' })).body.data).toEqual({ user })
    expect(
      (await rest.put('/auth/profile', { as: 'eva', body: { username: 'evita' } })).status,
    ).toBe(200)
    expect((await rest.get('/auth/token-balance', { as: 'eva' })).body.data).toEqual({
      user_id: 'eva',
      token_balance: 3,
    })
    expect((await rest.post('/auth/logout', { as: 'eva' })).status).toBe(200)
    expect((await rest.get('/auth/profile', { as: 'eva' })).status).toBe(401)
  })

  test('an operator is an admin to clients that know only those', async () => {
    await open()

    const { body } = await rest.get('/auth/profile', { as: 'olga' })

    expect(body.data.user.user_type).toBe('admin')
  })

  test('a token that is not good keeps nobody from signing in', async () => {
    await open()

    const { status } = await rest.post('/auth/login', {
      body: { email: 'ana@example.com', password: 'the right one' },
      headers: { authorization: 'Bearer long expired' },
    })

    expect(status).toBe(200)
  })

  test('a taken address is a conflict, a wrong password is 401', async () => {
    await open()

    const taken = await rest.post('/auth/register', {
      body: { email: 'ana@example.com', password: 'long enough' },
    })
    const wrong = await rest.post('/auth/login', {
      body: { email: 'ana@example.com', password: 'wrong' },
    })

    expect([taken.status, taken.body.error.code]).toEqual([409, 'ACCOUNT_EXISTS'])
    expect([wrong.status, wrong.body.error.code]).toEqual([401, 'UNAUTHORIZED'])
  })
})

describe('the stuck-job endpoints', () => {
  const old = () => rest.world.clock.now() - 15 * minuteMs
  const insertStuck = () =>
    rest.world.sql(
      "insert into jobs (job_id, user_id, status, created_at, updated_at) values ('test-stuck-1730000000000-abc', 'ana', 'processing', ?, ?)",
      old(),
      old(),
    )

  test('check repairs, refunds and tells each job with its reason', async () => {
    await open()
    insertStuck()

    const first = await rest.post('/health/stuck-jobs/check', { headers: internalHeaders })
    const second = await rest.post('/health/stuck-jobs/check', { headers: internalHeaders })

    expect(first.status).toBe(200)
    expect(first.body).toMatchObject({
      success: true,
      message: 'Stuck job check completed: 1 of 1 fixed',
      data: {
        fixed: 1,
        total: 1,
        skipped: 0,
        failed: 0,
        jobs: [
          {
            jobId: 'test-stuck-1730000000000-abc',
            outcome: 'fixed',
            reason: 'STUCK_PROCESSING',
          },
        ],
      },
    })
    expect(second.body.data).toMatchObject({ fixed: 0, total: 0, jobs: [] })
    expect(rest.world.balanceOf('ana')).toBe(11)
  })

  test('check with dryRun only looks', async () => {
    await open()
    insertStuck()

    const { body } = await rest.post('/health/stuck-jobs/check', {
      headers: internalHeaders,
      body: { dryRun: true },
    })

    expect(body.data).toMatchObject({ fixed: 0, total: 1, skipped: 1, dryRun: true })
    expect(rest.world.balanceOf('ana')).toBe(10)
  })

  test('stats begin with exactly the six figures, as numbers', async () => {
    await open()
    await rest.world.submit('ana')
    await rest.world.passes(minuteMs)

    const { body } = await rest.get('/health/stuck-jobs/stats', { headers: internalHeaders })

    expect(Object.entries(body.data).slice(0, 6)).toEqual([
      ['processing_jobs', 0],
      ['queued_jobs', 0],
      ['completed_jobs', 1],
      ['failed_jobs', 0],
      ['stuck_processing', 0],
      ['stuck_queued', 0],
    ])
    expect(body).toMatchObject({ success: true, timestamp: expect.any(String) })
  })

  test('the stuck list agrees with the figures', async () => {
    await open()
    rest.world.analyzer.otherwise({ does: 'hang' })
    const { jobId } = await rest.world.submit('ana')
    await rest.world.settle()
    const { clock } = rest.world
    rest.world.sql('update jobs set deadline_at = ? where job_id = ?', clock.now() - 90_000, jobId)

    const list = await rest.get('/archive/jobs/stuck', { headers: internalHeaders })
    const stats = await rest.get('/health/stuck-jobs/stats', { headers: internalHeaders })

    expect(list.body.data).toMatchObject({
      jobs: [{ job_id: jobId, minutes_stuck: 1.5 }],
      total: 1,
    })
    expect(stats.body.data.stuck_processing).toBe(1)
  })
})

describe('health', () => {
  const failing = [
    { name: 'store', ok: true },
    { name: 'sweep', ok: false, reason: 'the last check broke off at /srv/data' },
  ]

  test('live and ready are bare objects with a timestamp', async () => {
    await open()

    expect((await rest.get('/health/live')).body).toEqual({
      status: 'alive',
      timestamp: '2026-01-01T00:00:00.000Z',
    })
    expect(await rest.get('/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'ready', timestamp: '2026-01-01T00:00:00.000Z' },
    })
  })

  test('ready is 200 with what is held back and since when, and without who and why', async () => {
    await open()
    const reason = 'paused by olga: Ana'
    const held = { name: 'intake-paused', ok: false, since: 1, held: 'intake', reason } as const
    rest.api.health = { ready: true, checks: [held], version: '9.9.9', startedAt: 0 }

    expect(await rest.get('/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'ready', held: [{ what: 'intake', since: '1970-01-01T00:00:00.001Z' }] },
    })
    const shown = { status: 'unhealthy', since: '1970-01-01T00:00:00.001Z' }
    expect((await rest.get('/health')).body.dependencies).toEqual({ 'intake-paused': shown })
    expect((await rest.get('/health', { as: 'olga' })).body.dependencies).toEqual({
      'intake-paused': { ...shown, details: 'paused by olga: Ana' },
    })
  })

  test('ready is 503 with the reason by name while work must not be sent', async () => {
    await open()
    rest.api.health = { ready: false, checks: failing, version: '9.9.9', startedAt: 0 }

    const { status, body, text } = await rest.get('/health/ready')

    expect([status, body.status, body.reason]).toEqual([503, 'not_ready', 'failing: sweep'])
    expect(text).not.toContain('/srv/data')
    expect((await rest.get('/health')).status).toBe(503)
    expect(await rest.get('/health/queue')).toMatchObject({
      status: 503,
      body: { status: 'unhealthy', details: { consumerCount: 0, isHealthy: false } },
    })
  })

  test('details tell everybody what runs, and operators the rest', async () => {
    await open()
    rest.api.health = { ready: true, checks: failing, version: '9.9.9', startedAt: 0 }

    const anybody = await rest.get('/health')
    const operator = await rest.get('/health', { as: 'olga' })

    expect(anybody.body).toEqual({
      status: 'degraded',
      service: 'unstuck',
      dependencies: { store: { status: 'healthy' }, sweep: { status: 'unhealthy' } },
      jobs: { queued: 0, processing: 0 },
      timestamp: '2026-01-01T00:00:00.000Z',
    })
    expect(operator.body).toMatchObject({
      version: '9.9.9',
      dependencies: { sweep: { details: 'the last check broke off at /srv/data' } },
      jobs: { queued: 0, processing: 0, completed: 0, failed: 0 },
    })
  })

  test('queue tells how the line stands', async () => {
    await open({ slotsMax: 1 })
    rest.world.analyzer.otherwise({ does: 'hang' })
    await rest.world.submit('ana')
    await rest.world.settle()
    await rest.world.submit('ana')

    const { body } = await rest.get('/health/queue')

    expect(body).toMatchObject({
      status: 'healthy',
      details: { queueName: 'jobs', messageCount: 1, consumerCount: 1, isHealthy: true },
    })
  })
})
