import { afterEach, describe, expect, test } from 'vitest'
import { createApi, refusalOf, type TestApi } from './support/api.ts'

let api: TestApi
afterEach(() => api?.world.close())

const data = { assessmentData: { score: 50 } }

async function open(settings = {}): Promise<void> {
  api = await createApi({ settings })
  await api.world.user('ana', 10)
  await api.world.user('bob', 10)
}

describe('submit', () => {
  test('answers with the ids, the place in line, the price and what is left', async () => {
    await open()

    const answer = await api.as('ana').assessment.submit(data)

    expect(answer).toEqual({
      jobId: expect.any(String),
      resultId: expect.any(String),
      status: 'queued',
      estimatedProcessingTime: 'about 30 seconds',
      estimatedProcessingTimeMs: 30_000,
      queuePosition: 0,
      tokenCost: 1,
      remainingTokens: 9,
      createdAt: api.world.clock.now(),
      replayed: false,
      currentStatus: 'queued',
    })
  })

  test('given the same key and scores, answers the same and says where the job stands now', async () => {
    await open()
    const keyed = { ...data, idempotencyKey: 'key-1' }
    const first = await api.as('ana').assessment.submit(keyed)
    await api.world.passes(5_000)

    const second = await api.as('ana').assessment.submit(keyed)

    expect(second).toEqual({ ...first, replayed: true, currentStatus: 'completed' })
    expect(api.world.balanceOf('ana')).toBe(9)
  })

  test('refuses an assessment that is not offered and names those that are', async () => {
    await open()

    const call = api.as('ana').assessment.submit({ ...data, assessmentName: 'AI-Based IQ Test' })

    await expect(call).rejects.toMatchObject({
      cause: {
        code: 'UNSUPPORTED_ASSESSMENT',
        details: { fields: [{ path: 'assessmentName', limit: 'one of "Simple Assessment"' }] },
      },
    })
    expect(api.world.balanceOf('ana')).toBe(10)
  })
})

describe('status', () => {
  test('of a waiting job tells its place in line and when it is likely to end', async () => {
    await open({ slotsMax: 1 })
    api.world.analyzer.otherwise({ does: 'hang' })
    await api.world.submit('bob')
    await api.world.settle()
    await api.world.submit('bob')
    const { jobId } = await api.as('ana').assessment.submit(data)

    expect(await api.as('ana').assessment.status({ jobId })).toMatchObject({
      jobId,
      userId: 'ana',
      status: 'queued',
      progress: 0,
      queuePosition: 1,
      estimatedTimeRemaining: 'about 2 minutes',
      estimatedTimeRemainingMs: 90_000,
      attempt: 0,
      error: null,
      retryable: false,
      refundedTokens: 0,
    })
  })

  test('of a running job follows what its analysis reports', async () => {
    await open()
    api.world.analyzer.next({ does: 'report', everyMs: 10_000, times: 4 })
    const { jobId } = await api.as('ana').assessment.submit(data)
    const status = () => api.as('ana').assessment.status({ jobId })

    await api.world.settle()
    expect(await status()).toMatchObject({
      status: 'processing',
      progress: 25,
      note: null,
      queuePosition: null,
      estimatedTimeRemainingMs: 30_000,
    })

    await api.world.passes(20_000)
    expect(await status()).toMatchObject({ progress: 63, note: 'step 2 of 4' })

    await api.world.passes(20_000)
    expect(await status()).toMatchObject({
      status: 'completed',
      progress: 100,
      note: null,
      estimatedTimeRemaining: null,
      retryable: false,
    })
  })

  test('of an analysis slower than usual never promises less than a second', async () => {
    await open()
    api.world.analyzer.next({ does: 'hang' })
    const { jobId } = await api.as('ana').assessment.submit(data)

    await api.world.passes(300_000)

    expect(await api.as('ana').assessment.status({ jobId })).toMatchObject({
      status: 'processing',
      estimatedTimeRemainingMs: 1_000,
    })
  })

  test('of a failed job tells why, what came back and whether it can be retried', async () => {
    await open()
    api.world.analyzer.next({ does: 'fail' })
    const { jobId } = await api.as('ana').assessment.submit(data)
    await api.world.settle()
    const { assessment } = api.as('ana')

    expect(await assessment.status({ jobId })).toMatchObject({
      status: 'failed',
      progress: 0,
      error: { code: 'ANALYSIS_FAILED', message: 'The analysis could not be completed' },
      retryable: true,
      retriedBy: null,
      refundedTokens: 1,
    })

    const retry = await assessment.retry({ jobId })
    expect(await assessment.status({ jobId })).toMatchObject({
      retryable: false,
      retriedBy: retry.jobId,
    })
    expect(await assessment.status({ jobId: retry.jobId })).toMatchObject({ retryOf: jobId })
    expect(await refusalOf(assessment.retry({ jobId }))).toBe('JOB_NOT_RETRYABLE')
  })

  test('of a row that somebody else wrote without scores is not retryable', async () => {
    await open()
    const old = api.world.clock.now() - 3_600_000
    api.world.sql(
      "insert into jobs (job_id, user_id, status, created_at, updated_at) values ('x', 'ana', 'processing', ?, ?)",
      old,
      old,
    )
    await api.world.check()

    expect(await api.as('ana').assessment.status({ jobId: 'x' })).toMatchObject({
      status: 'failed',
      error: { code: 'STUCK_PROCESSING' },
      retryable: false,
      refundedTokens: 1,
    })
  })
})

