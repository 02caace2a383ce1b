import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { letters } from '../../../src/assessments/talent-mapping/dimensions.ts'
import {
  consistency,
  differentiation,
  differentiationIachan,
  differentiationSpread,
  hexagonPoint,
  hexagonSteps,
  pearson,
  riskIndex,
} from '../../../src/assessments/talent-mapping/formulas.ts'

const six = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 6, maxLength: 6 })
const uneven = six.filter((scores) => new Set(scores).size > 1)

describe('Pearson’s r', () => {
  test('given profiles worked out by hand, when they are correlated, then r is theirs', () => {
    expect(pearson([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6])).toBeCloseTo(1, 12)
    expect(pearson([1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1])).toBeCloseTo(-1, 12)
    expect(pearson([0, 0, 0, 100, 0, 0], [0, 1, 0, 3, 2, 0])).toBeCloseTo(12 / Math.sqrt(240), 12)
  })

  test('given any profile, when it is scaled and shifted, then its r with another stays the same', () => {
    fc.assert(
      fc.property(uneven, uneven, fc.integer({ min: 1, max: 9 }), fc.integer(), (a, b, by, to) => {
        const moved = a.map((score) => by * score + (to % 1_000))
        expect(pearson(moved, b)).toBeCloseTo(pearson(a, b) as number, 9)
      }),
    )
  })

  test('given any two profiles, when they are swapped or compared with themselves, then r is symmetric and 1', () => {
    fc.assert(
      fc.property(uneven, uneven, (a, b) => {
        expect(pearson(a, b)).toBeCloseTo(pearson(b, a) as number, 12)
        expect(pearson(a, a)).toBeCloseTo(1, 12)
      }),
    )
  })

  test('given the same reordering of both profiles, when they are correlated, then r stays the same', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(uneven, uneven, order, (a, b, places) => {
        const reorder = (scores: number[]) => places.map((place) => scores[place] as number)
        expect(pearson(reorder(a), reorder(b))).toBeCloseTo(pearson(a, b) as number, 9)
      }),
    )
  })

  test('given a flat profile, when it is correlated, then there is no r', () => {
    expect(pearson([7, 7, 7, 7, 7, 7], [1, 2, 3, 4, 5, 6])).toBeUndefined()
    expect(pearson([1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0, 0])).toBeUndefined()
  })
})

describe('the hexagon', () => {
  test('given each interest, when the others are counted off, then two are neighbours, two alternate and one is opposite', () => {
    for (const letter of letters) {
      const steps = letters.map((other) => hexagonSteps(letter, other)).sort()
      expect(steps).toEqual([0, 1, 1, 2, 2, 3])
    }
  })

  test.each([
    ['R', 'C', 'high'],
    ['R', 'A', 'medium'],
    ['R', 'S', 'low'],
    ['I', 'E', 'low'],
    ['A', 'S', 'high'],
  ] as const)('given %s and %s, when they lead, then consistency is %s', (a, b, level) => {
    expect(consistency(a, b)).toBe(level)
    expect(consistency(b, a)).toBe(level)
  })

  test('given single interests and even ones, when they are placed, then things are +x, ideas +y and even ones in the middle', () => {
    expect(hexagonPoint([100, 0, 0, 0, 0, 0])).toEqual({ x: 100, y: 0 })
    expect(hexagonPoint([0, 100, 0, 0, 0, 0])).toEqual({ x: 50, y: 86.6 })
    expect(hexagonPoint([0, 0, 0, 0, 100, 100])).toEqual({ x: 0, y: -173.2 })
    expect(hexagonPoint([100, 100, 0, 0, 0, 100])).toEqual({ x: 200, y: 0 })
    expect(hexagonPoint([0, 0, 4, 0, 3, 1]), 'never −0').toEqual({ x: -3, y: 0 })
    expect(hexagonPoint([63, 63, 63, 63, 63, 63])).toEqual({ x: 0, y: 0 })
  })
})

test('given any profile, when its range is taken, then it is 0 for flat ones alone', () => {
  fc.assert(
    fc.property(six, (scores) => {
      expect(differentiation(scores) === 0).toBe(new Set(scores).size === 1)
    }),
  )
  expect(differentiation([0, 20, 40, 60, 80, 100])).toBe(100)
})

test('given a profile worked out by hand, when it is differentiated, then range, L₁ and spread are its own', () => {
  const scores = [70, 90, 120, 75, 100, 130]

  expect(differentiation(scores)).toBe(60)
  expect(differentiationIachan(scores)).toBe(130 - (120 + 90) / 2)
  expect(differentiationSpread(scores)).toBeCloseTo(Math.sqrt(2887.5 / 6), 9)
  expect([
    differentiationIachan([7, 7, 7, 7, 7, 7]),
    differentiationSpread([7, 7, 7, 7, 7, 7]),
  ]).toEqual([0, 0])
})

test('given the boldest, the most careful and the middle person, when risk is computed, then it is 100, 0 and 50', () => {
  const person = (bold: number, careful: number) => ({
    openness: bold,
    extraversion: bold,
    conscientiousness: careful,
    agreeableness: careful,
    neuroticism: careful,
  })
  expect(riskIndex(person(100, 0))).toBe(100)
  expect(riskIndex(person(0, 100))).toBe(0)
  expect(riskIndex(person(50, 50))).toBe(50)
})
