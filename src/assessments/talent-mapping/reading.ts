// What a person's scores say before any word is chosen: ranks, ties, bands and how clear the picture is.
// Pure; every sentence of the profile is derived from a reading and cites its scores.
import {
  type Letter,
  letterLabels,
  letters,
  type OceanKey,
  oceanKeys,
  oceanLabels,
  riasecKeys,
  type StrengthKey,
  strengthKeys,
  type Virtue,
  virtueOf,
} from './dimensions.ts'
import { consistency, differentiation, hexagonPoint, mean, riskIndex, round } from './formulas.ts'
import type { TalentMappingInput } from './input.schema.ts'

export interface Scored {
  readonly label: string
  readonly score: number
}
export interface Interest extends Scored {
  readonly letter: Letter
}
export type Level = 'low' | 'middle' | 'high'
export interface Trait extends Scored {
  readonly key: OceanKey
  readonly level: Level
}
export interface Strength {
  readonly strength: StrengthKey
  readonly virtue: Virtue
  readonly score: number
  /** Equal scores share a rank: 1, 2, 2, 4 … */
  readonly rank: number
}
type Clarity = 'clear' | 'mixed' | 'flat'

/** Which persona the interests lead to; ties are kept in view instead of being settled in silence. */
export type Lead =
  | { readonly kind: 'even' }
  /** One interest leads and three or more share the second place, so none of them is the second. */
  | { readonly kind: 'single'; readonly first: Interest }
  | { readonly kind: 'pair'; readonly first: Interest; readonly second: Interest }

export interface Reading {
  readonly input: TalentMappingInput
  /** R, I, A, S, E, C. */
  readonly scores: readonly number[]
  /** Highest first; equal scores in the order of the hexagon. */
  readonly interests: readonly Interest[]
  readonly code: string
  readonly clarity: Clarity
  readonly lead: Lead
  readonly consistency: 'high' | 'medium' | 'low' | null
  readonly differentiation: number
  readonly elevation: number
  readonly hexagon: { readonly x: number; readonly y: number }
  readonly riskIndex: number
  readonly traits: Readonly<Record<OceanKey, Trait>>
  /** All 24, highest first; equal scores in the published order. */
  readonly strengths: readonly Strength[]
}

/** Below this range of the six interests, no one interest stands out. */
const flatBelow = 10
/** From this range on, and when those who lead do so by the margin, the picture is clear. */
const clearFrom = 25
/** Scores closer than this could change places on another day. */
export const closeMargin = 5
export const signatureCount = 5

export function readScores(input: TalentMappingInput): Reading {
  const scores = riasecKeys.map((key) => input.riasec[key])
  const interests = rankInterests(scores)
  const lead = leadOf(interests)
  return {
    input,
    scores,
    interests,
    code: hollandCode(interests),
    clarity: clarityOf(interests, lead),
    lead,
    consistency: consistencyOf(interests),
    differentiation: differentiation(scores),
    elevation: round(mean(scores), 1),
    hexagon: hexagonPoint(scores),
    riskIndex: riskIndex(input.ocean),
    traits: traitsOf(input),
    strengths: rankStrengths(input),
  }
}

export function levelOf(score: number): Level {
  if (score < 40) return 'low'
  return score > 60 ? 'high' : 'middle'
}

/** The word that goes with a score wherever it is shown. */
export function bandOf(score: number): string {
  if (score < 20) return 'low'
  if (score < 40) return 'rather low'
  if (score <= 60) return 'middle'
  return score <= 80 ? 'rather high' : 'high'
}

function rankInterests(scores: readonly number[]): Interest[] {
  return letters
    .map((letter, index) => ({ letter, label: letterLabels[letter], score: scores[index] ?? 0 }))
    .sort((a, b) => b.score - a.score)
}

const at = (interests: readonly Interest[], place: number): number => interests[place]?.score ?? 0

const rangeOf = (interests: readonly Interest[]): number => at(interests, 0) - at(interests, 5)

function leadOf(interests: readonly Interest[]): Lead {
  const [first, second] = interests
  if (rangeOf(interests) < flatBelow || !first || !second) return { kind: 'even' }
  const leadsAlone = first.score > second.score
  const isSecondShared = second.score === at(interests, 3)
  return leadsAlone && isSecondShared ? { kind: 'single', first } : { kind: 'pair', first, second }
}

function clarityOf(interests: readonly Interest[], { kind }: Lead): Clarity {
  if (kind === 'even') return 'flat'
  const lastLeading = kind === 'single' ? 0 : 1
  const margin = at(interests, lastLeading) - at(interests, lastLeading + 1)
  return rangeOf(interests) >= clearFrom && margin >= closeMargin ? 'clear' : 'mixed'
}

/** The first three letters and whatever ties with the third; `=` joins letters that tie. */
function hollandCode(interests: readonly Interest[]): string {
  const third = at(interests, 2)
  return interests
    .filter(({ score }, place) => place < 3 || score === third)
    .map(({ letter, score }, place) =>
      place > 0 && score === at(interests, place - 1) ? `=${letter}` : letter,
    )
    .join('')
}

function consistencyOf(interests: readonly Interest[]): 'high' | 'medium' | 'low' | null {
  const [first, second] = interests
  if (!first || !second || second.score === at(interests, 2)) return null
  return consistency(first.letter, second.letter)
}

function traitsOf({ ocean }: TalentMappingInput): Record<OceanKey, Trait> {
  const trait = (key: OceanKey): Trait => {
    const score = ocean[key]
    return { key, label: oceanLabels[key], score, level: levelOf(score) }
  }
  return Object.fromEntries(oceanKeys.map((key) => [key, trait(key)])) as Record<OceanKey, Trait>
}

function rankStrengths({ viaIs }: TalentMappingInput): Strength[] {
  const all = strengthKeys.map((strength) => viaIs[strength])
  return strengthKeys
    .map((strength) => ({
      strength,
      virtue: virtueOf(strength),
      score: viaIs[strength],
      rank: 1 + all.filter((score) => score > viaIs[strength]).length,
    }))
    .sort((a, b) => b.score - a.score)
}
