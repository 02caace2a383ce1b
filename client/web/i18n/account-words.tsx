// The words of the account's page in the language chosen. They are no part of the catalogue that every screen loads.
import { createContext, type ReactNode } from 'react'
import type { accountEn } from './account.en.ts'
import type { Worded } from './messages.tsx'
import { OwnWords, useOwnWords } from './own-words.tsx'

export type AccountWords = Worded<typeof accountEn>

const Chosen = createContext<AccountWords | null>(null)

const catalogues = {
  en: async (): Promise<AccountWords> => (await import('./account.en.ts')).accountEn,
  id: async (): Promise<AccountWords> => (await import('./account.id.ts')).accountId,
}

export const WordsProvider = ({ children }: { readonly children: ReactNode }) => (
  <OwnWords of={Chosen} catalogues={catalogues}>
    {children}
  </OwnWords>
)

export const useWords = (): AccountWords => useOwnWords(Chosen)
