// What an occupation is to the analysis, and how an entry of the built-in table is written. It ranks nothing.
import { type Placement, placementOf } from '../congruence.ts'
import type { IndustryKey, Letter } from '../dimensions.ts'
import { mean } from '../formulas.ts'
import type { CareerProspect, ProspectLevel } from '../profile.schema.ts'
import { hollandCode, rankInterests } from '../reading.ts'
import type { OccupationWords } from '../render.ts'
import type { PreparationLevel } from '../texts/catalogue.ts'
import { type MajorKey, majors } from './majors.ts'

export interface Occupation {
  readonly id: string
  /** How far the work calls for each interest, R, I, A, S, E, C, from 1 to 7. */
  readonly values: readonly number[]
  /** 1 little or none, 2 some months, 3 vocational or diploma, 4 a degree, 5 beyond a first degree. */
  readonly preparation: PreparationLevel
  /** Occupations of one group are alike; a list holds few of each. */
  readonly group: string
  readonly industries: readonly IndustryKey[]
  readonly prospect: CareerProspect
  readonly english: OccupationWords
  /** Nothing where the source knows English only. */
  readonly indonesian?: OccupationWords
}

/** An entry of the built-in table. */
export interface WrittenOccupation {
  readonly id: string
  readonly values: readonly number[]
  readonly preparation: PreparationLevel
  /** Jobs, pay, rise, growth, learning, and work that machines may take over: 1 super low to 5 super high. */
  readonly prospects: readonly number[]
  readonly majors: readonly MajorKey[]
  readonly industries: readonly IndustryKey[]
  readonly english: { readonly title: string; readonly work: string }
  readonly indonesian: { readonly title: string; readonly work: string }
}

const levels: readonly ProspectLevel[] = ['super low', 'low', 'moderate', 'high', 'super high']

/** Six digits from 1 to 5, in the order of `WrittenOccupation.prospects`. */
export function prospectOf(digits: readonly number[]): CareerProspect {
  const level = (place: number): ProspectLevel => levels[(digits[place] ?? 3) - 1] ?? 'moderate'
  return {
    jobAvailability: level(0),
    salaryPotential: level(1),
    careerProgression: level(2),
    industryGrowth: level(3),
    skillDevelopment: level(4),
    aiOvertake: level(5),
  }
}

export const asOccupation = (
  { id, values, preparation, industries, prospects, ...written }: WrittenOccupation,
  group: string,
): Occupation => ({
  id,
  values,
  preparation,
  group,
  industries,
  prospect: prospectOf(prospects),
  english: { ...written.english, majors: written.majors.map((key) => majors[key].en) },
  indonesian: { ...written.indonesian, majors: written.majors.map((key) => majors[key].id) },
})

/** An occupation with what ranking needs of it, worked out once. */
export interface RatedOccupation extends Occupation {
  readonly code: string
  /** Its first letters, at least two: kinds that resemble each other. */
  readonly letters: readonly Letter[]
  readonly placement: Placement
  /** Deviations from its mean, scaled to length 1: r is the product of two such; all 0 when flat. */
  readonly direction: readonly number[]
  /** 0 to 100, as the person's. */
  readonly elevation: number
}

export const rated = (occupation: Occupation): RatedOccupation => ({
  ...occupation,
  code: hollandCode(occupation.values),
  letters: rankInterests(occupation.values).map(({ letter }) => letter),
  placement: placementOf(occupation.values),
  direction: directionOf(occupation.values),
  elevation: ((mean(occupation.values) - 1) / 6) * 100,
})

/** Deviations from the mean, scaled to length 1; all 0 where the six are equal. */
export function directionOf(values: readonly number[]): number[] {
  const middle = mean(values)
  const away = values.map((value) => value - middle)
  const length = Math.sqrt(away.reduce((sum, value) => sum + value * value, 0))
  return away.map((value) => (length === 0 ? 0 : value / length))
}
