import { expect, test } from 'vitest'
import { occupations } from '../../../src/assessments/talent-mapping/careers/recommend.ts'
import {
  industryKeys,
  letters,
  strengthKeys,
  strengthsByVirtue,
  virtueOf,
  virtues,
} from '../../../src/assessments/talent-mapping/dimensions.ts'
import { roleModels } from '../../../src/assessments/talent-mapping/texts/role-models.ts'

const pairs = letters.flatMap((first) =>
  letters.filter((second) => second !== first).map((second) => `${first}${second}`),
)

test('given the table of occupations, when it is counted, then each ordered pair of interests has two or more', () => {
  for (const pair of pairs) {
    const own = occupations.filter(({ code }) => code.join('').startsWith(pair))
    expect(own.length, pair).toBeGreaterThanOrEqual(2)
  }
  expect(new Set(occupations.map(({ name }) => name)).size).toBe(occupations.length)
})

test('given each occupation, when it is looked at, then code, majors and industries are well formed', () => {
  for (const { name, code, majors, industries } of occupations) {
    expect(new Set(code).size, name).toBe(3)
    expect(majors.length, name).toBeGreaterThanOrEqual(2)
    expect(majors.length, name).toBeLessThanOrEqual(5)
    expect(industries.length, name).toBeGreaterThanOrEqual(1)
  }
})

test('given each industry a person can rate, when occupations are searched, then it bears on at least one', () => {
  const used = new Set(occupations.flatMap(({ industries }) => industries))
  expect(industryKeys.filter((key) => !used.has(key))).toEqual([])
})

test('given the role models, when they are counted, then each ordered pair of interests has one person of its own', () => {
  expect(roleModels.map(({ code }) => code.join('')).sort()).toEqual([...pairs].sort())
  expect(new Set(roleModels.map(({ name }) => name)).size).toBe(30)
})

test('given the character strengths, when they are grouped, then 24 strengths belong to six virtues', () => {
  expect(strengthKeys).toHaveLength(24)
  expect(new Set(strengthKeys).size).toBe(24)
  expect(virtues).toHaveLength(6)
  for (const virtue of virtues) {
    expect(strengthsByVirtue[virtue].map(virtueOf)).toEqual(
      strengthsByVirtue[virtue].map(() => virtue),
    )
  }
})
