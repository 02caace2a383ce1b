import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { restRoutes } from '../../src/http/rest/rest.ts'
import { outsideAssessment, simpleAssessment } from '../../src/testing/index.ts'
import { Receivers } from '../support/receivers.ts'
import {
  type Answered,
  type Asked,
  createRestApi,
  internalHeaders,
  type RestApi,
} from './support/rest-api.ts'

// biome-ignore lint/suspicious/noExplicitAny: a document of JSON
type Json = any

let rest: RestApi
let document: Json
const receivers = new Receivers()
const submission = { assessment_name: 'Simple Assessment', assessment_data: { score: 50 } }

async function open(): Promise<void> {
  const assessments = [simpleAssessment(), outsideAssessment()]
  const metrics = async () => 'jobs_queued 1\n'
  rest = await createRestApi({ assessments, webhooks: receivers }, { submission, metrics })
  await rest.world.user('ana', 50)
  await rest.world.user('bob', 0)
  await rest.api.operator('olga')
  document = (await rest.get('/openapi.json')).body
}

const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)

/** What is wrong with a value by a schema of the document, in the order of its fields. */
function problemsOf(schema: object, value: unknown): string[] {
  const check = ajv.compile({ ...schema, components: document.components })
  if (check(value)) return []
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

const operationOf = (method: string, path: string): Json =>
  document.paths[path.replace(/:(\w+)/g, '{$1}')][method]

/** Nothing where the document says exactly what was answered. */
function untold(method: string, path: string, { status, body, headers }: Answered): string[] {
  const { responses } = operationOf(method, path)
  const told = responses[status]
  if (!told) return [`${status} is not among ${Object.keys(responses)}`]
  const codes = Object.keys(told.content['application/json'].examples ?? {})
  const code = body.error?.code
  return [
    ...problemsOf(told.content['application/json'].schema, body),
    ...(code !== undefined && !codes.includes(code) ? [`${code} is not among ${codes}`] : []),
    ...(headers.has('retry-after') && !told.headers['Retry-After'] ? ['Retry-After'] : []),
  ]
}

/** Every example of an operation, each with its schema. */
const shownIn = ({ requestBody, responses }: Json): { schema: object; value: unknown }[] =>
  [requestBody, ...Object.values<Json>(responses)].flatMap((part) => {
    const { schema, example, examples = {} } = part?.content?.['application/json'] ?? {}
    const values = Object.values<Json>(examples).map(({ value }) => value)
    return [...(example === undefined ? [] : [example]), ...values].map((value) => ({
      schema,
      value,
    }))
  })

beforeAll(open)
afterAll(() => rest.world.close())

describe('the document', () => {
  test('passes a validator of OpenAPI 3.1', async () => {
    const found = await new Validator().validate(structuredClone(document))

    expect(found).toMatchObject({ valid: true })
  })

  test('a broken one does not', async () => {
    const broken = structuredClone(document)
    broken.paths['/auth/login'].post.responses = 'none'

    expect(await new Validator().validate(broken)).toMatchObject({ valid: false })
  })

  test('says where each operation is, who may call it, and what it can answer', () => {
    const incomplete = restRoutes.filter(({ method, path, role }) => {
      const { summary, tags, security, responses, operationId } = operationOf(method, path)
      const isOpen = role === 'public'
      const isTold = [summary, operationId, tags[0]].every((text) => text.length > 3)
      return (
        !isTold || (security.length === 0) !== isOpen || !responses.default || !responses['503']
      )
    })

    expect(incomplete).toEqual([])
    const named = document.tags.map(({ name }: { name: string }) => name)
    for (const { path } of restRoutes) expect(named).toContain(path.split('/')[1])
  })

  test('has an example for each body, each answer and each refusal, and each fits its schema', () => {
    const bare = ['/docs', '/metrics', '/openapi.json']
    const found = Object.entries<Json>(document.paths)
      .filter(([path]) => !bare.includes(path))
      .flatMap(([path, operations]) =>
        Object.entries<Json>(operations).flatMap(([method, operation]) => {
          const shown = shownIn(operation)
          const wrong = shown.flatMap(({ schema, value }) => problemsOf(schema, value))
          return (shown.length < 2 ? ['shows too little', ...wrong] : wrong).map(
            (problem) => `${method} ${path} ${problem}`,
          )
        }),
      )

    expect(found).toEqual([])
  })

  test('shows a submission that works as it is', async () => {
    const { content } = operationOf('post', '/assessment/submit').requestBody
    const { example } = content['application/json']

    expect(example).toEqual(submission)
    expect((await rest.post('/assessment/submit', { as: 'ana', body: example })).status).toBe(202)
  })
})

interface Live {
  /** Made before it is asked; its values take the places of the path's parameters, in order. */
  readonly given?: () => Promise<string | readonly string[]>
  readonly asked: (...values: readonly string[]) => Asked
  readonly status: number
  readonly query?: string
}

const credentials = { email: 'ana@example.com', password: 'the right one' }
const ana = { as: 'ana' }

async function finished(): Promise<{ jobId: string; resultId: string }> {
  const made = await rest.world.submit('ana')
  await rest.world.passes(5_000)
  return made
}
async function failed(): Promise<string> {
  rest.world.analyzer.next({ does: 'fail' })
  return (await finished()).jobId
}
const jobId = async () => (await finished()).jobId
const resultId = async () => (await finished()).resultId
const share = async () => {
  const result_id = await resultId()
  const { body } = await rest.post('/shares', {
    ...ana,
    body: { result_id, sections: ['everything'], days: 7 },
  })
  return body.data
}
const running = async () => {
  rest.world.analyzer.next({ does: 'hang' })
  const made = await rest.world.submit('ana')
  await rest.world.settle()
  return made.jobId
}
const missing = async () => 'no-such-thing'

const triesAMinute = 30
const worker = { headers: { authorization: 'Bearer the worker key' } }

const claim = async () =>
  (await rest.post('/worker/claim', { ...worker, body: { workerId: 'one' } })).body.data
/** A job of an assessment for workers, which none has claimed yet. */
const outside = async () =>
  (await rest.world.submit('ana', { assessmentName: 'Outside Assessment' })).jobId
/** Of a new job only where none is left of the cases before. */
const lease = async () => {
  const { jobId, attempt, leaseToken } = (await claim()) ?? (await outside().then(claim))
  return [jobId, `${attempt}`, leaseToken]
}
/** Of a job that there is, under a lease that nobody was given. */
const lostLease = async () => [...(await lease()).slice(0, 2), 'another']
const noLease = async () => ['no-such-job', '1', 'none']

/** A report of the worker that holds a lease. */
const reporting =
  (more: object = {}) =>
  (...[jobId, attempt, leaseToken]: readonly string[]): Asked => ({
    ...worker,
    body: { jobId, attempt: Number(attempt), leaseToken, ...more },
  })

/** What is asked of a person's webhooks and of the service's: they are the same routes. */
function webhookLives(path: string, caller: Asked): Record<string, readonly Live[]> {
  const url = `https://hook.example${path}`
  const asked = () => caller
  const notThere = { given: missing, asked, status: 404 }
  /** One is enough for all: an owner may have a few only. */
  const webhook = async (): Promise<string> => {
    const { body: found } = await rest.get(path, caller)
    const [known] = found.data.webhooks
    const make = () => rest.post(path, { ...caller, body: { url } })
    const { webhook_id: id } = known ?? (await make()).body.data
    await rest.put(`${path}/${id}`, { ...caller, body: { is_active: true } })
    return id
  }
  const off = async () => {
    const id = await webhook()
    await rest.put(`${path}/${id}`, { ...caller, body: { is_active: false } })
    return id
  }
  /** The webhook and a test of it that was refused, then given up where it is switched off. */
  const refusedTest = async () => {
    const id = await webhook()
    receivers.answer(url, 500)
    const { body } = await rest.post(`${path}/${id}/test`, caller)
    await rest.world.settle()
    receivers.answer(url, 200)
    return [id, body.data.delivery_id]
  }
  const deadLetter = async () => {
    const [id = '', deliveryId = ''] = await refusedTest()
    for (const is_active of [false, true]) {
      await rest.put(`${path}/${id}`, { ...caller, body: { is_active } })
    }
    return [id, deliveryId]
  }
  const triedTooOften = async () => {
    const id = await webhook()
    const tried = () => rest.post(`${path}/${id}/test`, caller)
    await Promise.all(Array.from({ length: triesAMinute }, tried))
    return [id, 'no-such-thing']
  }
  const changes = (body: object) => () => ({ ...caller, body })
  return {
    [`get ${path}`]: [
      { given: refusedTest, asked, status: 200 },
      { given: off, asked, status: 200 },
      { asked: () => ({}), status: 401 },
    ],
    [`post ${path}`]: [
      { asked: changes({ url, event_types: ['analysis.failed'] }), status: 201 },
      { asked: changes({ url: 'no address' }), status: 400 },
      { given: triedTooOften, asked: changes({ url }), status: 429 },
    ],
    [`put ${path}/:id`]: [
      { given: webhook, asked: changes({ is_active: false }), status: 200 },
      { given: webhook, asked: changes({}), status: 400 },
      { ...notThere, asked: changes({ is_active: true }) },
    ],
    [`delete ${path}/:id`]: [{ given: webhook, asked, status: 200 }, notThere],
    [`post ${path}/:id/rotate`]: [{ given: webhook, asked, status: 200 }, notThere],
    [`post ${path}/:id/test`]: [
      { given: webhook, asked, status: 202 },
      { given: off, asked, status: 400 },
      { given: triedTooOften, asked, status: 429 },
      notThere,
    ],
    [`get ${path}/:id/deliveries`]: [
      { given: refusedTest, asked, status: 200 },
      { given: deadLetter, asked, query: '?status=dead', status: 200 },
      { given: webhook, asked, query: '?limit=0', status: 400 },
      notThere,
    ],
    [`post ${path}/:id/redeliver`]: [
      { given: deadLetter, asked, status: 202 },
      { given: off, asked, status: 400 },
      { given: triedTooOften, asked, status: 429 },
      notThere,
    ],
    [`post ${path}/:id/deliveries/:deliveryId/redeliver`]: [
      { given: deadLetter, asked, status: 202 },
      { given: async () => [await off(), 'no-such-thing'], asked, status: 400 },
      { given: async () => [await webhook(), 'no-such-thing'], asked, status: 404 },
      { given: triedTooOften, asked, status: 429 },
    ],
  }
}

/** What each route is asked: what it does, and each kind of refusal of its own. */
const live: Record<string, readonly Live[]> = {
  'post /auth/register': [
    {
      asked: () => ({ body: { ...credentials, email: 'eva@example.com', username: 'eva' } }),
      status: 201,
    },
    { asked: () => ({ body: credentials }), status: 409 },
    { asked: () => ({ body: {} }), status: 400 },
  ],
  'post /auth/login': [
    { asked: () => ({ body: credentials }), status: 200 },
    { asked: () => ({ body: { ...credentials, password: 'wrong' } }), status: 401 },
    { asked: () => ({ body: '{' }), status: 400 },
  ],
  'post /auth/logout': [
    { asked: () => ana, status: 200 },
    { asked: () => ({}), status: 401 },
  ],
  'get /auth/profile': [
    { asked: () => ana, status: 200 },
    { asked: () => ({}), status: 401 },
  ],
  'put /auth/profile': [
    { asked: () => ({ ...ana, body: { username: 'anita' } }), status: 200 },
    { asked: () => ({ ...ana, body: { username: 7 } }), status: 400 },
  ],
  'get /auth/token-balance': [{ asked: () => ana, status: 200 }],
  'post /assessment/submit': [
    {
      asked: () => ({ ...ana, body: submission, headers: { 'idempotency-key': 'order-7' } }),
      status: 202,
    },
    {
      asked: () => ({ ...ana, body: submission, headers: { 'idempotency-key': 'order-7' } }),
      status: 202,
    },
    {
      asked: () => ({ ...ana, body: { score: 51 }, headers: { 'idempotency-key': 'order-7' } }),
      status: 409,
    },
    { asked: () => ({ ...ana, body: { score: 101 } }), status: 400 },
    { asked: () => ({ ...ana, body: { ...submission, assessment_name: 'Other' } }), status: 400 },
    { asked: () => ({ as: 'bob', body: submission }), status: 402 },
    { asked: () => ({ body: submission }), status: 401 },
  ],
  'get /assessment/offers': [{ asked: () => ana, status: 200 }],
  'get /assessment/status/:jobId': [
    { given: jobId, asked: () => ana, status: 200 },
    { given: failed, asked: () => ana, status: 200 },
    { given: running, asked: () => ana, status: 200 },
    { given: missing, asked: () => ana, status: 404 },
  ],
  'post /assessment/retry': [
    { given: failed, asked: (jobId) => ({ ...ana, body: { jobId } }), status: 202 },
    { given: jobId, asked: (jobId) => ({ ...ana, body: { jobId } }), status: 409 },
    { given: missing, asked: (jobId) => ({ ...ana, body: { jobId } }), status: 404 },
    { asked: () => ({ ...ana, body: {} }), status: 400 },
  ],
  'get /assessment/queue/status': [{ asked: () => ana, status: 200 }],
  'get /archive/jobs': [
    { given: failed, asked: () => ana, status: 200 },
    { asked: () => ana, query: '?limit=0', status: 400 },
  ],
  'get /archive/jobs/stats': [{ asked: () => ana, status: 200 }],
  'get /archive/jobs/stuck': [
    { asked: () => ({ headers: internalHeaders }), status: 200 },
    { asked: () => ana, status: 403 },
    { asked: () => ({}), status: 401 },
  ],
  'get /admin/jobs': [
    {
      given: failed,
      asked: () => ({ headers: internalHeaders }),
      query: '?search=ana@ex&limit=5',
      status: 200,
    },
    { asked: () => ({ headers: internalHeaders }), query: '?limit=0', status: 400 },
    { asked: () => ana, status: 403 },
    { asked: () => ({}), status: 401 },
  ],
  'get /archive/jobs/:jobId': [
    { given: failed, asked: () => ana, status: 200 },
    { given: missing, asked: () => ana, status: 404 },
  ],
  'delete /archive/jobs/:jobId': [
    { given: jobId, asked: () => ana, status: 200 },
    { given: running, asked: () => ana, status: 409 },
    { given: missing, asked: () => ana, status: 404 },
  ],
  'get /archive/results': [
    { given: jobId, asked: () => ana, status: 200 },
    { asked: () => ana, query: '?sort=secret', status: 400 },
  ],
  'get /archive/results/:id': [
    { given: resultId, asked: () => ana, status: 200 },
    { given: missing, asked: () => ana, status: 404 },
  ],
  'delete /archive/results/:id': [
    { given: resultId, asked: () => ana, status: 200 },
    { given: missing, asked: () => ana, status: 404 },
  ],
  'get /shares': [{ given: async () => (await share()).id, asked: () => ana, status: 200 }],
  'post /shares': [
    {
      given: resultId,
      asked: (result_id) => ({ ...ana, body: { result_id, sections: ['everything'], days: 365 } }),
      status: 201,
    },
    {
      given: resultId,
      asked: (result_id) => ({ ...ana, body: { result_id, sections: ['none such'], days: 1 } }),
      status: 400,
    },
    {
      given: missing,
      asked: (result_id) => ({ ...ana, body: { result_id, sections: ['everything'], days: 1 } }),
      status: 404,
    },
  ],
  'post /shares/open': [
    {
      given: async () => (await share()).secret,
      asked: (secret) => ({ body: { secret } }),
      status: 200,
    },
    { given: missing, asked: (secret) => ({ body: { secret } }), status: 404 },
    { asked: () => ({ body: {} }), status: 400 },
  ],
  'delete /shares/:shareId': [
    { given: async () => (await share()).id, asked: () => ana, status: 200 },
    { given: missing, asked: () => ana, status: 404 },
  ],
  'get /account/export': [
    { given: jobId, asked: () => ana, status: 200 },
    { asked: () => ana, query: '?cursor=no-such-page', status: 400 },
    { asked: () => ({}), status: 401 },
  ],
  'post /account/erase': [
    { asked: () => ({ ...ana, body: { password: 'wrong' } }), status: 400 },
    {
      given: () => rest.world.user('fay'),
      asked: (as) => ({ as, body: { password: 'the right one' } }),
      status: 202,
    },
    { asked: () => ({ as: 'fay', body: { password: 'the right one' } }), status: 401 },
    { asked: () => ({}), status: 401 },
  ],
  ...webhookLives('/webhooks', ana),
  ...webhookLives('/admin/webhooks', { headers: internalHeaders }),
  'post /worker/claim': [
    { asked: () => ({ ...worker, body: { workerId: 'one' } }), status: 200 },
    { given: outside, asked: () => ({ ...worker, body: { workerId: 'one' } }), status: 200 },
    {
      asked: () => ({ ...worker, body: { workerId: 'one', assessmentName: 'Other' } }),
      status: 400,
    },
    { asked: () => ({ ...worker, body: {} }), status: 400 },
    { asked: () => ({ body: { workerId: 'one' } }), status: 401 },
    { asked: () => ({ ...ana, body: { workerId: 'one' } }), status: 403 },
  ],
  'post /worker/heartbeat': [
    { given: lease, asked: reporting({ fraction: 0.5, note: 'half' }), status: 200 },
    { given: lease, asked: reporting({ fraction: 2 }), status: 400 },
    { given: lostLease, asked: reporting(), status: 409 },
    { given: noLease, asked: reporting(), status: 404 },
  ],
  'post /worker/complete': [
    { given: lease, asked: reporting({ result: { text: 'fine' } }), status: 200 },
    { given: lease, asked: reporting({ result: { wrong: 1 } }), status: 422 },
    { given: lease, asked: reporting(), status: 400 },
    { given: lostLease, asked: reporting({ result: { text: 'fine' } }), status: 409 },
    { given: noLease, asked: reporting({ result: { text: 'fine' } }), status: 404 },
  ],
  'post /worker/fail': [
    { given: lease, asked: reporting({ reason: 'busy', transient: true }), status: 200 },
    { given: lease, asked: reporting({ reason: 'no use', transient: false }), status: 200 },
    { given: lease, asked: reporting({ reason: 'no use' }), status: 400 },
    { given: lostLease, asked: reporting({ reason: 'late', transient: true }), status: 409 },
    { given: noLease, asked: reporting({ reason: 'late', transient: true }), status: 404 },
  ],
  'get /health': [
    { asked: () => ({}), status: 200 },
    { asked: () => ({ as: 'olga' }), status: 200 },
  ],
  'get /health/live': [{ asked: () => ({}), status: 200 }],
  'get /health/ready': [{ asked: () => ({}), status: 200 }],
  'get /health/queue': [{ asked: () => ({}), status: 200 }],
  'get /health/stuck-jobs/stats': [
    { asked: () => ({ headers: internalHeaders }), status: 200 },
    { asked: () => ana, status: 403 },
  ],
  'post /health/stuck-jobs/check': [
    { asked: () => ({ headers: internalHeaders, body: { dryRun: true } }), status: 200 },
    { asked: () => ({ headers: internalHeaders, body: { dryRun: 'yes' } }), status: 400 },
  ],
}

describe('live answers', () => {
  // One of the routes signs out, others use up what one may do in a minute.
  beforeEach(async () => {
    rest.api.endedSessions.clear()
    await rest.world.passes(60_000)
  })

  test('of every route are held against the document', () => {
    const routes = restRoutes.map(({ method, path }) => `${method} ${path}`)

    expect(Object.keys(live).sort()).toEqual(routes.sort())
  })

  const cases = Object.entries(live).flatMap(([route, lives]) =>
    lives.map((each, index) => [route, each.status, index, each] as const),
  )

  test.each(cases)('%s, %i (%i)', async (route, status, _, { given, asked, query = '' }) => {
    const [method = '', path = ''] = route.split(' ')
    const values = [(await given?.()) ?? ''].flat()
    const places = values.values()

    const answered = await rest.ask(
      method.toUpperCase(),
      path.replace(/:\w+/g, () => encodeURIComponent(places.next().value ?? '')) + query,
      asked(...values),
    )

    expect([answered.status, answered.text]).toEqual([status, expect.any(String)])
    expect(untold(method, path, answered)).toEqual([])
  })

  test.each(['/health', '/health/ready', '/health/queue'])(
    'of %s while the service is not well',
    async (path) => {
      const { health } = rest.api
      rest.api.health = { ...health, ready: false, checks: [{ name: 'store', ok: false }] }

      const answered = await rest.get(path)

      expect(answered.status).toBe(503)
      expect(untold('get', path, answered)).toEqual([])
      rest.api.health = health
    },
  )

  test('that differ from the document are seen', async () => {
    const answered = await rest.get('/auth/token-balance', ana)
    const { user_id: _, ...data } = answered.body.data

    const body = { ...answered.body, data: { ...data, tokens: 3 } }

    expect(untold('get', '/auth/token-balance', { ...answered, body })).toHaveLength(2)
    expect(untold('get', '/auth/token-balance', { ...answered, status: 418 })).toHaveLength(1)
  })
})
