import { afterEach, describe, expect, test } from 'vitest'
import { createRestApi, type RestApi } from './support/rest-api.ts'

let rest: RestApi
afterEach(() => rest?.world.close())

const generic = { assessment_name: 'Simple Assessment', assessment_data: { score: 50 } }

async function open(settings = {}): Promise<void> {
  rest = await createRestApi({ settings })
  await rest.world.user('ana', 10)
}

describe('POST /assessment/submit', () => {
  test('answers 202 with the envelope and the fields that clients know', async () => {
    await open()

    const { status, body } = await rest.post('/assessment/submit', { as: 'ana', body: generic })

    expect(status).toBe(202)
    expect(body).toEqual({
      success: true,
      message: 'Assessment submitted successfully and queued for analysis',
      data: {
        jobId: expect.any(String),
        resultId: expect.any(String),
        status: 'queued',
        estimatedProcessingTime: 'about 30 seconds',
        estimatedProcessingTimeMs: 30_000,
        queuePosition: 0,
        tokenCost: 1,
        remainingTokens: 9,
      },
      timestamp: '2026-01-01T00:00:00.000Z',
    })
  })

  test.each([
    ['generic, snake_case', generic],
    ['generic, camelCase', { assessmentName: 'Simple Assessment', assessmentData: { score: 50 } }],
    ['generic without a name', { assessment_data: { score: 50 } }],
    ['flat', { score: 50 }],
    [
      'flat with what is known beside it',
      {
        score: 50,
        assessmentName: 'Simple Assessment',
        rawResponses: { simple: [{ questionId: 'Q-1', value: 4 }] },
        rawSchemaVersion: 'v1',
      },
    ],
  ])('reads the %s form', async (_form, body) => {
    await open()

    const { status } = await rest.post('/assessment/submit', { as: 'ana', body })
    await rest.world.settle()

    expect(status).toBe(202)
    expect(rest.world.analyzer.calls[0]?.input).toEqual({ score: 50 })
  })

  test('refuses a body in both forms, naming what cannot stand there, and charges nothing', async () => {
    await open()

    const { status, body } = await rest.post('/assessment/submit', {
      as: 'ana',
      body: { ...generic, score: 50, more: {} },
    })

    expect(status).toBe(400)
    expect(body.error.code).toBe('VALIDATION_ERROR')
    expect(body.error.details.fields.map(({ path }: { path: string }) => path)).toEqual([
      'score',
      'more',
    ])
    expect(body.error.details.fields[0].message).toMatch(/cannot stand beside assessment_data/)
    expect(rest.world.balanceOf('ana')).toBe(10)
  })

  test.each([
    [{ assessment_data: { score: 101 } }, ['assessment_data.score']],
    [{ assessmentData: { score: '50', x: 1 } }, ['assessmentData.score', 'assessmentData.x']],
    [{ score: 101, x: 1 }, ['score', 'x']],
    [{}, ['score']],
    [{ assessment_data: 5 }, ['assessment_data']],
    [{ ...generic, raw_responses: { simple: 1 } }, ['raw_responses.simple']],
    [{ ...generic, assessment_name: 'AI-Based IQ Test' }, ['assessment_name']],
    [{ ...generic, assessment_name: 7 }, ['assessment_name']],
    [{ ...generic, assessmentName: 'x' }, ['assessmentName']],
  ])('names the wrong fields of %j as they are in the body', async (body, paths) => {
    await open()

    const answer = await rest.post('/assessment/submit', { as: 'ana', body })

    expect(answer.status).toBe(400)
    expect(answer.body.error.code).toBe('VALIDATION_ERROR')
    expect(answer.body.error.details.fields.map(({ path }: { path: string }) => path)).toEqual(
      paths,
    )
    expect(rest.world.balanceOf('ana')).toBe(10)
  })

  test.each([['[1]'], ['"text"'], ['null'], ['7']])('refuses the body %s', async (body) => {
    await open()

    const answer = await rest.post('/assessment/submit', { as: 'ana', body })

    expect(answer.status).toBe(400)
    expect(answer.body.error.details.fields[0].path).toBe('body')
  })

  test('given a body that would reach for prototypes, treats it as wrong fields', async () => {
    await open()

    const { status, body } = await rest.post('/assessment/submit', {
      as: 'ana',
      body: '{"score":50,"__proto__":{"isAdmin":true}}',
    })

    expect(status).toBe(400)
    expect(body.error.details.fields.map(({ path }: { path: string }) => path)).toEqual([
      '__proto__',
    ])
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })

  test('given too few tokens, answers 402 with what it costs and what there is', async () => {
    await open()
    await rest.world.user('poor', 0)

    const { status, body } = await rest.post('/assessment/submit', { as: 'poor', body: generic })

    expect(status).toBe(402)
    expect(body).toEqual({
      success: false,
      error: {
        code: 'INSUFFICIENT_TOKENS',
        message: 'This analysis costs 1 token(s), the account has 0',
        details: { required: 1, available: 0 },
      },
      timestamp: '2026-01-01T00:00:00.000Z',
    })
  })

  test('given too many submissions, answers 429 and says when to come back', async () => {
    await open({ submitLimit: { perMinute: 1, burst: 1 } })
    await rest.post('/assessment/submit', { as: 'ana', body: generic })

    const { status, body, headers } = await rest.post('/assessment/submit', {
      as: 'ana',
      body: generic,
    })

    expect([status, body.error.code]).toEqual([429, 'RATE_LIMITED'])
    expect(headers.get('retry-after')).toBe('60')
  })

  test('given a line too long, answers 429 QUEUE_FULL with Retry-After and charges nothing', async () => {
    await open({ slotsMax: 1, queuedTimeoutMs: 10_000, estimateMs: 30_000 })
    rest.world.analyzer.otherwise({ does: 'hang' })
    await rest.world.submit('ana')
    await rest.world.settle()

    const { status, body, headers } = await rest.post('/assessment/submit', {
      as: 'ana',
      body: generic,
    })

    expect([status, body.error.code]).toEqual([429, 'QUEUE_FULL'])
    expect(headers.get('retry-after')).toBe('20')
    expect(rest.world.balanceOf('ana')).toBe(9)
  })
})

