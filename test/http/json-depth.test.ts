import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nestsDeeperThan } from '../../src/http/json-depth.ts'

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? 1 + Math.max(0, ...Object.values(value).map(depthOf))
    : 0

describe('the depth of JSON', () => {
  it('is that of the parsed value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6, stringUnit: 'grapheme' }), (json) => {
        const depth = depthOf(JSON.parse(json))

        expect(nestsDeeperThan(json, depth)).toBe(false)
        if (depth > 0) expect(nestsDeeperThan(json, depth - 1)).toBe(true)
      }),
    )
  })

  it.each([
    ['"[[["', 0],
    ['["\\"[", "]"]', 1],
    ['["\\\\", []]', 2],
    ['"never closed [[[', 0],
    ['"\\', 0],
    [']]][', 0],
    ['', 0],
  ])('of %s is at most %i', (json, depth) => {
    expect(nestsDeeperThan(json, depth)).toBe(false)
  })
})
