// A stored persona profile in another language: its texts are rendered from the reason codes kept with it.
// Runs in a page as it does here; nothing is analysed anew, so every figure stays what it was.
import type { ProfileAnalysis } from './analysis.schema.ts'
import type { PersonaProfile } from './profile.schema.ts'
import { type OccupationWords, renderTexts } from './render.ts'
import type { Catalogue } from './texts/catalogue.ts'

/** The language that a profile is stored in, unless a language model wrote it in another. */
const usualLocale = 'en'

/**
 * The profile with its texts in the language of `catalogue`. A career that is known in English only keeps
 * its English name. A profile without reason codes, as another analyzer may make it, is given back as it is.
 */
export function localised(profile: PersonaProfile, catalogue: Catalogue): PersonaProfile {
  const { analysis, prose } = profile
  const storedLocale = prose?.writtenBy === 'llm' ? prose.locale : usualLocale
  if (catalogue.locale === storedLocale || !analysis?.statements) return profile
  const words = profile.careerRecommendation.map(
    ({ careerName, relatedMajors }, place): OccupationWords =>
      wordsIn(catalogue.locale, analysis.careers[place]) ?? {
        title: careerName,
        majors: relatedMajors,
      },
  )
  const { careers, ...texts } = renderTexts(analysis, catalogue, words)
  return {
    ...profile,
    ...texts,
    careerRecommendation: profile.careerRecommendation.map((career, place) => ({
      ...career,
      ...careers[place],
    })),
    analysis: {
      ...analysis,
      moreCareers: analysis.moreCareers.map((career) => ({
        ...career,
        title: titleIn(catalogue.locale, career),
      })),
    },
  }
}

const titleIn = (
  locale: Catalogue['locale'],
  { title, indonesian }: ProfileAnalysis['moreCareers'][number],
): string => (locale === 'id' && indonesian !== undefined ? indonesian : title)

const wordsIn = (
  locale: Catalogue['locale'],
  career: ProfileAnalysis['careers'][number] | undefined,
): OccupationWords | undefined => (locale === 'id' ? career?.indonesian : undefined)
