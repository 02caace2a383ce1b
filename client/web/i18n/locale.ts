// The language and the colours a person chose, kept on the device. Without a choice both follow the browser.
import { keep, recall } from '../system/storage.ts'

export const locales = ['en', 'id'] as const
export type Locale = (typeof locales)[number]

export const localeNames: Record<Locale, string> = { en: 'English', id: 'Bahasa Indonesia' }

/** The chosen language, else the first of the browser's that there is, else English. */
export function firstLocale(): Locale {
  const chosen = recall<string>('device', 'locale')
  const wanted = [chosen, ...navigator.languages].map((tag) => tag?.slice(0, 2).toLowerCase())
  return wanted.map((tag) => locales.find((locale) => locale === tag)).find(Boolean) ?? 'en'
}

export const keepLocale = (locale: Locale): void => keep('device', 'locale', locale)

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export const firstTheme = (): Theme =>
  themes.find((theme) => theme === recall<string>('device', 'theme')) ?? 'system'

/** Shows a theme now and at the next visit. */
export function showTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme
  keep('device', 'theme', theme === 'system' ? undefined : theme)
}
