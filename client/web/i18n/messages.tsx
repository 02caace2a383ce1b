// The words of the pages, in the language chosen: one catalogue is loaded, the other only when it is asked for.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { en } from './en.ts'
import { firstLocale, keepLocale, type Locale } from './locale.ts'

/** The shape of every catalogue: the same keys, words of its own. */
export type Worded<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...given: infer Given) => string
      ? (...given: Given) => string
      : Worded<T[K]>
}

export type Messages = Worded<typeof en>

const catalogues: Record<Locale, () => Promise<Messages>> = {
  en: async () => (await import('./en.ts')).en,
  id: async () => (await import('./id.ts')).id,
}

interface Language {
  readonly locale: Locale
  readonly m: Messages
  readonly choose: (locale: Locale) => void
}

const Chosen = createContext<Language | null>(null)

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [wanted, choose] = useState<Locale>(firstLocale)
  const [shown, show] = useState<{ locale: Locale; m: Messages } | null>(null)
  useEffect(() => {
    let isWanted = true
    void catalogues[wanted]().then((m) => {
      if (!isWanted) return
      document.documentElement.lang = wanted
      show({ locale: wanted, m })
    })
    return () => {
      isWanted = false
    }
  }, [wanted])
  const language = useMemo(
    () =>
      shown && {
        ...shown,
        choose: (locale: Locale) => {
          keepLocale(locale)
          choose(locale)
        },
      },
    [shown],
  )
  return language && <Chosen.Provider value={language}>{children}</Chosen.Provider>
}

export function useLanguage(): Language {
  const language = useContext(Chosen)
  if (!language) throw new Error('A component outside of LanguageProvider asked for words')
  return language
}

export const useMessages = (): Messages => useLanguage().m
