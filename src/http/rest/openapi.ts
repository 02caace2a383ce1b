// The OpenAPI 3.1 document, made from the same table as the application: a route that exists is in it, and
// one that is in it exists.
import { z } from 'zod'
import type { DomainErrorCode } from '../../domain/errors.ts'
import { httpStatusOf } from '../envelope.ts'
import type { Route, RouteRole } from './route.ts'
import { internalCodeOf, wireCodeOf } from './wire-codes.ts'

export interface DocumentInfo {
  readonly title: string
  readonly version: string
}

/** What every route of a role can refuse with, beyond its own. */
const refusalsOf: Record<RouteRole, readonly DomainErrorCode[]> = {
  public: ['STORE_UNAVAILABLE'],
  user: ['UNAUTHORIZED', 'FORBIDDEN', 'STORE_UNAVAILABLE'],
  operator: ['UNAUTHORIZED', 'FORBIDDEN', 'STORE_UNAVAILABLE'],
  worker: ['UNAUTHORIZED', 'FORBIDDEN', 'STORE_UNAVAILABLE'],
}

const securityOf: Record<RouteRole, readonly object[]> = {
  public: [],
  user: [{ bearer: [] }],
  operator: [{ bearer: [] }, { serviceKey: [], internalService: [] }],
  worker: [{ workerKey: [] }],
}

export const openApiOf = (routes: readonly Route[], info: DocumentInfo): object => ({
  openapi: '3.1.0',
  info,
  servers: [{ url: '/' }, { url: '/api' }],
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      workerKey: {
        type: 'http',
        scheme: 'bearer',
        description: 'The worker key, of `WORKER_KEY` or `secrets/worker-key`; opens nothing else',
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
    },
    schemas: { Failure: failure },
  },
  paths: pathsOf(routes),
})

const failure = {
  type: 'object',
  required: ['success', 'error', 'timestamp'],
  properties: {
    success: { const: false },
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string' },
        message: { type: 'string' },
        details: {
          type: 'object',
          properties: {
            fields: {
              type: 'array',
              items: {
                type: 'object',
                required: ['path', 'message'],
                properties: {
                  path: { type: 'string' },
                  message: { type: 'string' },
                  limit: { type: 'string' },
                  sent: { type: 'string' },
                },
              },
            },
            required: { type: 'integer' },
            available: { type: 'integer' },
            retryAfterMs: { type: 'integer' },
            jobId: { type: 'string' },
            status: { type: 'string' },
          },
        },
      },
    },
    timestamp: { type: 'string', format: 'date-time' },
  },
}

function pathsOf(routes: readonly Route[]): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method]: operationOf(route) }
  }
  return paths
}

function operationOf(route: Route): object {
  const body = route.bodyDocument ?? route.body
  const parameters = [...pathParameters(route), ...queryParameters(route), ...keyParameters(route)]
  return {
    operationId: `${route.method}${route.path.replace(/[^a-z]+([a-z])/gi, (_, letter: string) => letter.toUpperCase())}`,
    tags: [route.path.split('/')[1]],
    summary: route.summary,
    security: securityOf[route.role],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: !body.safeParse(undefined).success,
        content: { 'application/json': { schema: jsonSchema(body, 'input') } },
      },
    }),
    responses: responsesOf(route),
  }
}

const pathParameters = ({ path }: Route): object[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  }))

function queryParameters({ query }: Route): object[] {
  if (!query) return []
  const { properties = {} } = jsonSchema(query, 'input') as { properties?: Record<string, object> }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema,
  }))
}

const keyParameters = ({ takesKey }: Route): object[] =>
  takesKey
    ? ['Idempotency-Key', 'X-Idempotency-Key'].map((name) => ({
        name,
        in: 'header',
        required: false,
        schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,255}$' },
      }))
    : []

function responsesOf(route: Route): Record<string, object> {
  const reads = route.body ?? route.query
  const codes = [
    ...refusalsOf[route.role],
    ...(reads ? (['VALIDATION_ERROR', 'PAYLOAD_TOO_LARGE'] as const) : []),
    ...(route.refusals ?? []),
  ]
  const statuses = [...new Set(codes.map((code) => httpStatusOf[code]))]
  const refusals = statuses.map((status) => [
    status,
    {
      description: wireCodesOf(codes, status, route.role).join(', '),
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
    },
  ])
  const data = route.data ? jsonSchema(route.data, 'output') : {}
  const schema = route.isBare ? data : enveloped(data)
  const success = { description: 'Success', content: { 'application/json': { schema } } }
  return { [route.status ?? 200]: success, ...Object.fromEntries(refusals) }
}

const wireCodesOf = (
  codes: readonly DomainErrorCode[],
  status: number,
  role: RouteRole,
): string[] => [
  ...new Set(
    codes
      .filter((code) => httpStatusOf[code] === status)
      .map((code) => (role === 'operator' ? internalCodeOf[code] : undefined) ?? wireCodeOf[code]),
  ),
]

const enveloped = (data: object): object => ({
  type: 'object',
  required: ['success', 'data', 'timestamp'],
  properties: {
    success: { const: true },
    message: { type: 'string' },
    data,
    timestamp: { type: 'string', format: 'date-time' },
  },
})

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
