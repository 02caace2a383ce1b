import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitOf } from '../../../src/assessments/talent-mapping/bands.ts'
import { builtInTable } from '../../../src/assessments/talent-mapping/careers/occupation-table.ts'
import { recommendCareers } from '../../../src/assessments/talent-mapping/careers/recommend.ts'
import { type Letter, letters } from '../../../src/assessments/talent-mapping/dimensions.ts'
import { pearson } from '../../../src/assessments/talent-mapping/formulas.ts'
import { readScores } from '../../../src/assessments/talent-mapping/reading.ts'
import { anyInput, personWith } from './people.ts'

type Interests = Partial<Record<Letter, number>>

const recommend = (interests: Interests, others = 10) =>
  recommendCareers(readScores(personWith({ interests, others })), builtInTable)
const titles = (interests: Interests, others?: number) =>
  recommend(interests, others).chosen.map(({ occupation }) => occupation.english.title)

describe('face validity', () => {
  test.each([
    [
      'a nurse',
      { R: 45, I: 70, A: 20, S: 95, E: 30, C: 45 },
      /Nurse|Midwife|Dietitian|Doctor|Therapist/,
    ],
    [
      'a developer',
      { R: 45, I: 95, A: 35, S: 15, E: 20, C: 70 },
      /Software Developer|Data Scientist|Machine Learning/,
    ],
    ['a mechanic', { R: 95, I: 40, A: 10, S: 15, E: 25, C: 45 }, /Mechanic|Electrician|Plumber/],
    ['a stage person', { R: 15, I: 20, A: 95, S: 55, E: 60, C: 5 }, /Actor|Musician|Film Director/],
    [
      'a seller',
      { R: 10, I: 20, A: 15, S: 60, E: 95, C: 50 },
      /Sales Manager|Recruiter|Real Estate|Insurance Agent/,
    ],
    [
      'a bookkeeper',
      { R: 10, I: 40, A: 5, S: 15, E: 35, C: 95 },
      /Accountant|Bookkeeper|Auditor|Actuary/,
    ],
    ['a teacher', { R: 15, I: 30, A: 45, S: 95, E: 30, C: 45 }, /Teacher/],
    ['a founder', { R: 25, I: 40, A: 40, S: 30, E: 95, C: 30 }, /Founder of a Business/],
  ] as const)(
    'given the interests of %s, when careers are chosen, then the first two hold one that people expect',
    (_, interests, expected) => {
      expect(titles(interests).slice(0, 2).join(', ')).toMatch(expected)
    },
  )

  test('given the values of each occupation as scores, when careers are chosen, then it fits by 1.00 and comes first or level', () => {
    for (const occupation of builtInTable.occupations) {
      const interests = Object.fromEntries(
        letters.map((letter, index) => [letter, Math.round((occupation.values[index] ?? 0) * 12)]),
      )

      const { chosen } = recommend(interests)

      expect(chosen[0]?.r, occupation.id).toBe(1)
      const all = recommendCareers(readScores(personWith({ interests })), {
        ...builtInTable,
        occupations: [occupation],
      })
      expect(all.chosen[0]?.r, occupation.id).toBe(1)
    }
  })

  test('given each ordered pair of leading interests, when careers are chosen, then the best is close and shares a leading letter', () => {
    for (const first of letters) {
      for (const second of letters.filter((letter) => letter !== first)) {
        const [best] = recommend({ [first]: 90, [second]: 75 }).chosen

        expect(best?.r, first + second).toBeGreaterThanOrEqual(0.73)
        expect([first, second], first + second).toContain(best?.occupation.letters[0])
      }
    }
  })
})