describe('an idempotency key', () => {
  const keyed = { 'idempotency-key': 'a-key-of-mine' }

  test.each(['idempotency-key', 'x-idempotency-key'])(
    'in %s makes a repetition answer the same bytes',
    async (header) => {
      await open()
      const asked = { as: 'ana', body: generic, headers: { [header]: 'a-key-of-mine' } }
      const first = await rest.post('/assessment/submit', asked)
      await rest.world.passes(5_000)

      const second = await rest.post('/api/assessment/submit', asked)

      expect([second.status, second.text]).toEqual([202, first.text])
      expect(rest.world.balanceOf('ana')).toBe(9)
      const headersOf = ({ headers }: typeof first) =>
        ['supported', 'cache', 'key'].map((name) => headers.get(`x-idempotency-${name}`))
      expect(headersOf(first)).toEqual(['true', 'MISS', 'a-ke***'])
      expect(headersOf(second)).toEqual(['true', 'HIT', 'a-ke***'])
      expect(first.headers.get('x-job-status')).toBeNull()
      expect(second.headers.get('x-job-status')).toBe('completed')
    },
  )

  test('sent ten times at once charges once and answers the same bytes ten times', async () => {
    await open()
    const asked = { as: 'ana', body: generic, headers: keyed }

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => rest.post('/assessment/submit', asked)),
    )

    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(
      answers.filter(({ headers }) => headers.get('x-idempotency-cache') === 'MISS'),
    ).toHaveLength(1)
    expect(rest.world.balanceOf('ana')).toBe(9)
  })

  test('with another body is a conflict; by another person it is their own', async () => {
    await open()
    await rest.world.user('bob')
    await rest.post('/assessment/submit', { as: 'ana', body: generic, headers: keyed })

    const other = { assessment_data: { score: 51 } }
    const conflict = await rest.post('/assessment/submit', {
      as: 'ana',
      body: other,
      headers: keyed,
    })
    const bobs = await rest.post('/assessment/submit', { as: 'bob', body: other, headers: keyed })

    expect([conflict.status, conflict.body.error.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED'])
    expect([bobs.status, bobs.headers.get('x-idempotency-cache')]).toEqual([202, 'MISS'])
  })

  test.each([
    [{ 'idempotency-key': 'with spaces' }, 'Idempotency-Key'],
    [{ 'idempotency-key': 'x'.repeat(256) }, 'Idempotency-Key'],
    [{ 'idempotency-key': '' }, 'Idempotency-Key'],
    [{ 'idempotency-key': 'one', 'x-idempotency-key': 'two' }, 'X-Idempotency-Key'],
  ])('that is no key (%j) is refused, not replaced', async (headers, path) => {
    await open()

    const { status, body } = await rest.post('/assessment/submit', {
      as: 'ana',
      body: generic,
      headers,
    })

    expect(status).toBe(400)
    expect(body.error.details.fields.map((field: { path: string }) => field.path)).toEqual([path])
  })

  test('of 255 characters is good', async () => {
    await open()
    const headers = { 'idempotency-key': 'x'.repeat(255) }

    const { status } = await rest.post('/assessment/submit', { as: 'ana', body: generic, headers })

    expect(status).toBe(202)
  })
})

describe('POST /assessment/retry', () => {
  test('makes a new job of a failed one, named by its job or by its result', async () => {
    await open()
    rest.world.analyzer.next({ does: 'fail' }, { does: 'fail' })
    const first = await rest.world.submit('ana')
    const second = await rest.world.submit('ana')
    await rest.world.settle()

    const byJob = await rest.post('/assessment/retry', { as: 'ana', body: { jobId: first.jobId } })
    const byResult = await rest.post('/assessment/retry', {
      as: 'ana',
      body: { resultId: second.resultId },
    })

    expect([byJob.status, byResult.status]).toEqual([202, 202])
    expect(byJob.headers.get('x-idempotency-supported')).toBe('true')
    expect(rest.world.job(byJob.body.data.jobId)?.retryOf).toBe(first.jobId)
    expect(rest.world.job(byResult.body.data.jobId)?.retryOf).toBe(second.jobId)
  })

  test('of a running job is a conflict, of somebody else’s is not there', async () => {
    await open()
    await rest.world.user('bob')
    rest.world.analyzer.otherwise({ does: 'hang' })
    const { jobId } = await rest.world.submit('ana')
    await rest.world.settle()

    const own = await rest.post('/assessment/retry', { as: 'ana', body: { jobId } })
    const others = await rest.post('/assessment/retry', { as: 'bob', body: { jobId } })

    expect([own.status, own.body.error.code]).toEqual([409, 'JOB_NOT_RETRYABLE'])
    expect([others.status, others.body.error.code]).toEqual([404, 'NOT_FOUND'])
  })

  test.each([[{}], [{ jobId: 'a', resultId: 'b' }], [{ jobId: 7 }], [{ job: 'a' }]])(
    'refuses the body %j',
    async (body) => {
      await open()

      const answer = await rest.post('/assessment/retry', { as: 'ana', body })

      expect([answer.status, answer.body.error.code]).toEqual([400, 'VALIDATION_ERROR'])
      expect(answer.body.error.details.fields[0].path).not.toBe('')
    },
  )
})
