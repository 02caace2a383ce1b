import fc from 'fast-check'
import { expect, test } from 'vitest'
import { builtInTable } from '../../../src/assessments/talent-mapping/careers/occupation-table.ts'
import { strengthKeys } from '../../../src/assessments/talent-mapping/dimensions.ts'
import { talentMappingInput } from '../../../src/assessments/talent-mapping/input.schema.ts'
import {
  type PersonaProfile,
  personaProfile,
} from '../../../src/assessments/talent-mapping/profile.schema.ts'
import { describePersona } from '../../../src/assessments/talent-mapping/profile.ts'
import { labels } from '../../../src/assessments/talent-mapping/texts/en/labels.ts'
import { anyInput } from './people.ts'

/** 12 KB is usual; the rest is room for those who rated all industries and have every doubt. */
const profileCharactersMax = 13_500

test('given any valid scores, when they are analysed, then the profile is valid and within the limits of older stores', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      expect(talentMappingInput.safeParse(input).success).toBe(true)
      const profile = describePersona(input)

      expect(personaProfile.safeParse(profile).error?.issues ?? []).toEqual([])
      for (const field of ['shortSummary', 'strengthSummary', 'weaknessSummary'] as const) {
        expect(profile[field].length).toBeLessThanOrEqual(1_000)
      }
      for (const field of ['strengths', 'weaknesses'] as const) {
        expect(profile[field].length).toBeLessThanOrEqual(5)
      }
      expect(JSON.stringify(profile).length).toBeLessThanOrEqual(profileCharactersMax)
    }),
  )
})

test('given the same scores with their keys in another order, when they are analysed, then every byte is the same', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const bytes = JSON.stringify(describePersona(input))

      expect(JSON.stringify(describePersona(structuredClone(input)))).toBe(bytes)
      expect(JSON.stringify(describePersona(reversed(input) as typeof input))).toBe(bytes)
    }),
  )
})

test('given any scores, when the profile cites one, then it is the one that was sent', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const sent = new Map<string, number | undefined>()
      for (const label of Object.values(labels.interests)) {
        sent.set(label, input.riasec[label.toLowerCase() as keyof typeof input.riasec])
      }
      for (const [key, label] of Object.entries(labels.traits)) {
        sent.set(label, input.ocean[key as keyof typeof labels.traits])
      }

      const text = JSON.stringify(describePersona(input))

      const cited = [...text.matchAll(/\b([A-Z][a-z]+) (\d+)\b/g)].filter(([, label]) =>
        sent.has(label ?? ''),
      )
      expect(cited.length).toBeGreaterThan(8)
      for (const [, label = '', score] of cited) expect(Number(score)).toBe(sent.get(label))
    }),
  )
})

test('given any scores, when the profile is read, then no sentence is broken or said twice', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const profile = describePersona(input)
      const lines = linesOf(profile)

      for (const line of lines) {
        expect(line).not.toMatch(/undefined|NaN|null|\[object|\s{2}|\.\.|\( *\)| \.|-0\b/)
        expect(line).toMatch(/[.)]$/)
      }
      expect(new Set(lines).size).toBe(lines.length)
      expect(new Set(profile.careerRecommendation.map((one) => one.careerName)).size).toBe(
        profile.careerRecommendation.length,
      )
      const titles = profile.developmentActivities.bookRecommendations.map((book) => book.title)
      expect(new Set(titles).size).toBe(titles.length)
    }),
  )
})

test('given any scores, when a statement is made about the person, then it says from which scores', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const { insights, ...profile } = describePersona(input)
      const statements = linesOf({ ...profile, insights: insights.slice(0, -1) })

      for (const line of statements) expect(line).toMatch(/\d|interests are even/)
      expect(insights.at(-1)).toContain('not percentiles')
    }),
  )
})

test('given any scores, when careers are justified, then each industry that was rated is cited as rated', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      for (const career of describePersona(input).careerRecommendation) {
        const occupation = builtInTable.occupations.find(
          ({ english }) => english.title === career.careerName,
        )
        for (const industry of occupation?.industries ?? []) {
          const score = input.industryScore?.[industry]
          const cited = `${labels.industries[industry]} ${score}`
          expect(career.justification.includes(cited)).toBe(score !== undefined)
        }
      }
    }),
  )
})

test('given any scores, when strengths are ranked, then none left out has a higher score than one that is in', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const signature = describePersona(input).analysis?.signatureStrengths ?? []
      const inside = new Set(signature.map(({ strength }) => strength))
      const lowestInside = Math.min(...signature.map(({ score }) => score))

      for (const strength of strengthKeys) {
        if (!inside.has(strength)) {
          expect(input.viaIs[strength]).toBeLessThanOrEqual(lowestInside)
        }
      }
    }),
  )
})

const linesOf = (profile: PersonaProfile): string[] => [
  profile.shortSummary,
  profile.strengthSummary,
  profile.weaknessSummary,
  profile.learningStyle,
  profile.workEnvironment,
  ...profile.coreMotivators,
  ...profile.strengths,
  ...profile.weaknesses,
  ...profile.insights,
  ...profile.skillSuggestion,
  ...profile.possiblePitfalls,
  ...profile.careerRecommendation.map((career) => career.justification),
  ...profile.developmentActivities.extracurricular,
  ...profile.developmentActivities.bookRecommendations.map((book) => book.reason),
]

/** The same object with the keys of every level in the opposite order. */
function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  )
}