describe('cancel and delete', () => {
  test('given a waiting job, cancels it and gives the token back', async () => {
    await open({ slotsMax: 1 })
    api.world.analyzer.otherwise({ does: 'hang' })
    await api.world.submit('bob')
    await api.world.settle()
    const { jobId } = await api.as('ana').assessment.submit(data)

    expect(await api.as('ana').assessment.cancel({ jobId })).toEqual({
      jobId,
      status: 'failed',
      refundedTokens: 1,
    })
    expect(api.world.balanceOf('ana')).toBe(10)
  })

  test('given a running job, refuses both and changes nothing', async () => {
    await open()
    api.world.analyzer.otherwise({ does: 'hang' })
    const { jobId } = await api.as('ana').assessment.submit(data)
    await api.world.settle()
    const { assessment } = api.as('ana')

    expect(await refusalOf(assessment.cancel({ jobId }))).toBe('JOB_NOT_CANCELLABLE')
    expect(await refusalOf(assessment.deleteJob({ jobId }))).toBe('JOB_NOT_DELETABLE')
    expect(api.world.statusOf(jobId)).toBe('processing')
  })

  test('given a deleted job, no procedure knows it any more', async () => {
    await open()
    const { jobId, resultId } = await api.as('ana').assessment.submit(data)
    await api.world.passes(5_000)
    const { assessment } = api.as('ana')

    await assessment.deleteJob({ jobId })

    expect((await assessment.list()).total).toBe(0)
    expect((await assessment.figures()).total).toBe(0)
    for (const call of [
      assessment.status({ jobId }),
      assessment.events({ jobId }),
      assessment.cancel({ jobId }),
      assessment.retry({ jobId }),
      assessment.deleteJob({ jobId }),
    ]) {
      expect(await refusalOf(call)).toBe('NOT_FOUND')
    }
    expect((await assessment.result({ resultId })).status).toBe('completed')
  })

  test('given a deleted result, it is neither listed nor read', async () => {
    await open()
    const { resultId } = await api.as('ana').assessment.submit(data)
    await api.world.passes(5_000)
    const { assessment } = api.as('ana')

    await assessment.deleteResult({ resultId })

    expect((await assessment.results()).total).toBe(0)
    expect(await refusalOf(assessment.result({ resultId }))).toBe('NOT_FOUND')
  })
})

