// People for tests: a factory with full defaults, an arbitrary for any valid submission, and the three
// demo persons of the golden files.
import fc from 'fast-check'
import {
  type IndustryKey,
  industryKeys,
  type Letter,
  letters,
  type OceanKey,
  oceanKeys,
  riasecKeys,
  type StrengthKey,
  strengthKeys,
} from '../../../src/assessments/talent-mapping/dimensions.ts'
import type { TalentMappingInput } from '../../../src/assessments/talent-mapping/input.schema.ts'

const allAt = <Key extends string>(keys: readonly Key[], score: number) =>
  Object.fromEntries(keys.map((key) => [key, score])) as Record<Key, number>

/** Everything at 50, but for what a test is about. Interests go by their letters. */
export function personWith({
  interests = {},
  ocean = {},
  viaIs = {},
  industryScore,
  others = 50,
}: {
  interests?: Partial<Record<Letter, number>>
  ocean?: Partial<Record<OceanKey, number>>
  viaIs?: Partial<Record<StrengthKey, number>>
  industryScore?: Partial<Record<IndustryKey, number>>
  others?: number
} = {}): TalentMappingInput {
  const riasec = allAt(riasecKeys, others)
  riasecKeys.forEach((key, index) => {
    riasec[key] = interests[letters[index] ?? 'R'] ?? others
  })
  return {
    riasec,
    ocean: { ...allAt(oceanKeys, others), ...ocean },
    viaIs: { ...allAt(strengthKeys, others), ...viaIs },
    ...(industryScore && { industryScore }),
  }
}

const score = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  // Ties and bounds are where a ranking goes wrong.
  fc.constantFrom(0, 1, 39, 40, 49, 50, 51, 60, 61, 99, 100),
)
const recordOf = <Key extends string>(
  keys: readonly Key[],
  field: fc.Arbitrary<number>,
): fc.Arbitrary<Record<Key, number>> =>
  fc
    .array(field, { minLength: keys.length, maxLength: keys.length })
    .map((scores) => Object.fromEntries(keys.map((key, index) => [key, scores[index]])))
    .map((record) => record as Record<Key, number>)

/** Wide, or all within a few points: even profiles are rare by chance and common among people. */
const scoresFor = <Key extends string>(keys: readonly Key[]) =>
  fc.oneof(
    { weight: 3, arbitrary: recordOf(keys, score) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.integer({ min: 0, max: 88 }), fc.integer({ min: 0, max: 12 }))
        .chain(([min, spread]) => recordOf(keys, fc.integer({ min, max: min + spread }))),
    },
  )

const industryScore = fc
  .tuple(fc.subarray([...industryKeys]), recordOf(industryKeys, score))
  .map(([keys, scores]) => Object.fromEntries(keys.map((key) => [key, scores[key]])))
  .map((record) => record as Partial<Record<IndustryKey, number>>)

export const anyInput: fc.Arbitrary<TalentMappingInput> = fc
  .tuple(
    scoresFor(riasecKeys),
    scoresFor(oceanKeys),
    scoresFor(strengthKeys),
    fc.option(industryScore, { nil: undefined }),
  )
  .map(([riasec, ocean, viaIs, industries]) => ({
    riasec,
    ocean,
    viaIs,
    ...(industries && { industryScore: industries }),
  }))

const inOrder = (scores: readonly number[]): Record<StrengthKey, number> =>
  Object.fromEntries(strengthKeys.map((key, index) => [key, scores[index] ?? 50])) as Record<
    StrengthKey,
    number
  >

/** A clear picture: investigative and artistic, open, rather quiet. */
const researcher = personWith({
  interests: { R: 55, I: 85, A: 72, S: 40, E: 30, C: 48 },
  ocean: {
    openness: 78,
    conscientiousness: 64,
    extraversion: 35,
    agreeableness: 52,
    neuroticism: 61,
  },
  viaIs: inOrder([
    82, 92, 80, 95, 71, 55, 68, 77, 58, 60, 66, 49, 52, 70, 41, 57, 63, 72, 60, 74, 65, 58, 50, 33,
  ]),
  industryScore: { teknologi: 90, kesehatan: 60, sains: 88 },
})

/** Ties everywhere: social and enterprising level, conventional close behind, strengths that share ranks. */
const organiser = personWith({
  interests: { R: 35, I: 40, A: 44, S: 78, E: 78, C: 75 },
  ocean: {
    openness: 48,
    conscientiousness: 70,
    extraversion: 82,
    agreeableness: 71,
    neuroticism: 28,
  },
  viaIs: inOrder([
    50, 61, 66, 58, 70, 64, 73, 80, 77, 81, 88, 88, 90, 85, 88, 70, 59, 61, 66, 48, 79, 82, 74, 60,
  ]),
  industryScore: { pendidikan: 85, sosial: 80, keuangan: 20 },
})

/** Even interests, with a personality that still says something. */
const undecided = personWith({
  interests: { R: 52, I: 55, A: 50, S: 57, E: 49, C: 51 },
  ocean: {
    openness: 66,
    conscientiousness: 42,
    extraversion: 58,
    agreeableness: 63,
    neuroticism: 70,
  },
  viaIs: inOrder([
    70, 74, 55, 60, 52, 45, 50, 66, 48, 72, 76, 58, 63, 64, 44, 60, 61, 54, 43, 69, 71, 57, 75, 49,
  ]),
})

export const demoPersons = { researcher, organiser, undecided }
