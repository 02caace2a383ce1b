// What a person's scores say before any word is chosen: ranks, ties and how clear the picture is.
// Pure; every statement of the profile is derived from a reading and names its scores.
import { type Level, levelOf } from './bands.ts'
import { type Placement, placementOf } from './congruence.ts'
import {
  type Letter,
  letters,
  type OceanKey,
  oceanKeys,
  riasecKeys,
  type StrengthKey,
  strengthKeys,
  type Virtue,
  virtueOf,
} from './dimensions.ts'
import { consistency, differentiation, hexagonPoint, mean, riskIndex, round } from './formulas.ts'
import type { TalentMappingInput } from './input.schema.ts'

export interface Interest {
  readonly letter: Letter
  readonly score: number
}
export interface Trait {
  readonly key: OceanKey
  readonly score: number
  readonly level: Level
}
export interface Strength {
  readonly strength: StrengthKey
  readonly virtue: Virtue
  readonly score: number
  /** Equal scores share a rank: 1, 2, 2, 4 … */
  readonly rank: number
}
export type Clarity = 'clear' | 'mixed' | 'flat'

/** Why a picture is not clear. */
export const doubts = ['even', 'narrowRange', 'closeLead', 'tiedLead'] as const
export type Doubt = (typeof doubts)[number]

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
  readonly placement: Placement
  readonly clarity: Clarity
  readonly doubts: readonly Doubt[]
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
  const doubted = doubtsOf(interests, lead)
  return {
    input,
    scores,
    interests,
    code: hollandCode(scores),
    placement: placementOf(scores),
    clarity: clarityOf(doubted),
    doubts: doubted,
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

/** Highest first; equal values in the order of the hexagon. */
export function rankInterests(scores: readonly number[]): Interest[] {
  return letters
    .map((letter, index) => ({ letter, score: scores[index] ?? 0 }))
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

function doubtsOf(interests: readonly Interest[], { kind }: Lead): Doubt[] {
  if (kind === 'even') return ['even']
  const lastLeading = kind === 'single' ? 0 : 1
  const margin = at(interests, lastLeading) - at(interests, lastLeading + 1)
  const found: Doubt[] = []
  if (rangeOf(interests) < clearFrom) found.push('narrowRange')
  if (margin === 0) found.push('tiedLead')
  else if (margin < closeMargin) found.push('closeLead')
  return found
}

function clarityOf([first]: readonly Doubt[]): Clarity {
  if (first === undefined) return 'clear'
  return first === 'even' ? 'flat' : 'mixed'
}

/** The first three letters and whatever ties with the third; `=` joins letters that tie: `IAS`, `S=EI`. */
export function hollandCode(scores: readonly number[]): string {
  const ranked = rankInterests(scores)
  const third = at(ranked, 2)
  return ranked
    .filter(({ score }, place) => place < 3 || score === third)
    .map(({ letter, score }, place) =>
      place > 0 && score === at(ranked, place - 1) ? `=${letter}` : letter,
    )
    .join('')
}

function consistencyOf(interests: readonly Interest[]): 'high' | 'medium' | 'low' | null {
  const [first, second] = interests
  if (!first || !second || second.score === at(interests, 2)) return null
  return consistency(first.letter, second.letter)
}

function traitsOf({ ocean }: TalentMappingInput): Record<OceanKey, Trait> {
  const trait = (key: OceanKey): Trait => ({
    key,
    score: ocean[key],
    level: levelOf(ocean[key]),
  })
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
