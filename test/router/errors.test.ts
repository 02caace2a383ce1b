import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { afterEach, describe, expect, test } from 'vitest'
import { DomainError, domainErrorCodes } from '../../src/domain/errors.ts'
import type { RouterContext } from '../../src/router/context.ts'
import { echoed, echoMaxChars, refusalIn, translated, trpcCodeOf } from '../../src/router/errors.ts'
import { appRouter } from '../../src/router/index.ts'
import { createApi, type TestApi } from './support/api.ts'

let api: TestApi
afterEach(() => api?.world.close())

/** What a client reads of one call over HTTP. */
async function over(ctx: RouterContext, type: 'query' | 'mutation', path: string, input?: unknown) {
  const json = JSON.stringify(input ?? {})
  const query = type === 'query' ? `?input=${encodeURIComponent(json)}` : ''
  const response = await fetchRequestHandler({
    endpoint: '/trpc',
    router: appRouter,
    req: new Request(`http://test/trpc/${path}${query}`, {
      method: type === 'query' ? 'GET' : 'POST',
      ...(type === 'mutation' && {
        body: json,
        headers: { 'content-type': 'application/json' },
      }),
    }),
    createContext: () => ctx,
  })
  const text = await response.text()
  return { status: response.status, text, body: JSON.parse(text) }
}

describe('a refusal over tRPC', () => {
  test('carries its own code, details and the request id, and no stack', async () => {
    api = await createApi()
    await api.world.user('ana', 3)
    const ctx = api.context(api.signedIn('ana'))
    for (let spent = 0; spent < 3; spent++) await api.world.submit('ana')

    const { status, body, text } = await over(ctx, 'mutation', 'assessment.submit', {
      assessmentData: { score: 1 },
    })

    expect(status).toBe(402)
    expect(body.error).toEqual({
      code: -32002,
      message: 'This analysis costs 1 token(s), the account has 0',
      data: {
        code: 'PAYMENT_REQUIRED',
        httpStatus: 402,
        path: 'assessment.submit',
        domain: { code: 'INSUFFICIENT_TOKENS', details: { required: 1, available: 0 } },
        requestId: 'request-1',
      },
    })
    expect(text).not.toContain('stack')
  })

  test('names every wrong field with its path, its limit and what was sent', async () => {
    api = await createApi()
    await api.world.user('ana')
    const ctx = api.context(api.signedIn('ana'))

    const list = await over(ctx, 'query', 'assessment.list', {
      limit: 101,
      offset: -1,
      userId: 'x',
    })
    const submit = await over(ctx, 'mutation', 'assessment.submit', {
      assessmentData: { score: 101, more: 1 },
      idempotencyKey: 'with spaces',
    })

    expect(list.status).toBe(400)
    expect(list.body.error.data.domain).toEqual({
      code: 'VALIDATION_ERROR',
      details: {
        fields: [
          expect.objectContaining({ path: 'limit', limit: 'at most 100', sent: '101' }),
          expect.objectContaining({ path: 'offset', limit: 'at least 0', sent: '-1' }),
          { path: 'userId', message: 'is not a field here', sent: '"x"' },
        ],
      },
    })
    const { fields } = submit.body.error.data.domain.details
    expect(fields.map(({ path }: { path: string }) => path)).toEqual([
      'assessmentData.score',
      'assessmentData.more',
      'idempotencyKey',
    ])
  })

  test('names wrong scores before anything is charged', async () => {
    api = await createApi()
    await api.world.user('ana')
    const ctx = api.context(api.signedIn('ana'))

    const { body } = await over(ctx, 'mutation', 'assessment.submit', {
      assessmentData: { score: 101, more: 1 },
    })

    const { fields } = body.error.data.domain.details
    expect(fields.map(({ path }: { path: string }) => path)).toEqual([
      'assessmentData.score',
      'assessmentData.more',
    ])
    expect(api.world.balanceOf('ana')).toBe(3)
  })

  test('answers a missing input like a wrong one, with a name for the field', async () => {
    api = await createApi()
    await api.world.user('ana')

    const { body } = await over(api.context(api.signedIn('ana')), 'query', 'assessment.status')

    expect(body.error.data.domain.details.fields).toEqual([
      { path: 'jobId', message: 'is required', limit: 'a text' },
    ])
  })
})

