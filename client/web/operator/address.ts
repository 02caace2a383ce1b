// The address of an operator's screen: which screen it is, and all that it shows as its query. Nothing else keeps
// what a list shows, so that an address can be sent to a colleague.
import { useSyncExternalStore } from 'react'
import { go, onMove, paths, usePath } from '../router.tsx'

export const screens = ['overview', 'jobs', 'stuck', 'checks', 'ledger', 'audit', 'system'] as const
export type Screen = (typeof screens)[number]

export const screenPath = (screen: Screen): string =>
  screen === 'overview' ? paths.operator : `${paths.operator}/${screen}`

export const jobPath = (jobId: string): string =>
  `${paths.operator}/jobs/${encodeURIComponent(jobId)}`

/** The list of jobs with these of its parameters. */
export const jobsPath = (query: Readonly<Record<string, string>>): string =>
  `${screenPath('jobs')}?${new URLSearchParams(query)}`

export type Place =
  | { readonly screen: Screen }
  | { readonly screen: 'job'; readonly jobId: string }
  | { readonly screen: 'unknown' }

export function placeOf(path: string): Place {
  const [name = 'overview', id, ...rest] = path
    .slice(paths.operator.length)
    .split('/')
    .filter(Boolean)
  const screen = screens.find((each) => each === name)
  if (rest.length > 0 || screen === undefined) return { screen: 'unknown' }
  if (id === undefined) return { screen }
  if (screen !== 'jobs') return { screen: 'unknown' }
  try {
    return { screen: 'job', jobId: decodeURIComponent(id) }
  } catch {
    return { screen: 'unknown' }
  }
}

export const usePlace = (): Place => placeOf(usePath())

/** The query of the address, and a way to change some of it; what is empty is left out. */
export function useQueryState(): [
  URLSearchParams,
  (change: Readonly<Record<string, string>>, options?: { isStep?: boolean }) => void,
] {
  const search = useSyncExternalStore(onMove, () => location.search)
  const query = new URLSearchParams(search)
  return [
    query,
    (change, { isStep = true } = {}) => {
      const next = new URLSearchParams(location.search)
      for (const [name, value] of Object.entries(change)) {
        if (value === '') next.delete(name)
        else next.set(name, value)
      }
      const text = next.toString()
      const to = text === '' ? location.pathname : `${location.pathname}?${text}`
      if (to !== location.pathname + location.search) go(to, { replace: !isStep })
    },
  ]
}
