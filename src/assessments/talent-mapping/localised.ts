// A stored persona profile in another language: its texts are rendered from the reason codes kept with it.
// Runs in a page as it does here; nothing is analysed anew, so every figure stays what it was.
import type { PersonaProfile } from './profile.schema.ts'
import { type OccupationWords, renderTexts } from './render.ts'
import type { Catalogue } from './texts/catalogue.ts'

/** The language that every profile is stored in. */
const storedLocale = 'en'

/**
 * The profile with its texts in the language of `catalogue`. A career that is known in English only keeps
 * its English name. A profile without reason codes, as another analyzer may make it, is given back as it is.
 */
export function localised(profile: PersonaProfile, catalogue: Catalogue): PersonaProfile {
  const { analysis } = profile
  if (catalogue.locale === storedLocale || !analysis?.statements) return profile
  const words = profile.careerRecommendation.map(
    ({ careerName, relatedMajors }, place): OccupationWords =>
      analysis.careers[place]?.indonesian ?? { title: careerName, majors: relatedMajors },
  )
  const { careers, ...texts } = renderTexts(analysis, catalogue, words)
  return {
    ...profile,
    ...texts,
    careerRecommendation: profile.careerRecommendation.map((career, place) => ({
      ...career,
      ...careers[place],
    })),
  }
}
