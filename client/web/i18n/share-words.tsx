// What is said of links to a result in the language chosen. They are no part of the catalogue that every screen loads.
import { createContext, type ReactNode } from 'react'
import type { Worded } from './messages.tsx'
import { OwnWords, useOwnWords } from './own-words.tsx'
import type { shareEn } from './share.en.ts'

export type ShareWords = Worded<typeof shareEn>

const Chosen = createContext<ShareWords | null>(null)

const catalogues = {
  en: async (): Promise<ShareWords> => (await import('./share.en.ts')).shareEn,
  id: async (): Promise<ShareWords> => (await import('./share.id.ts')).shareId,
}

export const WordsProvider = ({ children }: { readonly children: ReactNode }) => (
  <OwnWords of={Chosen} catalogues={catalogues}>
    {children}
  </OwnWords>
)

export const useWords = (): ShareWords => useOwnWords(Chosen)
