import { afterEach, describe, expect, test } from 'vitest'
import { domainErrorCodes } from '../../src/domain/errors.ts'
import { restRoutes } from '../../src/http/rest/rest.ts'
import { wireCodeOf } from '../../src/http/rest/wire-codes.ts'
import { createRestApi, internalHeaders, type RestApi } from './support/rest-api.ts'

let rest: RestApi
afterEach(() => rest?.world.close())

async function open(options = {}): Promise<void> {
  rest = await createRestApi({}, options)
  await rest.world.user('ana', 10)
}

describe('a request that is none', () => {
  test.each([
    ['GET', '/nothing'],
    ['GET', '/api'],
    ['GET', '/api/api/health'],
    ['POST', '/assessment'],
    ['GET', '/metrics'],
    ['GET', '/archive/jobs/a/b'],
  ])('%s %s is 404 in the envelope', async (method, path) => {
    await open()

    const { status, body } = await rest.ask(method, path)

    expect(status).toBe(404)
    expect(body).toEqual({
      success: false,
      error: { code: 'NOT_FOUND', message: 'There is nothing at this path' },
      timestamp: '2026-01-01T00:00:00.000Z',
    })
  })

  test.each([
    ['GET', '/assessment/submit', 'POST'],
    ['DELETE', '/auth/profile', 'GET, PUT, HEAD'],
    ['POST', '/archive/jobs/some-job', 'GET, DELETE, HEAD'],
    ['PATCH', '/api/health', 'GET, HEAD'],
    ['POST', '/docs', 'GET, HEAD'],
  ])('%s %s is 405 and says what is allowed', async (method, path, allow) => {
    await open()

    const { status, body, headers } = await rest.ask(method, path)

    expect([status, body.error.code, headers.get('allow')]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
      allow,
    ])
  })

  test('HEAD answers as GET would, without the body', async () => {
    await open()

    expect(await rest.ask('HEAD', '/health/live')).toMatchObject({ status: 200, text: '' })
  })

  test.each(['{"score":', 'score=50', ''.padEnd(5, '{')])(
    'with the JSON %j is 400',
    async (body) => {
      await open()

      const answer = await rest.post('/assessment/submit', { as: 'ana', body })

      expect(answer.status).toBe(400)
      expect(answer.body.error).toEqual({
        code: 'VALIDATION_ERROR',
        message: 'body is not valid JSON',
        details: { fields: [{ path: 'body', message: 'is not valid JSON' }] },
      })
    },
  )

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'with the content type "%s" is 415',
    async (type) => {
      await open()

      const { status, body } = await rest.post('/assessment/submit', {
        as: 'ana',
        body: '{"score":50}',
        headers: { 'content-type': type },
      })

      expect([status, body.error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
      expect(rest.world.balanceOf('ana')).toBe(10)
    },
  )

  test('JSON with a charset is JSON', async () => {
    await open()

    const { status } = await rest.post('/assessment/submit', {
      as: 'ana',
      body: '{"score":50}',
      headers: { 'content-type': 'Application/JSON; charset=utf-8' },
    })

    expect(status).toBe(202)
  })

  test('a body of exactly the limit is read, one byte more is 413', async () => {
    await open({ bodyMaxBytes: 40 })
    const bodyOf = (bytes: number) => '{"score":50}'.padEnd(bytes, ' ')

    const fits = await rest.post('/assessment/submit', { as: 'ana', body: bodyOf(40) })
    const declared = await rest.post('/assessment/submit', {
      as: 'ana',
      body: bodyOf(41),
      headers: { 'content-length': '41' },
    })
    const undeclared = await rest.post('/assessment/submit', { as: 'ana', body: bodyOf(41) })

    expect(fits.status).toBe(202)
    for (const { status, body } of [declared, undeclared]) {
      expect([status, body.error.code]).toEqual([413, 'PAYLOAD_TOO_LARGE'])
    }
  })

  test('a route without a body ignores one', async () => {
    await open()

    expect((await rest.post('/auth/logout', { as: 'ana', body: 'not JSON' })).status).toBe(200)
  })

  test('an empty form body is no body', async () => {
    await open()

    const { status } = await rest.post('/health/stuck-jobs/check', {
      body: '',
      headers: { ...internalHeaders, 'content-type': 'application/x-www-form-urlencoded' },
    })

    expect(status).toBe(200)
  })
})

describe('what nobody foresaw', () => {
  test('is 500 in the envelope without a word of it, and logged with the request’s id', async () => {
    await open()
    rest.api.health = undefined as never

    const { status, body, text } = await rest.get('/health/ready')

    expect(status).toBe(500)
    expect(body).toEqual({
      success: false,
      error: {
        code: 'INTERNAL_ERROR',
        message: 'The request failed; quote the request id when you report it',
      },
      timestamp: '2026-01-01T00:00:00.000Z',
    })
    expect(text).not.toMatch(/undefined|stack|\.ts/)
    expect(rest.api.logged).toEqual([
      {
        event: 'request.failed',
        fields: {
          requestId: 'request-1',
          reason: 'GET /health/ready',
          error: expect.stringContaining('TypeError'),
        },
      },
    ])
  })

  test('but is trouble of the store is 503 with Retry-After', async () => {
    const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
    rest = await createRestApi({}, { createContext: () => Promise.reject(full) })

    const { status, body, headers, text } = await rest.get('/health/ready')

    expect([status, body.error.code]).toEqual([503, 'ARCHIVE_SERVICE_ERROR'])
    expect(headers.get('retry-after')).toBe('5')
    expect(text).not.toMatch(/SQLITE|disk/)
  })
})

