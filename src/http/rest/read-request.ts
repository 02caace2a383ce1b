// Reads what a REST request brings: its JSON body, its query, its idempotency key. Every refusal names the
// field as the caller wrote it. It runs after the transport's checks, and repeats those a caller could miss.
import type { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { invalid } from '../../domain/validation.ts'
import { fieldProblems } from '../../router/input.ts'
import type { PlainRequest } from '../context.ts'
import { type Refusal, refusals } from '../refusal.ts'

/** A refusal that no rule of the domain makes: about the request, before anything is asked. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

/** The body as JSON; nothing where there is none. */
export function readJson(
  { body, headers }: Pick<PlainRequest, 'body' | 'headers'>,
  bodyMaxBytes: number,
): unknown {
  if (Number(headers['content-length'] ?? 0) > bodyMaxBytes) throw tooLarge(bodyMaxBytes)
  if (body === '') return undefined
  if (Buffer.byteLength(body) > bodyMaxBytes) throw tooLarge(bodyMaxBytes)
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw new RequestRefused(refusals.mediaType)
  try {
    return JSON.parse(body)
  } catch {
    // Its own message repeats what was sent.
    throw invalid([{ path: 'body', message: 'is not valid JSON' }])
  }
}

/** What the query says by this schema; a parameter without a value is one that was not given. */
export function readQuery<Schema extends z.ZodType>(
  schema: Schema,
  query: Readonly<Record<string, string>>,
): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))
  return readAs(schema, given, 'query')
}

/** `data` by `schema`; throws VALIDATION_ERROR with a problem for each wrong field of the `name`d thing. */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  name: string,
): z.output<Schema> {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  throw invalid(fieldProblems(schema, data, name))
}

export function readIdempotencyKey(headers: PlainRequest['headers']): string | undefined {
  const key = headers['idempotency-key']
  const legacyKey = headers['x-idempotency-key']
  if (key !== undefined && legacyKey !== undefined && key !== legacyKey) {
    throw invalid([{ path: 'X-Idempotency-Key', message: 'differs from Idempotency-Key' }])
  }
  return (key ?? legacyKey)?.toString()
}

const tooLarge = (bodyMaxBytes: number): DomainError =>
  new DomainError('PAYLOAD_TOO_LARGE', `The body may have ${bodyMaxBytes} bytes at most`)
