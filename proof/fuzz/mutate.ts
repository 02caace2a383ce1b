// Turns a valid input into one that is nearly valid: another type, one past a bound, a key too many or too
// few, text that breaks things, nesting, size. Each result is still described by plain JSON.
import fc from 'fast-check'
import { hostileText, prototypeNames, rawJson } from './hostile.ts'

type Path = readonly (string | number)[]

const replacement: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 1, 1.5, '', [], {}, [[]], [null], { a: 1 }),
  hostileText,
  rawJson.map((text) => `~raw:${text}`),
  fc.jsonValue({ maxDepth: 2 }),
)

const extraKey = fc.oneof(
  fc.constantFrom(...prototypeNames),
  fc.constantFrom('userId', 'status', 'balance', 'role', 'tokenCost', 'isActive', 'deletedAt', ''),
  hostileText,
)

/** One to three changes of a value; the value itself one time in six. */
export const mutated = (value: unknown): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(value) },
    { weight: 3, arbitrary: once(value) },
    { weight: 1, arbitrary: once(value).chain(once) },
    { weight: 1, arbitrary: once(value).chain(once).chain(once) },
  )

function once(value: unknown): fc.Arbitrary<unknown> {
  return fc.constantFrom(...pathsOf(value)).chain((path) => {
    const at = valueAt(value, path)
    const change = (next: unknown) => replaced(value, path, next)
    const ways = [replacement.map(change), ...nearby(at).map((way) => way.map(change))]
    if (path.length > 0) ways.push(fc.constant(dropped(value, path)))
    return fc.oneof(...ways)
  })
}

/** Past every limit of the service is enough: long arrays of long arrays would fill the fuzzer's own memory. */
const grownMaxChars = 1_000_000

function filled(length: number, item: unknown): unknown[] {
  const room = Math.ceil(grownMaxChars / JSON.stringify(item).length)
  return Array(Math.min(length, room)).fill(item)
}

function nearby(value: unknown): fc.Arbitrary<unknown>[] {
  if (typeof value === 'number') {
    return [fc.constantFrom(value + 1, value - 1, -value, value + 0.5, String(value), value * 1e9)]
  }
  if (typeof value === 'string') {
    return [
      hostileText.map((text) => value + text),
      hostileText.map((text) => text + value),
      fc.constantFrom(value.toUpperCase(), value.slice(1), `${value} `, value.repeat(10)),
    ]
  }
  if (Array.isArray(value)) {
    return [
      fc.constant([...value, ...value]),
      fc.constantFrom(101, 1_001, 20_000).map((length) => filled(length, value[0] ?? 0)),
      fc.constant(Object.fromEntries(value.map((item, index) => [String(index), item]))),
    ]
  }
  if (typeof value === 'object' && value !== null) {
    return [
      fc.tuple(extraKey, replacement).map(([key, extra]) => withKey(value, key, extra)),
      fc.constant([value]),
      fc.constant(Object.entries(value)),
    ]
  }
  return []
}

/** Every place in a value, its root included; bounded, since one of them is changed at a time. */
function pathsOf(value: unknown, base: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [base]
  const inner = Object.keys(value)
    .slice(0, 40)
    .flatMap((key) => pathsOf(valueAt(value, [key]), [...base, key]))
  return [base, ...inner].slice(0, 200)
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], value)

function replaced(value: unknown, path: Path, next: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return next
  const copy = copyOf(value)
  define(copy, String(key), replaced(valueAt(value, [key]), rest, next))
  return copy
}

function dropped(value: unknown, path: Path): unknown {
  const last = path.at(-1)
  const parent = path.slice(0, -1)
  const copy = copyOf(valueAt(value, parent))
  if (Array.isArray(copy)) copy.splice(Number(last), 1)
  else if (last !== undefined) delete (copy as Record<string, unknown>)[last]
  return replaced(value, parent, copy)
}

function withKey(value: object, key: string, extra: unknown): unknown {
  const copy = copyOf(value)
  define(copy, key, extra)
  return copy
}

const copyOf = (value: unknown): object =>
  Array.isArray(value) ? [...value] : { ...(value as object) }

/** As JSON.parse does it: a key `__proto__` is one like every other. */
const define = (target: object, key: string, value: unknown): void =>
  void Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
