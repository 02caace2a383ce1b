// Words that only some screens load, beside the catalogue of everybody: provided in the language chosen, to whoever
// asks below. Each such catalogue has a context of its own.
import { type Context, type ReactNode, useContext, useEffect, useState } from 'react'
import type { Locale } from './locale.ts'
import { useLanguage } from './messages.tsx'

interface OwnWordsProps<Words> {
  readonly of: Context<Words | null>
  readonly catalogues: Record<Locale, () => Promise<Words>>
  readonly children: ReactNode
}

export function OwnWords<Words>({ of: Chosen, catalogues, children }: OwnWordsProps<Words>) {
  const { locale, m } = useLanguage()
  const [words, show] = useState<Words | null>(null)
  useEffect(() => {
    let isWanted = true
    catalogues[locale]().then(
      (found) => isWanted && show(() => found),
      // Thrown where it is drawn: the screen then says so, and offers to try again.
      (error: unknown) =>
        show(() => {
          throw error
        }),
    )
    return () => {
      isWanted = false
    }
  }, [locale, catalogues])
  if (!words) return <p className="quiet">{m.frame.loading}</p>
  return <Chosen.Provider value={words}>{children}</Chosen.Provider>
}

/** The words of the nearest `OwnWords` of this context. */
export function useOwnWords<Words>(of: Context<Words | null>): Words {
  const words = useContext(of)
  if (!words) throw new Error('A component outside of its words asked for them')
  return words
}
