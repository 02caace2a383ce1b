// The form of an entry in the table of occupations. The table is hand-written and small: real
// occupations, each with an assumed interest code and prospects that are judgements, not statistics.
import type { IndustryKey, Letter } from '../dimensions.ts'
import type { CareerProspect, ProspectLevel } from '../profile.schema.ts'

export interface Occupation {
  readonly name: string
  /** Its three leading interests, strongest first. */
  readonly code: readonly [Letter, Letter, Letter]
  /** After "the work is". */
  readonly work: string
  readonly majors: readonly [string, string, ...string[]]
  readonly industries: readonly IndustryKey[]
  readonly prospect: CareerProspect
}

/** Jobs to be had, pay, chances to rise, growth of the field, room to learn, and risk of automation. */
export const prospect = (
  jobAvailability: ProspectLevel,
  salaryPotential: ProspectLevel,
  careerProgression: ProspectLevel,
  industryGrowth: ProspectLevel,
  skillDevelopment: ProspectLevel,
  aiOvertake: ProspectLevel,
): CareerProspect => ({
  jobAvailability,
  salaryPotential,
  careerProgression,
  industryGrowth,
  skillDevelopment,
  aiOvertake,
})
