import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeDuration } from '../../src/domain/events.ts'
import { canonicalJson } from '../../src/domain/submission.ts'

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, part]) => [key, shuffled(part)] as const)
  return Object.fromEntries(entries.reverse())
}

describe('canonical JSON', () => {
  test('orders keys at every depth and leaves lists alone', () => {
    expect(canonicalJson({ b: [{ z: 1, y: 2 }, 'x'], a: { d: null, c: true } })).toBe(
      '{"a":{"c":true,"d":null},"b":[{"y":2,"z":1},"x"]}',
    )
  })

  test('is the same text for the same content, whatever the order of the keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value))
      }),
    )
  })

  test('loses nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test('tells every change of a score apart', () => {
    const scores = { riasec: { realistic: 75 }, ocean: { openness: 80 } }
    const other = { riasec: { realistic: 76 }, ocean: { openness: 80 } }
    expect(canonicalJson(scores)).not.toBe(canonicalJson(other))
  })
})

test.each([
  [0, '1 second'],
  [1_000, '1 second'],
  [1_001, '2 seconds'],
  [59_000, '59 seconds'],
  [59_001, '1 minute'],
  [60_000, '1 minute'],
  [60_001, '2 minutes'],
  [3_540_000, '59 minutes'],
  [3_540_001, '1 hour'],
  [3_600_000, '1 hour'],
  [3_600_001, '2 hours'],
  [90_000_000, '25 hours'],
])('%i ms is described as %s: rounded up, so that nobody is promised too much', (ms, text) => {
  expect(describeDuration(ms)).toBe(text)
})
