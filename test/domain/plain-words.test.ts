import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { rawResponsesSchema } from '../../src/domain/submission.ts'
import { problemsOf } from '../../src/domain/validation.ts'
import { restRoutes } from '../../src/http/rest/rest.ts'
import { appRouter } from '../../src/router/index.ts'
import { type CheckedInput, fieldProblems } from '../../src/router/input.ts'

/** What is wrong, as one line: the path, the message, and what would be right. */
const told = (schema: z.ZodType, data: unknown): string[] =>
  problemsOf(schema, data, 'it').map(({ path, message, limit = '-' }) =>
    [path, message, limit].join(' | '),
  )

const kinds: readonly [z.ZodType, unknown, string][] = [
  [z.string(), undefined, 'it | is required | a text'],
  [z.enum(['a', 'b']), undefined, 'it | is required | one of "a", "b"'],
  [z.union([z.string(), z.int()]), undefined, 'it | is required | -'],
  [z.string(), 1, 'it | must be a text | a text'],
  [z.int(), 1.5, 'it | must be a whole number | a whole number'],
  [z.boolean(), 'yes', 'it | must be true or false | true or false'],
  [z.record(z.string(), z.int()), [], 'it | must be an object | an object'],
  [z.array(z.int()), {}, 'it | must be a list | a list'],
  [z.null(), 0, 'it | must be null | null'],
  [z.never(), 0, 'it | must be left out | left out'],
  [z.instanceof(Uint8Array), 0, 'it | must be of the type Uint8Array | of the type Uint8Array'],
  [z.string().min(1), '', 'it | must not be empty | at least 1 character'],
  [z.string().min(2), 'a', 'it | must have at least 2 characters | at least 2 characters'],
  [z.string().max(1), 'ab', 'it | must have at most 1 character | at most 1 character'],
  [z.string().length(2), 'abc', 'it | must have exactly 2 characters | exactly 2 characters'],
  [z.array(z.int()).max(1), [1, 2], 'it | must have at most 1 item | at most 1 item'],
  [z.number().min(3), 2, 'it | must be at least 3 | at least 3'],
  [z.number().min(1), 0, 'it | must be at least 1 | at least 1'],
  [z.number().lt(3), 3, 'it | must be less than 3 | less than 3'],
  [z.number().gt(3), 3, 'it | must be more than 3 | more than 3'],
  [z.number().multipleOf(5), 3, 'it | must be a multiple of 5 | a multiple of 5'],
  [
    z.date().min(new Date(0)),
    new Date(-1),
    'it | must be at least 1970-01-01T00:00:00.000Z | at least 1970-01-01T00:00:00.000Z',
  ],
  [z.literal('x'), 'y', 'it | must be "x" | "x"'],
  [z.enum(['a', 'b']), 'c', 'it | must be one of "a", "b" | one of "a", "b"'],
  [z.string().regex(/^a$/), 'b', 'it | must match /^a$/ | /^a$/'],
  [z.string().startsWith('a'), 'b', 'it | must start with "a" | -'],
  [z.string().refine(() => false), 'b', 'it | is not what can be taken here | -'],
  [z.strictObject({}), { a: 1 }, 'it.a | is not a field of this assessment | -'],
  [
    z.record(z.string().max(1), z.int()),
    { ab: 1 },
    'it.ab | has a name that must have at most 1 character | -',
  ],
  [z.union([z.string(), z.int()]), true, 'it | must be a text, or a number | -'],
  [
    z.union([z.string().max(1), z.int()]),
    'ab',
    'it | must have at most 1 character | at most 1 character',
  ],
  [
    z.union([z.strictObject({ a: z.int() }), z.strictObject({ b: z.int() })]),
    {},
    'it | has none of the forms it may have | -',
  ],
  [
    z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') })]),
    { kind: 'b' },
    'it.kind | has none of the forms it may have | -',
  ],
  [z.xor([z.string(), z.string()]), 'b', 'it | fits more than one of the forms it may have | -'],
  [z.map(z.string(), z.int().max(1)), new Map([['a', 2]]), 'it.a | must be at most 1 | at most 1'],
]

test.each(kinds)('kind %#', (schema, data, line) => {
  expect(told(schema, data)).toEqual([line])
})

test.each([
  ['email', z.email(), 'must be an e-mail address'],
  ['URL', z.url(), 'must be a URL'],
  ['UUID', z.uuid(), 'must be a UUID'],
  ['instant', z.iso.datetime(), 'must be an instant such as 2026-01-31T12:00:00Z'],
  ['format without words of its own', z.cidrv4(), 'must be a valid cidrv4'],
])('the format %s', (_name, schema, message) => {
  expect(problemsOf(schema, '?', 'it')).toMatchObject([{ path: 'it', message, sent: '"?"' }])
})

test('raw responses say which answer of which questionnaire is wrong, and how', () => {
  const answer = { questionId: 'RIASEC-R-01', value: 101 }

  expect(
    told(rawResponsesSchema, { riasec: [answer, { ...answer, value: 5, weight: '1' }] }),
  ).toEqual([
    'it.riasec.0.value | must be at most 100 | at most 100',
    'it.riasec.1.weight | must be a number | a number',
  ])
  expect(told(rawResponsesSchema, { riasec: [{ ...answer, value: null }] })).toEqual([
    'it.riasec.0.value | must be a number, or a text, or true or false | -',
  ])
})

const zodsOwn = /invalid|too (small|big)|expected|received|unrecognized|option|match(es|ing)/i
const garbage: readonly unknown[] = [
  undefined,
  null,
  true,
  -1,
  1.5,
  1e300,
  '',
  'x'.repeat(5_000),
  [],
  [1, null, {}],
  {},
  { '': 1, ['__proto__']: 1, nobody: 1 },
]

/** Each field of the schema wrong in each way, and the whole in each way. */
function* wrongInputs(schema: z.ZodType): Generator<unknown> {
  yield* garbage
  const names = Object.keys(
    (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })['properties'] ?? {}) as object,
  )
  for (const name of names) for (const value of garbage) yield { [name]: value }
}

describe('nothing that reaches a caller is in Zod’s words', () => {
  const inputs = Object.entries(appRouter._def.procedures as object).flatMap(([path, { _def }]) =>
    (_def as unknown as { inputs: readonly Partial<CheckedInput<z.ZodType>>[] }).inputs.flatMap(
      ({ schema }) => (schema ? [[path, schema] as const] : []),
    ),
  )
  const rest = restRoutes.flatMap(({ method, path, query, body }) =>
    [query, body].flatMap((schema) => (schema ? [[`${method} ${path}`, schema] as const] : [])),
  )

  test('there are inputs to look at', () => {
    expect(inputs.length).toBeGreaterThan(25)
    expect(rest.length).toBeGreaterThan(5)
  })

  test.each([...inputs, ...rest])('%s', (_path, schema) => {
    const problems = [...wrongInputs(schema)].flatMap((data) => fieldProblems(schema, data))

    expect(problems.filter(({ message }) => zodsOwn.test(message))).toEqual([])
    expect(problems.filter(({ path }) => path === '')).toEqual([])
  })
})
