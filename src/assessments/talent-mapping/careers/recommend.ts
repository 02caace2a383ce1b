// Chooses occupations that fit a person, and says from which scores. It ranks the table it is given; it does
// not claim that nothing else would fit.
import { fitOf } from '../bands.ts'
import { iachanM, indexC, zenerSchnuelle } from '../congruence.ts'
import type { IndustryKey, Letter, OceanKey } from '../dimensions.ts'
import { round } from '../formulas.ts'
import type { TalentMappingInput } from '../input.schema.ts'
import type { Reading } from '../reading.ts'
import type { Statement } from '../statements.ts'
import type { PreparationLevel } from '../texts/catalogue.ts'
import { diversify } from './diversify.ts'
import { directionOf, type RatedOccupation } from './occupation.ts'
import type { OccupationTable } from './occupation-table.ts'

/** An occupation with how well it agrees with the person; the indices are missing for even interests. */
export interface Recommendation {
  readonly occupation: RatedOccupation
  /** Pearson's r to two digits: more would be invented. */
  readonly r: number | null
  readonly c: number | null
  readonly m: number | null
  /** Zener and Schnuelle. */
  readonly zs: number | null
  readonly because: readonly Statement[]
}

export interface Ranked {
  readonly occupation: RatedOccupation
  readonly r: number | null
  /** What it is ordered by: r, moved by the industries that the person rated. */
  readonly score: number
}

export interface Recommendations {
  readonly chosen: readonly Recommendation[]
  /** More for each preparation level, best first, none of those chosen. */
  readonly more: readonly Ranked[]
}

/** How far liking or disliking its industries can move an occupation, on the scale of r. */
const industryWeight = 0.2
/** The best by r alone; only among these do the code indices decide what r leaves level. */
const candidatesMax = 60

/** Only occupations of these preparation levels, where they are given. */
export interface RecommendOptions {
  readonly preparation?: readonly PreparationLevel[]
}

export function recommendCareers(
  reading: Reading,
  { occupations }: OccupationTable,
  { preparation }: RecommendOptions = {},
): Recommendations {
  const open = preparation
    ? occupations.filter((one) => preparation.includes(one.preparation))
    : occupations
  const isEven = reading.lead.kind === 'even'
  const ranked = isEven ? rankByPersonality(reading, open) : rankByInterests(reading, open)
  const { chosen, more } = diversify(ranked, isEven)
  return { chosen: chosen.map((one) => withReasons(reading, one, isEven)), more }
}

function rankByInterests(reading: Reading, occupations: readonly RatedOccupation[]): Ranked[] {
  const own = directionOf(reading.scores)
  const leanOf = industryLean(reading.input)
  const ranked = occupations
    .map((occupation): Ranked => {
      const r = round(product(own, occupation.direction), 2)
      return { occupation, r, score: round(r + industryWeight * leanOf(occupation), 2) }
    })
    .sort(byScore)
  const lowest = ranked[candidatesMax - 1]?.score ?? -2
  const best = ranked.filter(({ score }) => score >= lowest)
  const c = new Map(
    best.map(({ occupation: { id, placement } }) => [id, indexC(reading.placement, placement)]),
  )
  const closeness = ({ occupation: { id } }: Ranked) => c.get(id) ?? 0
  const gap = ({ occupation }: Ranked) => Math.abs(reading.elevation - occupation.elevation)
  best.sort((a, b) => byScore(a, b) || closeness(b) - closeness(a) || gap(a) - gap(b) || byId(a, b))
  return [...best, ...ranked.slice(best.length)]
}

/**
 * Without a leading interest, what personality and interests share is all there is to go by: the
 * correlations of Larson, Rottinghaus and Borgen (2002). What is level is ordered by how pure an example
 * of its field it is, so that exploring it tells most.
 */
function rankByPersonality(reading: Reading, occupations: readonly RatedOccupation[]): Ranked[] {
  const leanOf = industryLean(reading.input)
  return occupations
    .map((occupation): Ranked => {
      const pull = personalityPull(reading.input.ocean, leadOf(occupation))
      const score = round(industryWeight * (pull + leanOf(occupation)), 3)
      return { occupation, r: null, score }
    })
    .sort((a, b) => byScore(a, b) || purity(b) - purity(a) || byId(a, b))
}

const byScore = (a: Ranked, b: Ranked): number => b.score - a.score
const byId = (a: Ranked, b: Ranked): number => (a.occupation.id < b.occupation.id ? -1 : 1)
const purity = ({ occupation }: Ranked): number => Math.max(...occupation.direction)
const leadOf = ({ letters: [first = 'R'] }: RatedOccupation): Letter => first

/** A loop: it runs for each occupation of the table. */
function product(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0)
  return sum
}

/** The traits that go with an interest, and how closely. */
const pulls: Record<Letter, Partial<Record<OceanKey, number>>> = {
  R: {},
  I: { openness: 0.28 },
  A: { openness: 0.48 },
  S: { extraversion: 0.31, agreeableness: 0.19 },
  E: { extraversion: 0.41 },
  C: {},
}

const personalityPull = (ocean: TalentMappingInput['ocean'], letter: Letter): number =>
  Object.entries(pulls[letter]).reduce(
    (sum, [key, weight]) => sum + weight * ((ocean[key as OceanKey] - 50) / 50),
    0,
  )

/** −1 (all disliked) to 1 (all liked); industries that were not scored have no say. */
function industryLean(input: TalentMappingInput): (occupation: RatedOccupation) => number {
  const { industryScore } = input
  if (!industryScore) return () => 0
  return ({ industries }) => {
    let sum = 0
    let count = 0
    for (const industry of industries) {
      const score = industryScore[industry]
      if (score === undefined) continue
      sum += (score - 50) / 50
      count++
    }
    return count === 0 ? 0 : sum / count
  }
}

const ratedIndustries = (
  { industryScore }: TalentMappingInput,
  { industries }: RatedOccupation,
): IndustryKey[] =>
  industryScore ? industries.filter((industry) => industryScore[industry] !== undefined) : []

function withReasons(reading: Reading, one: Ranked, isEven: boolean): Recommendation {
  const { occupation, r } = one
  const industries = ratedIndustries(reading.input, occupation)
  const because: Statement[] = [
    isEven ? explore(reading, occupation) : agreement(occupation, r ?? 0),
    ...(industries.length > 0 ? [['industries', ...industries] as const] : []),
  ]
  if (isEven) return { occupation, r, c: null, m: null, zs: null, because }
  return {
    occupation,
    r,
    c: round(indexC(reading.placement, occupation.placement), 1),
    m: round(iachanM(reading.placement, occupation.placement), 1),
    zs: zenerSchnuelle(firstThree(reading), occupation.letters.slice(0, 3)),
    because,
  }
}

const firstThree = ({ interests }: Reading): Letter[] =>
  interests.slice(0, 3).map(({ letter }) => letter)

const agreement = ({ letters: own }: RatedOccupation, r: number): Statement => [
  `fit.${fitOf(r)}`,
  ...own.slice(0, 3),
]

function explore({ input: { ocean } }: Reading, occupation: RatedOccupation): Statement {
  const letter = leadOf(occupation)
  const speaking = (Object.keys(pulls[letter]) as OceanKey[]).filter((key) => ocean[key] > 50)
  return personalityPull(ocean, letter) > 0 && speaking.length > 0
    ? ['explore.personality', ...speaking]
    : ['explore.interests']
}