describe('fit', () => {
  test.each([
    [1, 'veryClose'],
    [0.85, 'veryClose'],
    [0.84, 'close'],
    [0.73, 'close'],
    [0.72, 'worthALook'],
    [0.6, 'worthALook'],
    [0.59, 'unusualMix'],
    [-1, 'unusualMix'],
  ])('given r = %f, when it is put in a word, then it is %s', (r, fit) => {
    expect(fitOf(r)).toBe(fit)
  })

  test('given any scores, when careers are chosen, then r is Pearson’s r to two digits and each has its reason', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const reading = readScores(input)
        for (const { r, occupation, because } of recommendCareers(reading, builtInTable).chosen) {
          if (reading.lead.kind === 'even') expect(r).toBeNull()
          else {
            expect(r).toBeCloseTo(pearson(reading.scores, occupation.values) ?? 0, 1)
            expect(
              Math.abs((r ?? 0) - (pearson(reading.scores, occupation.values) ?? 0)),
            ).toBeLessThanOrEqual(0.005_001)
          }
          expect(because[0]?.[0]).toMatch(/^(fit|explore)\./)
        }
      }),
    )
  })

  test('given an unusual mix, when nothing is close, then three are shown and none is called close', () => {
    const { chosen } = recommend({ R: 80, I: 80, A: 80, S: 5, E: 80, C: 80 }, 5)

    expect(chosen.length).toBeGreaterThanOrEqual(3)
    for (const { because } of chosen)
      expect(because[0]?.[0]).toMatch(/^fit\.(worthALook|unusualMix)$/)
  })

  test('given scores scaled and shifted together, when careers are ranked by agreement alone, then r stays the same', () => {
    const base = { R: 10, I: 40, A: 25, S: 5, E: 15, C: 30 }
    const moved = Object.fromEntries(
      Object.entries(base).map(([key, score]) => [key, 2 * score + 15]),
    )

    const rOf = (interests: Interests) =>
      recommend(interests).chosen.map(({ occupation, r }) => [occupation.id, r])

    expect(rOf(moved)).toEqual(rOf(base))
  })
})

describe('the list', () => {
  test('given any scores, when careers are chosen, then it is diverse, and no occupation is shown twice', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const reading = readScores(input)
        const { chosen, more } = recommendCareers(reading, builtInTable)
        const all = [...chosen, ...more].map(({ occupation }) => occupation)
        const atMost = (kindOf: (one: (typeof all)[number]) => string, max: number) => {
          const kinds = chosen.map(({ occupation }) => kindOf(occupation))
          for (const kind of kinds) {
            expect(kinds.filter((other) => other === kind).length).toBeLessThanOrEqual(max)
          }
        }

        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
        expect(more.map(({ occupation }) => occupation.preparation)).toEqual([1, 2, 3, 4, 5])
        if (reading.lead.kind === 'even') {
          expect(chosen).toHaveLength(5)
          atMost((one) => one.letters[0] ?? '', 1)
        } else {
          expect([3, 4]).toContain(chosen.length)
          atMost((one) => one.group, 2)
          atMost((one) => one.letters.slice(0, 2).join(''), 2)
          atMost((one) => String(one.preparation), 3)
        }
      }),
    )
  })

  test.each([[[1]], [[2]], [[3]], [[4]], [[5]], [[1, 2]], [[4, 5]]] as const)(
    'given preparation levels %o, when careers are chosen, then all are of these levels',
    (preparation) => {
      const reading = readScores(
        personWith({ interests: { R: 20, I: 90, A: 40, S: 55, E: 10, C: 50 } }),
      )

      const { chosen, more } = recommendCareers(reading, builtInTable, { preparation })

      expect(chosen.length).toBeGreaterThanOrEqual(3)
      for (const { occupation } of [...chosen, ...more]) {
        expect(preparation).toContain(occupation.preparation)
      }
    },
  )

  test('given a well-liked industry, when careers are ranked, then it moves a near fit up and never a far one', () => {
    const interests = { R: 20, I: 90, A: 40, S: 55, E: 10, C: 50 }
    const names = (industryScore?: { keuangan: number }) =>
      recommendCareers(
        readScores(personWith({ interests, ...(industryScore && { industryScore }) })),
        builtInTable,
      ).chosen.map(({ occupation }) => occupation.english.title)

    expect(names()).not.toContain('Data Scientist')
    expect(names({ keuangan: 100 })).toContain('Data Scientist')
    expect(names({ keuangan: 100 })).not.toContain('Financial Manager')
  })

  test('given even interests and an extravert, when careers are chosen, then personality and industries lead and say so', () => {
    const reading = readScores(
      personWith({ ocean: { extraversion: 90 }, industryScore: { keuangan: 100 } }),
    )

    const [first] = recommendCareers(reading, builtInTable).chosen

    expect(first?.occupation.industries).toContain('keuangan')
    expect(first?.occupation.letters[0]).toBe('E')
    expect(first?.because).toEqual([
      ['explore.personality', 'extraversion'],
      ['industries', 'keuangan'],
    ])
  })
})