test.each(domainErrorCodes)('%s has a code on the wire', (code) => {
  expect(wireCodeOf[code]).toMatch(/^[A-Z_]+$/)
})

describe('GET /metrics', () => {
  test('gives the figures to operators and the internal key, and to nobody else', async () => {
    await open({ metrics: async () => 'jobs_queued 1\n' })

    const { status, text, headers } = await rest.get('/metrics', { headers: internalHeaders })

    expect([status, text]).toEqual([200, 'jobs_queued 1\n'])
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect((await rest.get('/api/metrics')).status).toBe(401)
    expect((await rest.get('/metrics', { as: 'ana' })).status).toBe(403)
  })
})

describe('GET /openapi.json', () => {
  test('describes every route, and nothing else, under its path and method', async () => {
    await open()

    const { body } = await rest.get('/openapi.json')

    expect(body.openapi).toBe('3.1.0')
    const described = Object.entries<object>(body.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    )
    const served = restRoutes.map(
      ({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
    )
    const pages = ['get /docs', 'get /openapi.json']
    expect(described.sort()).toEqual([...served, ...pages].sort())
    expect((await rest.get('/api/openapi.json')).body).toEqual(body)
  })

  test('names each operation once, and who may call it', async () => {
    await open()
    const { body } = await rest.get('/openapi.json')
    const operations = Object.values<Record<string, { operationId: string }>>(body.paths).flatMap(
      (path) => Object.values(path),
    )

    const names = operations.map(({ operationId }) => operationId)
    expect(new Set(names).size).toBe(operations.length)
    expect(body.paths['/health/stuck-jobs/check'].post.security).toEqual([
      { bearer: [] },
      { serviceKey: [], internalService: [] },
    ])
    expect(body.components.securitySchemes).toMatchObject({
      serviceKey: { in: 'header', name: 'X-Service-Key' },
      internalService: {
        in: 'header',
        name: 'X-Internal-Service',
        description: expect.stringContaining('`true`'),
      },
    })
    expect(body.paths['/health/stuck-jobs/stats'].get.responses).toMatchObject({
      401: { description: 'INVALID_SERVICE_KEY' },
      403: { description: 'INTERNAL_ENDPOINT' },
    })
    expect(body.paths['/assessment/submit'].post.security).toEqual([{ bearer: [] }])
    expect(body.paths['/health/live'].get.security).toEqual([])
  })

  test('gives clients the schemas of bodies, parameters and answers', async () => {
    await open()
    const { body } = await rest.get('/openapi.json')
    const submit = body.paths['/assessment/submit'].post
    const jobs = body.paths['/archive/jobs'].get

    expect(submit.requestBody.content['application/json'].schema.anyOf).toHaveLength(2)
    expect(Object.keys(submit.responses)).toEqual(
      expect.arrayContaining(['202', '400', '401', '402', '409', '413', '429', '503']),
    )
    expect(
      submit.responses['202'].content['application/json'].schema.properties.data.required,
    ).toContain('resultId')
    const limit = jobs.parameters.find(({ name }: { name: string }) => name === 'limit')
    expect(limit).toMatchObject({
      in: 'query',
      schema: { type: 'integer', minimum: 1, maximum: 100 },
    })
    const [jobId] = body.paths['/archive/jobs/{jobId}'].get.parameters
    expect(jobId).toMatchObject({ name: 'jobId', in: 'path', required: true })
    expect(body.paths['/health/stuck-jobs/check'].post.requestBody.required).toBe(false)
  })

  test.each(
    restRoutes
      .filter(
        ({ method, role, path }) => method === 'get' && role !== 'public' && !path.includes(':'),
      )
      .map(({ path }) => path),
  )('says of %s exactly what it answers', async (path) => {
    await open()
    await rest.api.operator('olga')
    await rest.world.submit('olga')
    await rest.world.passes(5_000)
    const document = (await rest.get('/openapi.json')).body
    const { schema } = document.paths[path].get.responses['200'].content['application/json']

    const { body } = await rest.get(path, { as: 'olga' })

    expect(Object.keys(body.data).sort()).toEqual(
      Object.keys(schema.properties.data.properties).sort(),
    )
  })
})

test('GET /docs lists every route on one page, under a policy that allows its own style and script only', async () => {
  await open()

  const { text, headers } = await rest.get('/docs')

  expect(headers.get('content-type')).toMatch(/^text\/html/)
  for (const { path, method } of restRoutes) {
    const shown = path.replace(/:(\w+)/g, '{$1}')
    expect(text).toContain(`<b>${method.toUpperCase()}</b> <code>${shown}</code>`)
  }
  // An address in an example is text to edit: without markup it loads nothing.
  const beside = text.replace(/<textarea [^>]*>[^<]*<\/textarea>/g, '')
  expect(beside).not.toMatch(/https?:\/\/|style="|onclick|<script src/)
  expect(headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; script-src 'sha256-[\w+/=]{44}'; connect-src 'self';/,
  )
})
