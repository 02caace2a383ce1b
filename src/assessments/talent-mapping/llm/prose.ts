// What a language model may write of a profile, and how it is joined to the offline analysis. Numbers, codes and
// careers stay those of the analysis: prose that cites a number nobody computed is refused.
import { z } from 'zod'
import { type PersonaProfile, personaProfile } from '../profile.schema.ts'

const fields = personaProfile.pick({
  shortSummary: true,
  coreMotivators: true,
  learningStyle: true,
  strengthSummary: true,
  strengths: true,
  weaknessSummary: true,
  weaknesses: true,
  insights: true,
  skillSuggestion: true,
  possiblePitfalls: true,
  workEnvironment: true,
})

/** The same limits as the profile's own, with one justification for each career. */
export const proseSchema = fields.extend({
  careerJustifications: z.array(personaProfile.shape.shortSummary).min(3).max(5),
})
export type Prose = z.infer<typeof proseSchema>

/** The texts that are to be rewritten. */
export const proseOf = (profile: PersonaProfile): Prose => ({
  ...fields.parse(
    Object.fromEntries(
      Object.keys(fields.shape).map((key) => [key, profile[key as keyof typeof fields.shape]]),
    ),
  ),
  careerJustifications: profile.careerRecommendation.map(({ justification }) => justification),
})

/** Why prose cannot stand for the analysis; nothing when it can. */
export function faultOf(prose: Prose, profile: PersonaProfile): string | undefined {
  const careers = profile.careerRecommendation.length
  if (prose.careerJustifications.length !== careers) {
    return `${prose.careerJustifications.length} careers are justified instead of ${careers}`
  }
  const known = numbersIn(JSON.stringify(profile))
  const invented = [...numbersIn(JSON.stringify(prose))].filter((number) => !known.has(number))
  return invented.length === 0
    ? undefined
    : `it cites ${invented.slice(0, 5).join(', ')}, which the analysis does not hold`
}

/** 0,85 and 0.850 are one number. */
const numbersIn = (text: string): Set<number> =>
  new Set(
    [...text.matchAll(/\d+(?:[.,]\d+)?/g)].map(([number]) => Number(number.replace(',', '.'))),
  )

export function withProse(
  profile: PersonaProfile,
  { careerJustifications, ...prose }: Prose,
): PersonaProfile {
  return {
    ...profile,
    ...prose,
    careerRecommendation: profile.careerRecommendation.map((career, place) => ({
      ...career,
      justification: careerJustifications[place] ?? career.justification,
    })),
  }
}
