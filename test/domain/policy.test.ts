import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineAssessment, timeoutMaxMs } from '../../src/domain/assessment.ts'
import { type PolicyDefaults, policyOf } from '../../src/domain/policy.ts'

const defaults: PolicyDefaults = {
  queuedTimeoutMs: 900_000,
  processingTimeoutMs: 600_000,
  hardLimitMs: 3_600_000,
  triesMax: 3,
  tokenCost: 1,
  estimateMs: 30_000,
}

const minimal = {
  name: 'An assessment',
  input: z.object({}),
  result: z.object({}),
  analyzer: { name: 'none', version: '1', analyze: () => Promise.resolve({}) },
}

describe('a job lives under', () => {
  test('the values of the service where its definition names none', () => {
    expect(policyOf(defineAssessment(minimal), defaults)).toEqual(defaults)
  })

  test('the values of the service where its definition is gone', () => {
    expect(policyOf(undefined, defaults)).toEqual(defaults)
  })

  test('every value that its definition names', () => {
    const definition = defineAssessment({
      ...minimal,
      tokenCost: 7,
      triesMax: 1,
      estimateMs: 5,
      timeouts: { queuedMs: 1, processingMs: 2, hardLimitMs: 3 },
    })
    expect(policyOf(definition, defaults)).toEqual({
      queuedTimeoutMs: 1,
      processingTimeoutMs: 2,
      hardLimitMs: 3,
      triesMax: 1,
      tokenCost: 7,
      estimateMs: 5,
    })
  })

  test('a hard limit that is never below its processing timeout', () => {
    const definition = defineAssessment({ ...minimal, timeouts: { processingMs: 7_200_000 } })
    expect(policyOf(definition, defaults).hardLimitMs).toBe(7_200_000)
  })
})

describe('a definition', () => {
  const bounded: [string, number, (value: number) => object][] = [
    ['tokenCost', 1_000_000, (tokenCost) => ({ tokenCost })],
    ['triesMax', 100, (triesMax) => ({ triesMax })],
    ['estimateMs', timeoutMaxMs, (estimateMs) => ({ estimateMs })],
    ['timeouts.queuedMs', timeoutMaxMs, (queuedMs) => ({ timeouts: { queuedMs } })],
    ['timeouts.processingMs', timeoutMaxMs, (processingMs) => ({ timeouts: { processingMs } })],
    ['timeouts.hardLimitMs', timeoutMaxMs, (hardLimitMs) => ({ timeouts: { hardLimitMs } })],
  ]

  test.each(bounded)('takes a %s from 1 to its bound and nothing else', (field, max, having) => {
    for (const value of [1, max]) {
      expect(() => defineAssessment({ ...minimal, ...having(value) })).not.toThrow()
    }
    for (const value of [0, -1, max + 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => defineAssessment({ ...minimal, ...having(value) })).toThrow(
        `Assessment "An assessment": ${field} must be a whole number from 1 to ${max}`,
      )
    }
  })

  test('has a name of 1 to 255 characters', () => {
    for (const name of ['x', 'x'.repeat(255)]) {
      expect(defineAssessment({ ...minimal, name }).name).toBe(name)
    }
    for (const name of ['', 'x'.repeat(256)]) {
      expect(() => defineAssessment({ ...minimal, name })).toThrow('1 to 255 characters')
    }
  })

  test('cannot be changed afterwards', () => {
    expect(Object.isFrozen(defineAssessment(minimal))).toBe(true)
  })
})
