// Text that has broken services before: for SQL, templates, paths, terminals, logs, parsers and prototypes.
import fc from 'fast-check'

/** Names that every object has, or that reach for its prototype. */
export const prototypeNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
  'then',
] as const

export const hostileTexts: readonly string[] = [
  '',
  ' ',
  "'; DROP TABLE jobs; --",
  '" OR 1=1 --',
  "%' UNION SELECT 1 --",
  '%',
  '_',
  `\${7*7}`,
  '{{constructor.constructor("return 1")()}}',
  '$(reboot)',
  '`id`',
  '../../../../etc/passwd',
  '..\\..\\windows',
  'file:///etc/passwd',
  '\0',
  'a\0b',
  '\ud800',
  'a\udc00b',
  '\ud83d',
  '\u202Egnirts\u202C',
  '\u200B\uFEFF',
  'e\u0301',
  'é',
  '👩‍👩‍👧‍👦',
  '\u0007\b\u001b[31mred\u001b[0m',
  'line\r\nX-Forged: 1',
  'line\n{"level":60,"msg":"forged"}',
  '\u2028\u2029',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0',
  '1e309',
  '9007199254740993',
  '1; drop',
  '<script>alert(1)</script>',
  '=cmd|calc',
  'A'.repeat(256),
  '\u{10FFFF}'.repeat(100),
  ...prototypeNames,
]

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...hostileTexts) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.integer({ min: 250, max: 260 }).map((length) => 'x'.repeat(length)) },
  { weight: 1, arbitrary: fc.constantFrom(10_000, 70_000).map((length) => 'x'.repeat(length)) },
)

/** What is right, and now and then what is not: an input with everything wrong is refused for one reason. */
export const mostly = <T>(
  good: fc.Arbitrary<T>,
  odd: fc.Arbitrary<T>,
  weight = 10,
): fc.Arbitrary<T> => fc.oneof({ weight, arbitrary: good }, { weight: 1, arbitrary: odd })

/**
 * JSON that no serialiser writes; a text `~raw:…` becomes it. Numbers beyond every bound, keys that are
 * there twice, nesting at and past the limit, and text that is no JSON at all.
 */
export const rawJson: fc.Arbitrary<string> = fc.constantFrom(
  '1e999',
  '-1e999',
  '-0',
  '1.0',
  '0.1',
  '9007199254740992',
  '9007199254740993',
  '9223372036854775808',
  '-9223372036854775809',
  '1e308',
  '2147483648',
  '1.0000000000000001',
  'NaN',
  '01',
  '{"a":1,"a":2}',
  '{"__proto__":{"role":"operator"}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  '[',
  '{',
  '"\\ud800"',
  '"\\u0000"',
  '\u0000',
  nested(30),
  nested(31),
  nested(32),
  nested(40),
  nested(10_000),
  `[${'0,'.repeat(20_000)}0]`,
  `{${Array.from({ length: 3_000 }, (_, index) => `"k${index}":0`).join(',')}}`,
)

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth)
}

/** JSON of a value, with each `~raw:…` in its own form. */
export const jsonWithRaw = (value: unknown): string =>
  (JSON.stringify(value) ?? 'null').replace(/"~raw:(?:[^"\\]|\\.)*"/g, (text) =>
    (JSON.parse(text) as string).slice('~raw:'.length),
  )
