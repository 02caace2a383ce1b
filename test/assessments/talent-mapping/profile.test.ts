import { describe, expect, test } from 'vitest'
import { bandOf, levelOf } from '../../../src/assessments/talent-mapping/bands.ts'
import { builtInTable } from '../../../src/assessments/talent-mapping/careers/occupation-table.ts'
import { type Letter, letters } from '../../../src/assessments/talent-mapping/dimensions.ts'
import { personaProfile } from '../../../src/assessments/talent-mapping/profile.schema.ts'
import { describePersona } from '../../../src/assessments/talent-mapping/profile.ts'
import { personas } from '../../../src/assessments/talent-mapping/texts/en/personas.ts'
import { personWith } from './people.ts'

const withInterests = (interests: Partial<Record<Letter, number>>, others = 10) =>
  describePersona(
    personWith({
      interests: { R: others, I: others, A: others, S: others, E: others, C: others, ...interests },
    }),
  )

describe('the persona', () => {
  test('given each ordered pair of leading interests, when it is named, then all 30 names differ', () => {
    const pairs = letters.flatMap((first) =>
      letters.filter((second) => second !== first).map((second) => [first, second] as const),
    )

    const named = pairs.map(([first, second]) => withInterests({ [first]: 90, [second]: 70 }))

    expect(named.map(({ archetype }) => archetype)).toEqual(
      pairs.map(([first, second]) => personas[`${first}${second}` as keyof typeof personas]),
    )
    expect(new Set(named.map(({ archetype }) => archetype)).size).toBe(30)
    for (const { archetype } of named) expect(archetype.length).toBeLessThanOrEqual(40)
  })

  test('given two interests level at the top, when they are named, then the tie shows and the other name is told', () => {
    const profile = withInterests({ S: 80, A: 80 })

    expect(profile.archetype).toBe('The Empathic Storyteller')
    expect(profile.shortSummary).toContain('Artistic 80 and Social 80 are equal')
    expect(profile.shortSummary).toContain('The Inspiring Guide describes you nearly as well')
    expect(profile.analysis).toMatchObject({ code: 'A=SR=I=E=C', consistency: 'high' })
  })

  test.each([
    [
      66,
      'Artistic 70 and Investigative 66 lie within 4 points, so The Thoughtful Adviser describes you nearly as well',
      'mixed',
    ],
    [65, undefined, 'clear'],
  ])(
    'given 70 in second place and %i in third, when it is summed up, then the runner-up is named within 4 points only',
    (third, told, clarity) => {
      const profile = withInterests({ S: 90, A: 70, I: third })

      expect(profile.archetype).toBe('The Inspiring Guide')
      if (told) expect(profile.shortSummary).toContain(told)
      else expect(profile.shortSummary).not.toContain('nearly as well')
      expect(profile.analysis?.clarity).toBe(clarity)
      expect(profile.analysis?.doubts).toEqual(clarity === 'clear' ? [] : ['closeLead'])
    },
  )

  test('given three interests close together at the top, when they are named, then both other names are told', () => {
    expect(withInterests({ S: 78, E: 78, C: 75 }).shortSummary).toContain(
      'Social 78, Enterprising 78 and Conventional 75 lie within 3 points, ' +
        'so The People Mobiliser and The Dependable Supporter describe you nearly as well',
    )
  })

  test.each([
    [44, 'mixed'],
    [45, 'clear'],
  ])(
    'given two clear leaders and a highest interest of %i over 20, when they are read, then the picture is %s',
    (highest, clarity) => {
      expect(withInterests({ S: highest, E: 35 }, 20).analysis?.clarity).toBe(clarity)
    },
  )

  test('given one interest alone at the top and the rest level, when it is named, then no second is made up', () => {
    const profile = withInterests({ S: 100 }, 0)

    expect(profile.archetype).toBe('The Dedicated Helper')
    expect(profile.shortSummary).toContain('The other interests do not settle on a second')
    expect(profile.analysis).toMatchObject({
      code: 'SR=I=A=E=C',
      consistency: null,
      clarity: 'clear',
    })
  })

  test('given a third interest that ties with the second, when it is read, then consistency is left open', () => {
    const profile = withInterests({ I: 90, A: 70, C: 70 })

    expect(profile.analysis).toMatchObject({
      code: 'IA=C',
      consistency: null,
      clarity: 'mixed',
      doubts: ['tiedLead'],
    })
    expect(profile.insights[0]).toContain('Artistic 70 and Conventional 70 share a place')
  })
})

