// Every route of the REST table with bodies and queries made from its schemas and then bent, odd parameters
// in its path and odd headers beside it.
import fc from 'fast-check'
import { restRoutes } from '../../src/http/rest/rest.ts'
import type { Route } from '../../src/http/rest/route.ts'
import { type Rest, roles, type Seen } from './case.ts'
import { hostileText, hostileTexts, jsonWithRaw } from './hostile.ts'
import { send } from './http.ts'
import { hints } from './inputs.ts'
import { mutated } from './mutate.ts'
import { wrongEnvelope } from './oracle.ts'
import { isPerson } from './people.ts'
import { mayCall } from './procedures.ts'
import { arbitraryOf } from './schema-arbitrary.ts'
import { type Target, thingNames } from './target.ts'

const escapes = [
  '%00',
  '%0d%0a',
  '%ed%a0%80',
  '%',
  '%2e%2e%2f',
  '%252e',
  '..',
  '.',
  '%c0%ae',
  ';a=b',
]
const segment: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...thingNames) },
  { weight: 1, arbitrary: fc.constantFrom(...escapes) },
  { weight: 1, arbitrary: hostileText.map((text) => encodeURIComponent(text.toWellFormed())) },
)

const contentTypes = [
  'application/json',
  'application/json; charset=utf-8',
  'APPLICATION/JSON',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  '',
]
const header = fc.oneof(
  fc.constantFrom<readonly [string, string]>(
    ['idempotency-key', 'key-1'],
    ['x-idempotency-key', 'key-2'],
    ['x-service-key', 'guessed'],
    ['x-internal-service', 'true'],
    ['content-encoding', 'gzip'],
    ['origin', 'https://evil.example'],
    ['origin', 'null'],
    ['accept', 'text/html'],
    ['expect', '100-continue'],
    ['x-http-method-override', 'DELETE'],
    ['__proto__', 'x'],
  ),
  fc.constantFrom(...hostileTexts).map((text) => ['idempotency-key', headerSafe(text)] as const),
  fc.constantFrom(...hostileTexts).map((text) => ['authorization', headerSafe(text)] as const),
)

export const restArbitrary: fc.Arbitrary<Rest> = fc.oneof(...restRoutes.map(restOf))

function restOf(route: Route): fc.Arbitrary<Rest> {
  const schema = route.bodyDocument ?? route.body
  const text = schema
    ? arbitraryOf(schema, hints)
        .chain(mutated)
        .map((value) => (value === undefined ? null : jsonWithRaw(value)))
    : fc.constantFrom(null, '{}', 'x')
  const insiders = roles.filter((role) => mayCall(route.role, role))
  return fc
    .record({
      as: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...insiders) },
        fc.constantFrom(...roles),
      ),
      prefix: fc.constantFrom('', '', '/api', '/api/api'),
      segments: fc.array(segment, { minLength: 2, maxLength: 2 }),
      query: queryOf(route),
      type: fc.oneof(
        { weight: 9, arbitrary: fc.constant('application/json') },
        fc.constantFrom(...contentTypes),
      ),
      extra: fc.array(header, { maxLength: 2 }),
      method: fc.oneof(
        { weight: 12, arbitrary: fc.constant(route.method.toUpperCase()) },
        fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'),
      ),
      body: text,
    })
    .map(({ as, prefix, segments, query, type, extra, method, body }) => {
      let next = 0
      const path = route.path.replace(/:\w+/g, () => segments[next++] ?? '')
      const headers = type === '' ? extra : [['content-type', type] as const, ...extra]
      return { kind: 'rest', method, path: `${prefix}${path}${query}`, as, headers, body }
    })
}

function queryOf({ query }: Route): fc.Arbitrary<string> {
  const odd = fc.constantFrom('', '', '?__proto__=1', '?a[]=1&a[b]=2', '?%', '?dryRun=true')
  if (!query) return odd
  const given = arbitraryOf(query, hints)
    .chain(mutated)
    .map((value) => {
      const pairs = Object.entries(Object(value) as object).map(
        ([name, each]) => `${encoded(name)}=${encoded(String(textOf(each)))}`,
      )
      return `?${pairs.join('&').slice(0, 8_000)}`
    })
  return fc.oneof({ weight: 5, arbitrary: given }, odd)
}

const textOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed())
/** What a client library lets pass; the rest is sent as bytes, in `heads.ts`. */
const headerSafe = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 2_000)

export async function performRest(rest: Rest, target: Target): Promise<Seen> {
  const { method, body, as } = rest
  const headers = Object.fromEntries(rest.headers)
  const {
    status,
    text,
    headers: answered,
  } = await send(target.port, {
    method,
    // Node refuses a longer head before anybody looks at it.
    path: pathSafe(target.filled(rest.path)).slice(0, 12_000),
    headers: { ...target.headersOf(as), 'x-forwarded-for': target.freshAddress(), ...headers },
    body: method === 'GET' || method === 'HEAD' || body === null ? null : target.filled(body),
  })
  const isRefused = status >= 400
  const broken: string[] = []
  // A probe that says "not ready" says so with a body of its own.
  if (status >= 500) broken.push(`HTTP ${status}`)
  else if (isRefused && method !== 'HEAD') broken.push(...wrongEnvelope(status, parsed(text)))
  if (answered['x-request-id'] === undefined) broken.push('no request id')
  if (answered['cache-control'] !== 'no-store') broken.push('may be cached')
  const mayChange = !isRefused && !['GET', 'HEAD', 'OPTIONS'].includes(method)
  // Whoever was erased is somebody new from here on.
  if (!isRefused && mayChange && rest.path.includes('erase')) await target.refill()
  if (!isRefused && rest.path.includes('logout') && isPerson(as)) {
    await target.signIn(as)
  }
  return {
    mayChange,
    refused: isRefused,
    text,
    errorBytes: isRefused ? Buffer.byteLength(text) : 0,
    broken,
  }
}

/** What node's client lets pass in a request line. */
const pathSafe = (path: string): string => path.replace(/[^\x21-\x7e]/g, (char) => encoded(char))

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
