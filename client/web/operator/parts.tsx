// The small parts of the operator's pages: states, instants, durations, figures, and buttons that copy.
import { type UseQueryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { agoOf, instantOf } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { Icon } from '../parts/icons.tsx'
import { Refused } from '../parts/refusal.tsx'
import { later, now } from '../system/clock.ts'
import { useOperatorLive, usePaceMs } from './live.ts'
import { type OperatorWords, useWords } from './words.tsx'

/** A question that is asked again as the live connection allows: never while it is paused. */
export function useAsked<Data, Key extends readonly unknown[]>(
  options: UseQueryOptions<Data, Error, Data, Key>,
): UseQueryResult<Data> {
  const isPaused = useOperatorLive() === 'paused'
  return useQuery({
    ...options,
    refetchInterval: usePaceMs(),
    refetchOnWindowFocus: !isPaused,
    refetchOnReconnect: !isPaused,
  })
}

/** What is shown before there is an answer, or in place of one. */
export function Unanswered({ asked }: { readonly asked: UseQueryResult<unknown> }) {
  const m = useMessages()
  if (asked.error) return <Refused error={asked.error} onAgain={() => void asked.refetch()} />
  return <p className="quiet">{m.frame.loading}</p>
}

export const stateName = (w: OperatorWords, status: string): string => {
  const names: Partial<Record<string, string>> = w.states
  return names[status] ?? status
}

export function State({ status }: { readonly status: string }) {
  const w = useWords()
  return (
    <span className="state" data-state={status}>
      <Sign status={status} /> {stateName(w, status)}
    </span>
  )
}

/** A tick, a cross, or a ring that is full while something runs: told apart without colour. */
export function Sign({ status }: { readonly status: string }) {
  if (status === 'completed') return <Icon name="check" />
  if (status === 'failed') return <Icon name="cross" />
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r="5.5" />
      {status === 'processing' && <circle cx="10" cy="10" r="2" />}
    </svg>
  )
}

/** Such as "3 minutes ago", with the instant to the second and the zone for whoever points at it. */
export function Ago({ at }: { readonly at: number }) {
  const { m, locale } = useLanguage()
  const text = at > now() ? instantOf(locale, at) : agoOf(m, locale, at)
  return (
    <time dateTime={new Date(at).toISOString()} title={exactOf(at)}>
      {text}
    </time>
  )
}

/** To the second, where an operator compares with a log. */
export function Exact({ at }: { readonly at: number }) {
  const { locale } = useLanguage()
  return (
    <time dateTime={new Date(at).toISOString()} title={exactOf(at)}>
      {exactIn(locale, at)}
    </time>
  )
}

const tags = { en: 'en-GB', id: 'id-ID' }

export const exactIn = (locale: 'en' | 'id', at: number): string =>
  new Intl.DateTimeFormat(tags[locale], { dateStyle: 'medium', timeStyle: 'medium' }).format(at)

export const timeIn = (locale: 'en' | 'id', at: number): string =>
  new Intl.DateTimeFormat(tags[locale], { timeStyle: 'medium' }).format(at)

const exactOf = (at: number): string => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return `${new Date(at).toISOString()} (${zone})`
}

/** Short, in the units of instruments, which are the same in both languages: 850 ms, 4.2 s, 3 min, 2 h. */
export function spanOf(ms: number | null): string {
  if (ms === null) return '–'
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1_000)} s`
  return `${Math.floor(ms / 3_600_000)} h ${Math.floor((ms % 3_600_000) / 60_000)} min`
}

export function sizeOf(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${(bytes / 1_024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

export const countIn = (locale: 'en' | 'id', count: number): string =>
  new Intl.NumberFormat(tags[locale]).format(count)

/** The instant as it is now, again every second. */
function useNow(): number {
  const [at, tick] = useState(now)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each tick arms the next
  useEffect(() => later(1_000, () => tick(now())), [at])
  return at
}

interface Dated {
  readonly data: { readonly asOf: number } | undefined
  readonly dataUpdatedAt: number
}

/** The same by the service's clock: the two differ by what they did when the answer came. Until then, by this device's. */
export function useServiceNow({ data, dataUpdatedAt }: Dated): number {
  return useNow() + (data ? data.asOf - dataUpdatedAt : 0)
}

/** Copies, and says so. On plain http there is no clipboard: the text is then shown, to be copied by hand. */
export function Copy({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  const w = useWords()
  const [done, note] = useState<'copied' | 'shown' | undefined>()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      note('copied')
    } catch {
      note('shown')
    }
  }
  return (
    <>
      <button type="button" className="button small" onClick={() => void copy()}>
        <span aria-live="polite">{done === 'copied' ? w.job.copied : children}</span>
      </button>
      {done === 'shown' && <pre className="mono">{text}</pre>}
    </>
  )
}

/** What scrolls sideways must be reachable by keyboard, and has a name. */
export function Wide({
  label,
  children,
}: {
  readonly label: string
  readonly children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}

/** A list of names and values. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** From one page of a list to the next, and back. */
export function Pager({
  page,
  hasMore,
  goTo,
}: {
  readonly page: number
  readonly hasMore: boolean
  readonly goTo: (page: number) => void
}) {
  const w = useWords()
  return (
    <nav className="actions" aria-label={w.jobs.page(page)}>
      <button
        type="button"
        className="button small"
        disabled={page === 1}
        onClick={() => goTo(page - 1)}
      >
        {w.jobs.previous}
      </button>
      <span className="quiet">{w.jobs.page(page)}</span>
      <button
        type="button"
        className="button small"
        disabled={!hasMore}
        onClick={() => goTo(page + 1)}
      >
        {w.jobs.next}
      </button>
    </nav>
  )
}
