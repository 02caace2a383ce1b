import { TRPCClientError } from '@trpc/client'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { toUnstuckError } from '../../client/errors.ts'
import { isUnstuckError, UnstuckError, type UnstuckErrorCode } from '../../client/index.ts'
import {
  type DetailsOf,
  DomainError,
  type DomainErrorCode,
  type domainErrorCodes,
  type FieldProblem,
} from '../../src/domain/errors.ts'

/** As the server's answer reaches the client. */
const answered = (code: DomainErrorCode, details: object) =>
  toUnstuckError(
    TRPCClientError.from({
      error: {
        message: 'why',
        code: -32_004,
        data: { code: 'BAD_REQUEST', httpStatus: 400, domain: { code, details } },
      },
    }),
  )

describe('an error narrowed by its code', () => {
  test('given one code, when it is asked for, then the details are exactly what it carries', () => {
    const error: unknown = answered('INSUFFICIENT_TOKENS', { required: 2, available: 1 })

    expect(isUnstuckError(error, 'QUEUE_FULL')).toBe(false)
    if (!isUnstuckError(error, 'INSUFFICIENT_TOKENS')) throw error
    expectTypeOf(error.details.required).toEqualTypeOf<number>()
    expectTypeOf(error.details.available).toEqualTypeOf<number>()
    expectTypeOf(error.details.retryAfterMs).toEqualTypeOf<undefined>()
    expect(error.details).toEqual({ required: 2, available: 1 })
  })

  test('given any error of the client, when its code is compared, then the details follow', () => {
    const error: unknown = answered('RATE_LIMITED', { retryAfterMs: 250 })

    if (!isUnstuckError(error)) throw error
    // Before anything is known of it everything can be asked for, and nothing is sure.
    expectTypeOf(error.details.retryAfterMs).toEqualTypeOf<number | undefined>()
    switch (error.code) {
      case 'VALIDATION_ERROR':
        expectTypeOf(error.details.fields).toEqualTypeOf<readonly FieldProblem[]>()
        break
      case 'RATE_LIMITED':
        expectTypeOf(error.details.retryAfterMs).toEqualTypeOf<number>()
        expect(error.details.retryAfterMs).toBe(250)
        return
      case 'NETWORK':
        expectTypeOf(error.details.fields).toEqualTypeOf<undefined>()
        break
    }
    expect.unreachable()
  })

  test('given the closed list of codes, then each says what it carries, and only some carry nothing', () => {
    // Every code is a key of the table: an index by one that is not does not compile.
    expectTypeOf<keyof { [Code in DomainErrorCode]: DetailsOf<Code> }>().toEqualTypeOf<
      (typeof domainErrorCodes)[number]
    >()
    type Bare<Code extends DomainErrorCode> = Code extends DomainErrorCode
      ? { [Name in keyof DetailsOf<Code>]?: undefined } extends DetailsOf<Code>
        ? Code
        : never
      : never
    expectTypeOf<Bare<DomainErrorCode>>().toEqualTypeOf<
      'UNAUTHORIZED' | 'FORBIDDEN' | 'NOT_FOUND' | 'PAYLOAD_TOO_LARGE'
    >()
  })

  test('given a refusal, when it is made without what it carries, then it does not compile', () => {
    // @ts-expect-error: how many tokens are needed, and how many are there?
    expect(new DomainError('INSUFFICIENT_TOKENS', 'why').details).toEqual({})
    // @ts-expect-error: nobody reads a wait beside this code
    expect(new DomainError('NOT_FOUND', 'why', { retryAfterMs: 1 }).code).toBe('NOT_FOUND')
    expect(new DomainError('QUEUE_FULL', 'why', { retryAfterMs: 1 }).details.retryAfterMs).toBe(1)
  })
})

test.each<[string, unknown, UnstuckErrorCode]>([
  ['nobody answered', undefined, 'NETWORK'],
  ['a bug of the server', { code: 'INTERNAL_SERVER_ERROR', domain: null }, 'INTERNAL'],
  ['a refusal', { domain: { code: 'NOT_FOUND', details: {} } }, 'NOT_FOUND'],
  ['a refusal without details', { domain: { code: 'FORBIDDEN' } }, 'FORBIDDEN'],
])(
  'given %s, when it becomes an error of the client, then its code says so',
  (_what, data, code) => {
    const error = toUnstuckError(
      data === undefined
        ? new TRPCClientError('fetch failed')
        : TRPCClientError.from({ error: { message: 'why', code: -32_603, data } } as never),
    )

    expect(error).toBeInstanceOf(UnstuckError)
    expect(error).toMatchObject({ code, details: {} })
  },
)
