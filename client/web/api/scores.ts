// The scores of talent mapping as the pages read them: the same dimensions as the service, each a whole number
// from 0 to 100. Whether a submission is right is decided by the service; this says it earlier, at the field.
import {
  oceanKeys,
  riasecKeys,
  strengthKeys,
  strengthsByVirtue,
  type Virtue,
  virtues,
} from '../../../src/assessments/talent-mapping/dimensions.ts'

export { bandOf } from '../../../src/assessments/talent-mapping/bands.ts'

/** The one assessment that these pages have a form and charts for; others are pasted and shown as they are. */
export const talentMapping = 'AI-Driven Talent Mapping'

export const interestKeys = riasecKeys
export type InterestKey = (typeof riasecKeys)[number]
export const traitKeys = oceanKeys
export type TraitKey = (typeof oceanKeys)[number]
export type { Virtue }
export { strengthKeys, virtues }
export type StrengthKey = (typeof strengthsByVirtue)[Virtue][number]

export const strengthsOf = (virtue: Virtue): readonly StrengthKey[] => strengthsByVirtue[virtue]

export interface Scores {
  readonly riasec: Readonly<Record<InterestKey, number>>
  readonly ocean: Readonly<Record<TraitKey, number>>
  readonly viaIs: Readonly<Record<StrengthKey, number>>
}

/** The groups of a submission and the dimensions in each. */
export const groups = { riasec: interestKeys, ocean: traitKeys, viaIs: strengthKeys } as const
export type Group = keyof typeof groups

export const isScore = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100

/** The scores in what a result stores, or undefined where it holds other things. */
export function readScores(data: unknown): Scores | undefined {
  const isWhole = Object.entries(groups).every(([group, keys]) =>
    keys.every((key) => isScore(fieldOf(fieldOf(data, group), key))),
  )
  return isWhole ? (data as Scores) : undefined
}

export const fieldOf = (data: unknown, key: string): unknown =>
  typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[key] : undefined