describe('even profiles', () => {
  test.each([
    [0, 'The Open Page', 'you are still finding out'],
    [50, 'The Balanced Generalist', 'you like a bit of everything'],
    [100, 'The Wide-Ranging Enthusiast', 'choosing will matter more'],
  ])(
    'given every score at %i, when it is analysed, then the profile says that it is even and stays valid',
    (others, archetype, meaning) => {
      const profile = describePersona(personWith({ others }))

      expect(personaProfile.parse(profile)).toEqual(profile)
      expect(profile.archetype).toBe(archetype)
      expect(profile.shortSummary).toContain(`all six stand at ${others}`)
      expect(profile.shortSummary).toContain(meaning)
      expect(profile.shortSummary).toContain('none comes first')
      expect(profile.strengthSummary).toContain('none ranks above another')
      expect(profile.analysis).toMatchObject({
        code: 'R=I=A=S=E=C',
        clarity: 'flat',
        consistency: null,
        differentiation: 0,
        elevation: others,
        hexagon: { x: 0, y: 0 },
      })
      expect(new Set(leadsOf(profile.careerRecommendation)).size).toBe(5)
    },
  )

  test.each([
    [59, 'flat'],
    [60, 'mixed'],
  ])(
    'given interests from 50 to %i, when they are read, then the picture is %s',
    (highest, clarity) => {
      expect(withInterests({ S: highest }, 50).analysis?.clarity).toBe(clarity)
    },
  )
})

describe('personality', () => {
  test.each([
    [0, 'low', 'low'],
    [19, 'low', 'low'],
    [20, 'ratherLow', 'low'],
    [39, 'ratherLow', 'low'],
    [40, 'middle', 'middle'],
    [60, 'middle', 'middle'],
    [61, 'ratherHigh', 'high'],
    [80, 'ratherHigh', 'high'],
    [81, 'high', 'high'],
    [100, 'high', 'high'],
  ])(
    'given a score of %i, when it is put in words, then it is %s and its level %s',
    (score, band, level) => {
      expect(bandOf(score)).toBe(band)
      expect(levelOf(score)).toBe(level)
    },
  )

  test.each([
    [64, 36, false],
    [65, 35, true],
  ])(
    'given Openness %i and Conscientiousness %i, when weaknesses are named, then the pair is read together only when both are marked',
    (openness, conscientiousness, together) => {
      const { weaknesses } = describePersona(personWith({ ocean: { openness, conscientiousness } }))

      const line = `(Openness ${openness}, Conscientiousness ${conscientiousness}).`
      expect(weaknesses.some((one) => one.endsWith(line))).toBe(together)
    },
  )

  test.each([
    [{ extraversion: 0, openness: 0, agreeableness: 50 }, 'low'],
    [{ extraversion: 0, openness: 0, agreeableness: 51 }, 'very low'],
    [{ extraversion: 15 }, 'moderate'],
    [{ extraversion: 14 }, 'low'],
    [{ extraversion: 85 }, 'moderate'],
    [{ extraversion: 86 }, 'high'],
    [{ extraversion: 100, openness: 100 }, 'high'],
    [{ extraversion: 100, openness: 100, neuroticism: 49 }, 'very high'],
  ] as const)(
    'given %o and the rest in the middle, when risk is judged, then tolerance is %s',
    (ocean, tolerance) => {
      expect(describePersona(personWith({ ocean })).riskTolerance).toBe(tolerance)
    },
  )
})

describe('character strengths', () => {
  test('given more than five level at the top, when five are shown, then the published order decides and the summary says so', () => {
    const profile = describePersona(
      personWith({
        viaIs: {
          humor: 90,
          hope: 90,
          zest: 90,
          love: 90,
          kindness: 90,
          fairness: 90,
          curiosity: 95,
        },
      }),
    )

    expect(
      profile.analysis?.signatureStrengths.map(({ strength, rank }) => [strength, rank]),
    ).toEqual([
      ['curiosity', 1],
      ['zest', 2],
      ['love', 2],
      ['kindness', 2],
      ['fairness', 2],
    ])
    expect(profile.strengthSummary).toContain(
      'With the same score as the fifth (90) there are also Hope and Humour',
    )
  })

  test('given a strength that ranks first with a low score, when it is described, then it is not overstated', () => {
    const { strengths } = describePersona(personWith({ others: 10, viaIs: { zest: 39, hope: 40 } }))

    expect(strengths[0]).toMatch(/^Hope \(40\): you expect/)
    expect(strengths[1]).toMatch(/^Zest \(39\): at times you go/)
  })
})

function leadsOf(careers: readonly { careerName: string }[]) {
  return careers.map(
    ({ careerName }) =>
      builtInTable.occupations.find(({ english }) => english.title === careerName)?.letters[0],
  )
}
