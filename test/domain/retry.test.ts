import fc from 'fast-check'
import { expect, test } from 'vitest'
import { retryDelayMs } from '../../src/domain/retry.ts'

test.each([
  [1, 1_000],
  [2, 2_000],
  [3, 4_000],
  [5, 16_000],
  [6, 30_000],
  [100, 30_000],
  [1e9, 30_000],
])('after try %i the pause is between half of and the whole of %i ms', (tries, fullMs) => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (jobId) => {
      const delayMs = retryDelayMs(jobId, tries)
      expect(delayMs).toBeGreaterThanOrEqual(fullMs / 2)
      expect(delayMs).toBeLessThanOrEqual(fullMs)
    }),
  )
})

test('the same job and try give the same pause, other jobs other pauses', () => {
  expect(retryDelayMs('J1', 2)).toBe(retryDelayMs('J1', 2))
  const pauses = Array.from({ length: 100 }, (_, index) => retryDelayMs(`J${index}`, 2))
  expect(new Set(pauses).size).toBeGreaterThan(50)
})