describe('what nobody foresaw', () => {
  const secret = 'SELECT canary FROM /srv/data/unstuck.db'

  test('is told without a word of it, with a request id', async () => {
    api = await createApi()
    const ctx = api.context(() => ({ kind: 'anonymous' }))
    const broken = {
      ...ctx,
      service: {
        ...ctx.service,
        health: () => {
          throw new Error(secret)
        },
      },
    }

    const { status, body, text } = await over(broken, 'query', 'health.ready')

    expect(status).toBe(500)
    expect(text).not.toContain('canary')
    expect(body.error).toEqual({
      code: -32603,
      message: 'The request failed; quote the request id when you report it',
      data: {
        code: 'INTERNAL_SERVER_ERROR',
        httpStatus: 500,
        path: 'health.ready',
        domain: null,
        requestId: 'request-1',
      },
    })
  })

  test.each([
    'SQLITE_FULL',
    'SQLITE_BUSY',
    'SQLITE_BUSY_SNAPSHOT',
    'SQLITE_IOERR_WRITE',
    'SQLITE_READONLY',
  ])('but is trouble of the store (%s) is told as such, and logged', async (code) => {
    api = await createApi()
    const ctx = api.context(() => ({ kind: 'anonymous' }))
    const full = Object.assign(new Error(secret), { code })
    const health = () => Promise.reject(new Error('could not look', { cause: full }))
    const broken = { ...ctx, service: { ...ctx.service, health } }

    const { status, body, text } = await over(broken, 'query', 'health.ready')

    expect(status).toBe(503)
    expect(text).not.toContain('canary')
    expect(body.error.data.domain).toEqual({
      code: 'STORE_UNAVAILABLE',
      details: { retryAfterMs: 5_000 },
    })
    expect(api.logged).toEqual([
      {
        event: 'store.unavailable',
        fields: {
          requestId: 'request-1',
          reason: 'health.ready',
          error: `Error: ${secret}`,
        },
      },
    ])
  })

  test('and is a broken rule of the database stays a bug, not a passing trouble', () => {
    const broken = Object.assign(new Error('x'), { code: 'SQLITE_CONSTRAINT_CHECK' })

    expect(refusalIn(broken)).toBeUndefined()
    expect(translated(broken)).toBe(broken)
  })

  test('an answer that is not of its procedure’s shape is not sent', async () => {
    api = await createApi()
    const ctx = api.context(() => ({ kind: 'internal' }))
    const verify = () => ({ ok: 'canary' as unknown as boolean, checks: [] })

    const { status, text } = await over(
      { ...ctx, service: { ...ctx.service, verify } },
      'query',
      'admin.verify',
    )

    expect(status).toBe(500)
    expect(text).not.toContain('canary')
  })
})

test.each(domainErrorCodes)(
  '%s reaches clients under one tRPC code, message and details',
  (code) => {
    const refusal = new DomainError(code, 'why', { retryAfterMs: 1 })

    expect(translated(new Error('outer', { cause: refusal }))).toMatchObject({
      name: 'TRPCError',
      code: trpcCodeOf[code],
      message: 'why',
      cause: refusal,
    })
  },
)

test('a path that no procedure has, and a mutation asked as a query, are told as such', async () => {
  api = await createApi()
  const ctx = api.context(() => ({ kind: 'internal' }))

  expect((await over(ctx, 'query', 'admin.nothing')).status).toBe(404)
  expect((await over(ctx, 'query', 'monitor.check')).status).toBe(405)
})

test('a path made up is repeated only so far as any that exists could be long', async () => {
  api = await createApi()
  const ctx = api.context(() => ({ kind: 'internal' }))
  const longest = 'x'.repeat(echoMaxChars)

  const atBound = await over(ctx, 'query', longest)
  const past = await over(ctx, 'query', `${longest}y`)

  expect(atBound.body.error.data.path).toBe(longest)
  expect(past.body.error.data.path).toBe(longest)
  expect(past.body.error.message).toHaveLength(echoMaxChars)
  // Half a character is no text.
  expect(echoed(`${'x'.repeat(echoMaxChars - 1)}\u{1f600}`)).toBe(
    `${'x'.repeat(echoMaxChars - 1)}\ufffd`,
  )
})
