// The words of the operator's pages in the language chosen. They are no part of the catalogue that people load.
import { createContext, type ReactNode } from 'react'
import type { Worded } from '../i18n/messages.tsx'
import { OwnWords, useOwnWords } from '../i18n/own-words.tsx'
import type { operatorEn } from './i18n/operator.en.ts'

export type OperatorWords = Worded<typeof operatorEn>

const Chosen = createContext<OperatorWords | null>(null)

const catalogues = {
  en: async (): Promise<OperatorWords> => (await import('./i18n/operator.en.ts')).operatorEn,
  id: async (): Promise<OperatorWords> => (await import('./i18n/operator.id.ts')).operatorId,
}

export const WordsProvider = ({ children }: { readonly children: ReactNode }) => (
  <OwnWords of={Chosen} catalogues={catalogues}>
    {children}
  </OwnWords>
)

export const useWords = (): OperatorWords => useOwnWords(Chosen)
