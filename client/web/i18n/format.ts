// Instants, durations and numbers as a person of the chosen language reads them.
import { now } from '../system/clock.ts'
import type { Locale } from './locale.ts'
import type { Messages } from './messages.tsx'

const minuteMs = 60_000
const tags: Record<Locale, string> = { en: 'en-GB', id: 'id-ID' }

/** Such as "24 November 2026". */
export const dateOf = (locale: Locale, at: number): string =>
  new Intl.DateTimeFormat(tags[locale], { dateStyle: 'long' }).format(at)

/** Such as "24 Nov 2026, 18:42". */
export const instantOf = (locale: Locale, at: number): string =>
  new Intl.DateTimeFormat(tags[locale], { dateStyle: 'medium', timeStyle: 'short' }).format(at)

/** Such as "3 minutes ago"; after a month, the date. */
export function agoOf(m: Messages, locale: Locale, at: number): string {
  const minutes = Math.floor((now() - at) / minuteMs)
  if (minutes < 1) return m.ago.now
  if (minutes < 60) return m.ago.minutes(minutes)
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return m.ago.hours(hours)
  const days = Math.floor(hours / 24)
  return days < 31 ? m.ago.days(days) : dateOf(locale, at)
}

/** Rounded up, so that nobody is promised too much. */
export function durationOf(m: Messages, durationMs: number): string {
  const seconds = Math.max(1, Math.ceil(durationMs / 1_000))
  if (seconds < 60) return m.durations.seconds(seconds)
  const minutes = Math.ceil(seconds / 60)
  return minutes < 60 ? m.durations.minutes(minutes) : m.durations.hours(Math.ceil(minutes / 60))
}
