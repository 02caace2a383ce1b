// The answers of a route as the OpenAPI document tells them: its success, and each refusal with its codes. It knows no
// path and no parameter.
import { z } from 'zod'
import type { DomainErrorCode } from '../../domain/errors.ts'
import { failure, httpStatusOf } from '../envelope.ts'
import { errorNotes, transportRefusals } from './error-notes.ts'
import { exampleOf, type JsonSchema } from './openapi-examples.ts'
import type { Route, RouteRole } from './route.ts'
import { internalCodeOf, wireCodeOf } from './wire-codes.ts'

/** What every route of a role can refuse with, beyond its own. */
const refusalsOf: Record<RouteRole, readonly DomainErrorCode[]> = {
  public: ['STORE_UNAVAILABLE'],
  user: ['UNAUTHORIZED', 'FORBIDDEN', 'STORE_UNAVAILABLE'],
  operator: ['UNAUTHORIZED', 'FORBIDDEN', 'STORE_UNAVAILABLE'],
  worker: ['UNAUTHORIZED', 'FORBIDDEN', 'STORE_UNAVAILABLE'],
}

const exampleNow = Date.UTC(2026, 10, 24, 8, 30)
const timestamp = { type: 'string', format: 'date-time' }
const failureContent = (examples?: object) => ({
  'application/json': {
    schema: { $ref: '#/components/schemas/Failure' },
    ...(examples && { examples }),
  },
})

const fieldProblem = {
  type: 'object',
  required: ['path', 'message'],
  properties: {
    path: { type: 'string', description: 'As it is called in the request' },
    message: { type: 'string' },
    limit: { type: 'string' },
    sent: { type: 'string' },
  },
}

/** Every code there is on the wire. */
export const wireCodes: readonly string[] = [
  ...new Set([
    ...Object.values(wireCodeOf),
    ...Object.values(internalCodeOf),
    ...transportRefusals.map(({ code }) => code),
    'METHOD_NOT_ALLOWED',
  ]),
]

export const failureSchema = {
  type: 'object',
  required: ['success', 'error', 'timestamp'],
  additionalProperties: false,
  properties: {
    success: { const: false },
    error: {
      type: 'object',
      required: ['code', 'message'],
      additionalProperties: false,
      properties: {
        code: {
          type: 'string',
          enum: wireCodes,
          description: 'More may come; treat one you do not know by its status',
        },
        message: { type: 'string', description: 'For people; it may change' },
        details: {
          type: 'object',
          properties: {
            fields: { type: 'array', items: fieldProblem },
            required: { type: 'integer', description: 'Tokens that it costs' },
            available: { type: 'integer', description: 'Tokens that the account has' },
            retryAfterMs: { type: 'integer' },
            jobId: { type: 'string' },
            status: { type: 'string' },
          },
        },
      },
    },
    timestamp,
  },
}

export const headers = {
  RequestId: {
    description: 'To quote when reporting trouble; the log has it',
    schema: { type: 'string' },
  },
  RetryAfter: { description: 'Whole seconds', schema: { type: 'integer', minimum: 1 } },
  WwwAuthenticate: { schema: { const: 'Bearer' } },
  IdempotencyCache: {
    description: 'HIT where this is the answer to an earlier request under the same key',
    schema: { enum: ['HIT', 'MISS'] },
  },
  JobStatus: {
    description: 'Of a repeated answer: where its job stands now',
    schema: { type: 'string' },
  },
}

const header = (name: keyof typeof headers) => ({ $ref: `#/components/headers/${name}` })
const requestId = { 'X-Request-Id': header('RequestId') }

/** What any path can be refused with before a route is asked: see `default` of each operation. */
export const refusedBefore = {
  description: `Refused before the route was asked: ${transportRefusals.map(({ status, code }) => `${code} (${status})`).join(', ')}`,
  headers: requestId,
  content: failureContent(),
}

export function responsesOf(route: Route): Record<string, object> {
  const codes = [
    ...new Set([
      ...refusalsOf[route.role],
      ...(route.body || route.query ? (['VALIDATION_ERROR'] as const) : []),
      ...(route.body ? (['PAYLOAD_TOO_LARGE'] as const) : []),
      ...(route.refusals ?? []),
    ]),
  ]
  const statuses = [...new Set(codes.map((code) => httpStatusOf[code]))].sort()
  const refusals = statuses.map((status) => [
    status,
    refusalsWith(
      codes.filter((code) => httpStatusOf[code] === status),
      route.role,
    ),
  ])
  return {
    [route.status ?? 200]: successOf(route),
    ...Object.fromEntries(refusals),
    ...(route.isUnwell && { 503: unwellOf(route) }),
    default: { $ref: '#/components/responses/Refused' },
  }
}

function refusalsWith(codes: readonly DomainErrorCode[], role: RouteRole): object {
  const examples = examplesOf(codes, role)
  const retry = codes.some((code) => 'retryAfterMs' in errorNotes[code].details)
  return {
    description: Object.keys(examples).join(', '),
    headers: {
      ...requestId,
      ...(retry && { 'Retry-After': header('RetryAfter') }),
      ...(codes.includes('UNAUTHORIZED') && { 'WWW-Authenticate': header('WwwAuthenticate') }),
    },
    content: failureContent(examples),
  }
}

/** One for each code, under its name on the wire. */
const examplesOf = (codes: readonly DomainErrorCode[], role: RouteRole): Record<string, object> =>
  Object.fromEntries(
    codes.map((code) => {
      const { message, details, meaning } = errorNotes[code]
      const known = (role === 'operator' ? internalCodeOf[code] : undefined) ?? wireCodeOf[code]
      const told = Object.keys(details).length > 0 ? details : undefined
      return [known, { summary: meaning, value: failure(known, message, exampleNow, told) }]
    }),
  )

function successOf(route: Route): object {
  const schema = answerSchema(route)
  return {
    description: 'Success',
    headers: {
      ...requestId,
      ...(route.takesKey && {
        'X-Idempotency-Cache': header('IdempotencyCache'),
        'X-Job-Status': header('JobStatus'),
      }),
    },
    content: { 'application/json': { schema, example: exampleOf(schema) } },
  }
}

const unwellOf = (route: Route): object => ({
  description: 'The same answer while it is not well, or ARCHIVE_SERVICE_ERROR',
  headers: requestId,
  content: {
    'application/json': {
      schema: { anyOf: [answerSchema(route), { $ref: '#/components/schemas/Failure' }] },
      examples: examplesOf(['STORE_UNAVAILABLE'], route.role),
    },
  },
})

function answerSchema(route: Route): JsonSchema {
  const data = route.data ? jsonSchema(route.data, 'output') : {}
  return route.isBare ? data : enveloped(data)
}

const enveloped = (data: JsonSchema): JsonSchema & Record<string, unknown> => ({
  type: 'object',
  required: ['success', 'data', 'timestamp'],
  additionalProperties: false,
  properties: {
    success: { const: true },
    message: { type: 'string', examples: ['Done'] },
    data,
    timestamp,
  },
})

export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest as JsonSchema
}
