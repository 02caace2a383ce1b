// The OpenAPI 3.1 document, made from the same table as the application: a route that exists is in it, and
// one that is in it exists.
import { exampleOf, type JsonSchema } from './openapi-examples.ts'
import {
  failureSchema,
  headers,
  jsonSchema,
  refusedBefore,
  responsesOf,
} from './openapi-responses.ts'
import type { Route, RouteRole } from './route.ts'

export interface DocumentInfo {
  readonly title: string
  readonly version: string
}

export interface DocumentOptions {
  readonly info: DocumentInfo
  /** Bodies that show more than their schema does, by method and path, such as `post /assessment/submit`. */
  readonly bodies?: Readonly<Record<string, unknown>>
  /** Figures are served. */
  readonly hasMetrics?: boolean
}

/** The parts of an operation that whoever shows the document reads. */
export interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly security: readonly object[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: {
    readonly required: boolean
    readonly content: { readonly 'application/json': { readonly example: unknown } }
  }
  readonly responses: Readonly<Record<string, { readonly description?: string }>>
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description?: string
  readonly schema: object
}

export interface OpenApi {
  readonly info: DocumentInfo & { readonly description: string }
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const securityOf: Record<RouteRole, readonly object[]> = {
  public: [],
  user: [{ bearer: [] }],
  operator: [{ bearer: [] }, { serviceKey: [], internalService: [] }],
  worker: [{ workerKey: [] }],
}

const description = `Analyses of psychometric scores, paid in tokens. Submit scores, follow the job, read the result;
a job that fails or gets stuck ends with its token back exactly once.

Answers are \`{success, message?, data, timestamp}\`, refusals \`{success: false, error: {code, message, details?}, timestamp}\`;
probes below /health answer bare objects. Instants are ISO 8601 in UTC, where they are numbers epoch milliseconds. Every path is
served under /api as well.
Live events are a tRPC subscription, over WebSocket or Server-Sent Events, at /trpc/notifications.onEvent.`

const tags = [
  { name: 'auth', description: 'Accounts and sign-in, where the service issues its own tokens' },
  { name: 'account', description: 'All that is held about a person: taken along, or erased' },
  { name: 'assessment', description: 'Submit, follow, try again' },
  { name: 'archive', description: 'Jobs and results' },
  { name: 'shares', description: 'Links that show parts of a result' },
  { name: 'webhooks', description: 'Events of the caller, told over HTTP and signed' },
  {
    name: 'admin',
    description:
      'For operators: the webhooks of the service, told everybody’s events and its alerts',
  },
  { name: 'worker', description: 'For workers outside: claim a job, keep it, report' },
  { name: 'health', description: 'Probes, and the endpoints for stuck jobs' },
  { name: 'service', description: 'Documents and figures' },
]

export const openApiOf = (routes: readonly Route[], options: DocumentOptions): OpenApi =>
  ({
    openapi: '3.1.0',
    info: { ...options.info, description, license: { name: 'MIT', identifier: 'MIT' } },
    // Relative to where the document is: right under /api, and below a path of somebody else's server.
    servers: [{ url: '.', description: 'Where this document is served' }],
    tags,
    components: {
      securitySchemes,
      headers,
      responses: { Refused: refusedBefore },
      schemas: { Failure: failureSchema },
    },
    paths: { ...pathsOf(routes, options), ...pagePaths(options) },
  }) as OpenApi

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token that /auth/login answers, or one of the configured issuer',
  },
  metricsKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'The metrics key; it opens /metrics and nothing else',
  },
  workerKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'The worker key, of `WORKER_KEY` or `secrets/worker-key`; it opens nothing else',
  },
  serviceKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Service-Key',
    description: 'The internal service key; goes with `X-Internal-Service: true`',
  },
  internalService: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Internal-Service',
    description: 'Always `true`; goes with `X-Service-Key`',
  },
}

function pathsOf(routes: readonly Route[], options: DocumentOptions) {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method]: operationOf(route, options) }
  }
  return paths
}

function operationOf(route: Route, { bodies = {} }: DocumentOptions): object {
  const body = route.bodyDocument ?? route.body
  const parameters = [...pathParameters(route), ...queryParameters(route), ...keyParameters(route)]
  return {
    operationId: operationIdOf(route),
    tags: [route.path.split('/')[1]],
    summary: route.summary,
    security: securityOf[route.role],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: !body.safeParse(undefined).success,
        content: contentOf(jsonSchema(body, 'input'), bodies[`${route.method} ${route.path}`]),
      },
    }),
    responses: responsesOf(route),
  }
}

const contentOf = (schema: JsonSchema, example: unknown = exampleOf(schema)): object => ({
  'application/json': { schema, example },
})

const operationIdOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string =>
  `${method}${path.replace(/[^a-z]+([a-z])/gi, (_, letter: string) => letter.toUpperCase())}`

const pathParameters = ({ path }: Route): Parameter[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  }))

function queryParameters({ query }: Route): Parameter[] {
  if (!query) return []
  const { properties = {} } = jsonSchema(query, 'input')
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema,
  }))
}

const keyParameters = ({ takesKey }: Route): Parameter[] =>
  takesKey
    ? (['Idempotency-Key', 'X-Idempotency-Key'] as const).map((name) => ({
        name,
        in: 'header',
        required: false,
        description: 'Your name for this request: repeated under it, nothing is done twice',
        schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,255}$' },
      }))
    : []

/** What is served beside the routes, and is no envelope. */
function pagePaths({ hasMetrics }: DocumentOptions): Record<string, object> {
  const page = (path: string, summary: string, type: string, security: readonly object[]) => ({
    [path]: {
      get: {
        operationId: operationIdOf({ method: 'get', path }),
        tags: ['service'],
        summary,
        security,
        responses: {
          200: { description: 'Success', content: { [type]: { schema: {} } } },
          default: { $ref: '#/components/responses/Refused' },
        },
      },
    },
  })
  const metricsKeys = [{ metricsKey: [] }, ...securityOf.operator]
  return {
    ...page('/openapi.json', 'This document', 'application/json', []),
    ...page('/docs', 'This document as a page to try it out', 'text/html', []),
    ...(hasMetrics && page('/metrics', 'Figures for Prometheus', 'text/plain', metricsKeys)),
  }
}
