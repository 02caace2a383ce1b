// A result in the language of its reader. Its texts are stored in English beside the reasons they rest on; for
// another language they are said anew from those, and what says them is loaded only then.
import { useQuery } from '@tanstack/react-query'
import type { PersonaProfile } from '../../../src/assessments/talent-mapping/profile.schema.ts'
import type { Locale } from '../i18n/locale.ts'
import { fieldOf } from './scores.ts'

export interface Localised {
  readonly profile: unknown
  /** The language its texts are in. */
  readonly lang: Locale
}

/** As stored while the words are loaded, and where a result, or what is shown of it, has no reasons. */
export function useLocalised(profile: unknown, locale: Locale): Localised {
  const hasReasons = fieldOf(fieldOf(profile, 'analysis'), 'statements') !== undefined
  const words = useQuery({
    queryKey: ['words', locale],
    queryFn: loadWords,
    enabled: locale !== 'en' && hasReasons,
    staleTime: Number.POSITIVE_INFINITY,
  }).data
  if (locale === 'en' || !hasReasons || !words) return { profile, lang: 'en' }
  try {
    return { profile: words.say(profile as PersonaProfile), lang: locale }
  } catch {
    // Reasons of an edition that these pages do not know: the stored text says the same.
    return { profile, lang: 'en' }
  }
}

async function loadWords() {
  const [{ localised }, { indonesian }] = await Promise.all([
    import('../../../src/assessments/talent-mapping/localised.ts'),
    import('../../../src/assessments/talent-mapping/texts/indonesian.ts'),
  ])
  return { say: (profile: PersonaProfile) => localised(profile, indonesian) }
}
