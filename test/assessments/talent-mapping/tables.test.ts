import { expect, test } from 'vitest'
import { builtInTable } from '../../../src/assessments/talent-mapping/careers/occupation-table.ts'
import {
  industryKeys,
  letters,
  strengthKeys,
  strengthsByVirtue,
  virtueOf,
  virtues,
} from '../../../src/assessments/talent-mapping/dimensions.ts'
import {
  manySidedPeople,
  roleModels,
} from '../../../src/assessments/talent-mapping/texts/role-models.ts'

const { occupations } = builtInTable
const pairs = letters.flatMap((first) =>
  letters.filter((second) => second !== first).map((second) => `${first}${second}`),
)

test('given the table of occupations, when it is counted, then there are 120 or more and each name and id is its own', () => {
  expect(occupations.length).toBeGreaterThanOrEqual(120)
  for (const nameOf of [
    (one: (typeof occupations)[number]) => one.id,
    (one: (typeof occupations)[number]) => one.english.title,
    (one: (typeof occupations)[number]) => one.indonesian?.title,
    (one: (typeof occupations)[number]) => one.english.work,
  ]) {
    expect(new Set(occupations.map(nameOf)).size).toBe(occupations.length)
  }
})

test('given the table, when it is counted by leading interest, then each leads 18 or more and each ordered pair two or more', () => {
  for (const letter of letters) {
    expect(occupations.filter((one) => one.letters[0] === letter).length, letter).toBeGreaterThan(
      17,
    )
  }
  for (const pair of pairs) {
    const own = occupations.filter((one) => one.letters.join('').startsWith(pair))
    expect(own.length, pair).toBeGreaterThanOrEqual(2)
  }
})

test('given the table, when it is counted by preparation, then each level has twelve or more', () => {
  for (const level of [1, 2, 3, 4, 5]) {
    expect(
      occupations.filter((one) => one.preparation === level).length,
      `level ${level}`,
    ).toBeGreaterThan(11)
  }
})

test('given each occupation, when it is looked at, then its values, majors, industries and words are well formed in both languages', () => {
  for (const { id, values, english, indonesian, industries } of occupations) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(values, id).toHaveLength(6)
    for (const value of values) {
      expect(value, id).toBeGreaterThanOrEqual(1)
      expect(value, id).toBeLessThanOrEqual(7)
      expect(value * 2, id).toBe(Math.round(value * 2))
    }
    expect(Math.max(...values) - Math.min(...values), id).toBeGreaterThanOrEqual(3.5)
    expect(industries.length, id).toBeGreaterThanOrEqual(1)
    for (const words of [english, indonesian]) {
      expect(words?.majors.length, id).toBeGreaterThanOrEqual(2)
      expect(words?.majors.length, id).toBeLessThanOrEqual(5)
      expect(words?.work, id).toMatch(/^[a-z][^.]+[a-z]$/)
      expect(words?.work?.length, id).toBeLessThanOrEqual(110)
    }
  }
})

test('given each industry a person can rate, when occupations are searched, then it bears on at least one', () => {
  const used = new Set(occupations.flatMap(({ industries }) => industries))
  expect(industryKeys.filter((key) => !used.has(key))).toEqual([])
})

test('given the role models, when they are counted, then each ordered pair of interests has one person of its own', () => {
  expect(Object.keys(roleModels).sort()).toEqual([...pairs].sort())
  expect(new Set(Object.values({ ...roleModels, ...manySidedPeople })).size).toBe(33)
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
