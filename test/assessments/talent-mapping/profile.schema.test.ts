import { describe, expect, test } from 'vitest'
import {
  type PersonaProfile,
  personaProfile,
} from '../../../src/assessments/talent-mapping/profile.schema.ts'
import { describePersona } from '../../../src/assessments/talent-mapping/profile.ts'
import { personWith } from './people.ts'

const valid = describePersona(personWith())
const accepts = (change: Record<string, unknown>) =>
  personaProfile.safeParse({ ...valid, ...change }).success
const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`)
const many = <Item>(item: Item | undefined, count: number) =>
  Array.from({ length: count }, () => item)

describe('lists', () => {
  test.each([
    ['coreMotivators', 2, 4],
    ['strengths', 3, 6],
    ['weaknesses', 3, 6],
    ['insights', 3, 5],
    ['skillSuggestion', 3, 6],
    ['possiblePitfalls', 2, 5],
  ] as const)(
    'given %s, when they number %i to %i, then they are accepted, and one fewer or more is not',
    (field, min, max) => {
      expect(
        [min - 1, min, max, max + 1].map((count) => accepts({ [field]: lines(count) })),
      ).toEqual([false, true, true, false])
    },
  )

  test('given careers, role models and books, when their number is at the bounds, then they are accepted, and past them not', () => {
    const career = valid.careerRecommendation[0]
    const book = valid.developmentActivities.bookRecommendations[0]
    const { extracurricular, bookRecommendations } = valid.developmentActivities
    const counts = (min: number, max: number) => [min - 1, min, max, max + 1]
    const bounds = [false, true, true, false]

    expect(
      counts(3, 5).map((count) => accepts({ careerRecommendation: many(career, count) })),
    ).toEqual(bounds)
    expect(
      counts(2, 3).map((count) => accepts({ roleModel: many(valid.roleModel[0], count) })),
    ).toEqual(bounds)
    expect(
      counts(2, 6).map((count) =>
        accepts({
          developmentActivities: { extracurricular, bookRecommendations: many(book, count) },
        }),
      ),
    ).toEqual(bounds)
    expect(
      counts(2, 4).map((count) =>
        accepts({ developmentActivities: { extracurricular: lines(count), bookRecommendations } }),
      ),
    ).toEqual(bounds)
    expect(
      counts(2, 5).map((count) =>
        accepts({ careerRecommendation: many({ ...career, relatedMajors: lines(count) }, 3) }),
      ),
    ).toEqual(bounds)
  })
})

test.each([
  ['archetype', 100],
  ['shortSummary', 2_000],
  ['strengthSummary', 2_000],
  ['weaknessSummary', 2_000],
  ['learningStyle', 2_000],
  ['workEnvironment', 2_000],
])(
  'given %s of %i characters, when it is checked, then it is accepted, and one more or none is not',
  (field, max) => {
    expect([max, max + 1, 0].map((length) => accepts({ [field]: 'x'.repeat(length) }))).toEqual([
      true,
      false,
      false,
    ])
    expect(accepts({ [field]: '   ' })).toBe(false)
  },
)

test('given closed sets, when another word is used, then it is refused', () => {
  expect(accepts({ riskTolerance: 'reckless' })).toBe(false)
  const [first, ...others] = valid.careerRecommendation as [
    PersonaProfile['careerRecommendation'][number],
  ]
  const careerProspect = { ...first.careerProspect, aiOvertake: 'certain' }
  expect(accepts({ careerRecommendation: [{ ...first, careerProspect }, ...others] })).toBe(false)
})

test('given each required field, when it is left out, then the profile is refused; without the figures it is accepted', () => {
  for (const field of Object.keys(valid)) {
    const { [field as keyof PersonaProfile]: _, ...rest } = valid
    expect([field, personaProfile.safeParse(rest).success]).toEqual([field, field === 'analysis'])
  }
})

test('given a field nobody knows, at the top or in the figures, when it is checked, then the profile is refused', () => {
  expect(accepts({ diagnosis: 'none' })).toBe(false)
  expect(accepts({ analysis: { ...valid.analysis, iq: 120 } })).toBe(false)
})

test.each([
  ['IAS', true],
  ['SR=I=A=E=C', true],
  ['R=I=A=S=E=C', true],
  ['IA', false],
  ['ias', false],
  ['I=', false],
  ['IASE=CRX', false],
])('given the code %s, when it is checked, then the answer is %s', (code, accepted) => {
  expect(accepts({ analysis: { ...valid.analysis, code } })).toBe(accepted)
})
