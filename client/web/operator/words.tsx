// The words of the operator's pages in the language chosen. They are no part of the catalogue that people load.
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import type { Locale } from '../i18n/locale.ts'
import { useLanguage, type Worded } from '../i18n/messages.tsx'
import type { operatorEn } from './i18n/operator.en.ts'

export type OperatorWords = Worded<typeof operatorEn>

const catalogues: Record<Locale, () => Promise<OperatorWords>> = {
  en: async () => (await import('./i18n/operator.en.ts')).operatorEn,
  id: async () => (await import('./i18n/operator.id.ts')).operatorId,
}

const Chosen = createContext<OperatorWords | null>(null)

export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const { locale, m } = useLanguage()
  const [words, show] = useState<OperatorWords | null>(null)
  useEffect(() => {
    let isWanted = true
    void catalogues[locale]().then((found) => isWanted && show(found))
    return () => {
      isWanted = false
    }
  }, [locale])
  if (!words) return <p className="quiet">{m.frame.loading}</p>
  return <Chosen.Provider value={words}>{children}</Chosen.Provider>
}

export function useWords(): OperatorWords {
  const words = useContext(Chosen)
  if (!words) throw new Error('A component outside of WordsProvider asked for words')
  return words
}