describe('lists', () => {
  async function fiveJobs(): Promise<string[]> {
    await open()
    const jobIds: string[] = []
    for (const does of ['succeed', 'fail', 'succeed', 'hang', 'hang'] as const) {
      api.world.analyzer.next({ does })
      jobIds.push((await api.as('ana').assessment.submit(data)).jobId)
      await api.world.passes(1_000)
    }
    return jobIds
  }

  test('are newest first, in pages that meet and say whether more follow', async () => {
    const jobIds = await fiveJobs()
    const { assessment } = api.as('ana')

    const first = await assessment.list({ limit: 3 })
    const second = await assessment.list({ limit: 3, offset: 3 })
    const beyond = await assessment.list({ limit: 3, offset: 5 })

    expect(first.jobs.map(({ jobId }) => jobId)).toEqual([...jobIds].reverse().slice(0, 3))
    expect(second.jobs.map(({ jobId }) => jobId)).toEqual([...jobIds].reverse().slice(3))
    expect(first).toMatchObject({ total: 5, limit: 3, offset: 0, hasMore: true })
    expect(second.hasMore).toBe(false)
    expect(beyond).toMatchObject({ jobs: [], total: 5, hasMore: false })
  })

  test('filter by status and assessment, and sort both ways', async () => {
    const jobIds = await fiveJobs()
    const { assessment } = api.as('ana')

    const completed = await assessment.list({ status: 'completed', order: 'asc' })
    expect(completed.jobs.map(({ jobId }) => jobId)).toEqual([jobIds[0], jobIds[2]])
    expect((await assessment.list({ assessmentName: 'Other' })).total).toBe(0)
    const byStatus = await assessment.list({ sort: 'status', order: 'asc' })
    expect(byStatus.jobs.map(({ status }) => status)).toEqual([
      'completed',
      'completed',
      'failed',
      'processing',
      'processing',
    ])
  })

  test('never hold what is somebody else’s', async () => {
    await fiveJobs()

    const { assessment } = api.as('bob')

    expect(await assessment.list()).toMatchObject({ jobs: [], total: 0 })
    expect(await assessment.results()).toMatchObject({ results: [], total: 0 })
    expect(await assessment.figures()).toMatchObject({ total: 0, meanProcessingMs: null })
  })

  test('of results hold their content only when asked for', async () => {
    const jobIds = await fiveJobs()
    const { assessment } = api.as('ana')

    const bare = await assessment.results({ status: 'completed' })
    const full = await assessment.results({ status: 'completed', withContent: true })

    expect(bare.results.map(({ jobId }) => jobId)).toEqual([jobIds[2], jobIds[0]])
    expect(bare.results[0]).not.toHaveProperty('profile')
    expect(bare.results[0]).not.toHaveProperty('assessmentData')
    expect(full.results[0]).toMatchObject({
      assessmentData: { score: 50 },
      profile: { text: 'fine' },
      analyzer: 'fake@1',
    })
    expect(full.results[0]).not.toHaveProperty('rawResponses')
  })

  test('have figures that count each job once', async () => {
    await fiveJobs()

    expect(await api.as('ana').assessment.figures()).toEqual({
      total: 5,
      queued: 0,
      processing: 2,
      completed: 2,
      failed: 1,
      meanProcessingMs: 0,
    })
  })
})

test('the events of a job come in pages by the id of the last one seen', async () => {
  await open()
  const { jobId } = await api.as('ana').assessment.submit(data)
  await api.world.submit('ana')
  await api.world.passes(5_000)
  const { assessment } = api.as('ana')

  const all = await assessment.events({ jobId })
  const rest = await assessment.events({ jobId, after: all.events[0]?.id ?? 0, limit: 1 })

  expect(all.events.map(({ eventType }) => eventType)).toEqual([
    'analysis.queued',
    'analysis.started',
    'analysis.completed',
  ])
  expect(new Set(all.events.map((event) => event.jobId))).toEqual(new Set([jobId]))
  expect(all.events[0]).toMatchObject({ userEmail: 'ana@example.com' })
  expect(rest.events.map(({ eventType }) => eventType)).toEqual(['analysis.started'])
  expect(rest.hasMore).toBe(true)
})

