// Chooses occupations that fit a person, and says from which scores. It ranks a short hand-written list;
// it does not claim that nothing else would fit.
import { type IndustryKey, industryLabels, type Letter, letters } from '../dimensions.ts'
import { iachanM, mean, pearson } from '../formulas.ts'
import type { TalentMappingInput } from '../input.schema.ts'
import type { Career } from '../profile.schema.ts'
import type { Reading } from '../reading.ts'
import { cite, joinWords } from '../wording.ts'
import { artisticOccupations } from './artistic.careers.ts'
import { conventionalOccupations } from './conventional.careers.ts'
import { enterprisingOccupations } from './enterprising.careers.ts'
import { investigativeOccupations } from './investigative.careers.ts'
import type { Occupation } from './occupation.ts'
import { realisticOccupations } from './realistic.careers.ts'
import { socialOccupations } from './social.careers.ts'

export const occupations: readonly Occupation[] = [
  ...realisticOccupations,
  ...investigativeOccupations,
  ...artisticOccupations,
  ...socialOccupations,
  ...enterprisingOccupations,
  ...conventionalOccupations,
]

/** How far liking or disliking its industries can move an occupation, on the scale of r. */
const industryWeight = 0.2
const careersMax = 4
const perPairMax = 2
/** With even interests, five fields with one occupation each. */
const fieldsMax = 5

interface Ranked {
  readonly occupation: Occupation
  readonly fit: number
  readonly score: number
  readonly kinship: number
}

export function recommendCareers(reading: Reading): Career[] {
  const isEven = reading.lead.kind === 'even'
  const ranked = isEven ? rankByPersonality(reading) : rankByInterests(reading)
  const justify = isEven ? justifyByPersonality : justifyByInterests
  return choose(ranked, isEven).map(({ occupation, fit }) => ({
    careerName: occupation.name,
    justification: `${justify(reading, occupation, fit)}${industryReason(reading, occupation)}`,
    relatedMajors: [...occupation.majors],
    careerProspect: occupation.prospect,
  }))
}

/** Six values for an occupation from its code: 3, 2 and 1 for its letters, 0 for the others. */
export const assumedProfile = ({ code }: Occupation): number[] =>
  letters.map((letter) => (code.includes(letter) ? code.length - code.indexOf(letter) : 0))

function rankByInterests(reading: Reading): Ranked[] {
  const own = reading.interests.slice(0, 3).map(({ letter }) => letter)
  const ranked = occupations.map((occupation): Ranked => {
    const fit = pearson(reading.scores, assumedProfile(occupation)) ?? 0
    return {
      occupation,
      fit,
      score: fit + industryWeight * industryLean(reading.input, occupation),
      kinship: iachanM(own, occupation.code),
    }
  })
  return ranked.sort((a, b) => b.score - a.score || b.kinship - a.kinship)
}

/**
 * Without a leading interest, what personality and interests share is all there is to go by: the
 * correlations of Larson, Rottinghaus and Borgen (2002). They never outweigh interest scores.
 */
function rankByPersonality(reading: Reading): Ranked[] {
  const ranked = occupations.map((occupation): Ranked => {
    const pull = personalityPull(reading, occupation.code[0])
    const score = pull + industryLean(reading.input, occupation)
    return { occupation, fit: pull, score: industryWeight * score, kinship: 0 }
  })
  return ranked.sort((a, b) => b.score - a.score)
}

function personalityPull({ input: { ocean } }: Reading, letter: Letter): number {
  const away = (score: number) => (score - 50) / 50
  switch (letter) {
    case 'A':
      return 0.48 * away(ocean.openness)
    case 'E':
      return 0.41 * away(ocean.extraversion)
    case 'S':
      return 0.31 * away(ocean.extraversion) + 0.19 * away(ocean.agreeableness)
    case 'I':
      return 0.28 * away(ocean.openness)
    default:
      return 0
  }
}

/** −1 (all disliked) to 1 (all liked); industries that were not scored have no say. */
function industryLean(input: TalentMappingInput, occupation: Occupation): number {
  const scores = ratedIndustries(input, occupation).map(({ score }) => score)
  return scores.length === 0 ? 0 : (mean(scores) - 50) / 50
}

function ratedIndustries(input: TalentMappingInput, { industries }: Occupation) {
  return industries.flatMap((industry: IndustryKey) => {
    const score = input.industryScore?.[industry]
    return score === undefined ? [] : [{ label: industryLabels[industry], score }]
  })
}

/** The best, but not all of one kind. */
function choose(ranked: readonly Ranked[], isEven: boolean): Ranked[] {
  const [chosenMax, perKindMax] = isEven ? [fieldsMax, 1] : [careersMax, perPairMax]
  const chosen: Ranked[] = []
  const kinds = new Map<string, number>()
  for (const candidate of ranked) {
    const { code } = candidate.occupation
    const kind = isEven ? code[0] : `${code[0]}${code[1]}`
    const sameKind = kinds.get(kind) ?? 0
    if (chosen.length === chosenMax || sameKind === perKindMax) continue
    kinds.set(kind, sameKind + 1)
    chosen.push(candidate)
  }
  return chosen
}

function justifyByInterests(reading: Reading, { code, work }: Occupation, fit: number): string {
  const own = code.flatMap((letter) => reading.interests.filter((one) => one.letter === letter))
  return `${fitLabel(fit)} (fit ${fit.toFixed(2)} of 1 with its assumed code ${code.join('')}; you: ${joinWords(own.map(cite))}). The work is ${work}.`
}

/** .729 is where six points are significant at 5 %, one-tailed. */
function fitLabel(fit: number): string {
  if (fit >= 0.85) return 'Very close to your interests'
  if (fit >= 0.73) return 'Close to your interests'
  if (fit >= 0.6) return 'Worth a look for your interests'
  return 'The nearest in our short list, though your mix of interests is unusual'
}

function justifyByPersonality({ traits }: Reading, { code, work }: Occupation, pull: number) {
  const cited = {
    R: [],
    I: [traits.openness],
    A: [traits.openness],
    S: [traits.extraversion, traits.agreeableness],
    E: [traits.extraversion],
    C: [],
  }[code[0]]
  const opening = 'One field to explore, as your interests are even'
  const speaking = cited.filter(({ score }) => score > 50).map(cite)
  const point = speaking.length === 1 ? 'points' : 'point'
  const reason = pull > 0 ? `; your ${joinWords(speaking)} ${point} there` : ''
  return `${opening}${reason}. The work is ${work}.`
}

function industryReason({ input }: Reading, occupation: Occupation): string {
  const rated = ratedIndustries(input, occupation)
  if (rated.length === 0) return ''
  return ` You rated its industries: ${joinWords(rated.map(cite))}.`
}