test('a result holds the scores, the profile and who made it', async () => {
  await open()
  const { jobId, resultId } = await api.as('ana').assessment.submit({
    ...data,
    rawResponses: { simple: [{ questionId: 'Q-1', value: 5 }] },
  })
  const { assessment } = api.as('ana')
  expect(await assessment.result({ resultId })).toMatchObject({ status: 'pending', profile: null })
  await api.world.passes(5_000)

  expect(await assessment.result({ resultId })).toEqual({
    resultId,
    jobId,
    userId: 'ana',
    assessmentName: 'Simple Assessment',
    status: 'completed',
    jobStatus: 'completed',
    errorMessage: null,
    assessmentData: { score: 50 },
    rawResponses: { simple: [{ questionId: 'Q-1', value: 5 }] },
    profile: { text: 'fine' },
    analyzer: 'fake@1',
    createdAt: expect.any(Number),
    updatedAt: expect.any(Number),
  })
})

test('the line tells how long somebody would wait', async () => {
  await open({ slotsMax: 1 })
  api.world.analyzer.otherwise({ does: 'hang' })
  await api.world.submit('bob')
  await api.world.settle()
  await api.world.submit('bob')
  await api.world.passes(5_000)

  expect(await api.as('ana').assessment.line()).toEqual({
    waiting: 1,
    running: 1,
    slotsMax: 1,
    freeSlots: 0,
    meanProcessingMs: 30_000,
    estimatedWaitMs: 60_000,
    oldestWaitingMs: 5_000,
  })
})

test('while an operator holds back what waits, nobody is told a time that nobody knows', async () => {
  await open({ slotsMax: 1 })
  const by = { kind: 'operator', id: 'olga' } as const
  const { switches } = api.world.service
  await Promise.all([switches.pause('dispatch', by, 'provider is down'), api.world.settle()])
  const { assessment, notifications } = api.as('ana')

  const submitted = await assessment.submit({ ...data, idempotencyKey: 'held-back' })
  expect(submitted).toMatchObject({
    estimatedProcessingTime: 'not known while nothing is started',
    estimatedProcessingTimeMs: null,
    queuePosition: 0,
  })
  expect(await assessment.status({ jobId: submitted.jobId })).toMatchObject({
    estimatedTimeRemaining: 'not known while nothing is started',
    estimatedTimeRemainingMs: null,
  })
  expect(await assessment.line()).toMatchObject({ waiting: 1, estimatedWaitMs: null })
  const { events } = await assessment.events({ jobId: submitted.jobId })
  expect(events[0]?.metadata).not.toHaveProperty('estimatedProcessingTime')
  expect(JSON.stringify(await notifications.list())).not.toContain('estimated_time')

  await Promise.all([switches.resume('dispatch', by), api.world.settle()])
  expect(await assessment.status({ jobId: submitted.jobId })).toMatchObject({
    estimatedTimeRemainingMs: 30_000,
  })
  const replayed = await assessment.submit({ ...data, idempotencyKey: 'held-back' })
  expect(replayed).toMatchObject({ replayed: true, estimatedProcessingTimeMs: null })
})

describe('tokens', () => {
  test('tell the balance and every movement, without who made it', async () => {
    await open()
    const by = { kind: 'operator', id: 'olga' } as const
    await api.world.service.accounts.grant('ana', 5, 'goodwill', by)
    api.world.analyzer.next({ does: 'fail' })
    const { jobId } = await api.as('ana').assessment.submit(data)
    await api.world.settle()
    const { tokens } = api.as('ana')

    const { entries, hasMore } = await tokens.history({ limit: 3 })

    expect(await tokens.balance()).toEqual({ balance: 15 })
    expect(entries.map(({ kind, amount, jobId }) => [kind, amount, jobId])).toEqual([
      ['refund', 1, jobId],
      ['charge', -1, jobId],
      ['grant', 5, null],
    ])
    expect(hasMore).toBe(true)
    expect(entries[0]).not.toHaveProperty('actor')
    expect(entries[0]).not.toHaveProperty('hash')
    const older = await tokens.history({ before: entries.at(-1)?.seq })
    expect(older).toMatchObject({ entries: [{ kind: 'grant', amount: 10 }], hasMore: false })
  })
})
