// Which screen an address means, and moving between screens without loading the page anew. The address is the
// only state; it never holds a token or anything a person typed.
import { type AnchorHTMLAttributes, type MouseEvent, useEffect, useSyncExternalStore } from 'react'

const base = '/app'

export type Route =
  | {
      readonly screen:
        | 'home'
        | 'sign-in'
        | 'sign-up'
        | 'new'
        | 'account'
        | 'shared'
        | 'operator'
        | 'unknown'
    }
  | { readonly screen: 'job'; readonly jobId: string }
  | { readonly screen: 'result'; readonly resultId: string }

const plain = ['sign-in', 'sign-up', 'new', 'account', 'shared'] as const

/** The screen at a path such as `/app/jobs/1`. */
export function routeOf(pathname: string): Route {
  const [first = '', second, ...rest] = pathname.slice(base.length).split('/').filter(Boolean)
  if (first === 'operator') return { screen: first }
  if (rest.length > 0) return { screen: 'unknown' }
  if (first === '') return { screen: 'home' }
  if (second !== undefined) return withId(first, second)
  return { screen: plain.find((screen) => screen === first) ?? 'unknown' }
}

function withId(kind: string, encoded: string): Route {
  const id = decoded(encoded)
  if (id !== undefined && kind === 'jobs') return { screen: 'job', jobId: id }
  if (id !== undefined && kind === 'results') return { screen: 'result', resultId: id }
  return { screen: 'unknown' }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

export const paths = {
  home: `${base}/`,
  signIn: `${base}/sign-in`,
  signUp: `${base}/sign-up`,
  submit: `${base}/new`,
  account: `${base}/account`,
  shared: `${base}/shared`,
  operator: `${base}/operator`,
  job: (jobId: string) => `${base}/jobs/${encodeURIComponent(jobId)}`,
  result: (resultId: string) => `${base}/results/${encodeURIComponent(resultId)}`,
}

const moved = 'unstuck:moved'

/** Given along to the first screen, which then says that an account was closed: as long as that stays the last move. */
export const farewell = 'farewell'

/** Goes to another screen; `replace` leaves no way back to this one. */
export function go(
  path: string,
  { replace = false, state = null }: { replace?: boolean; state?: typeof farewell | null } = {},
): void {
  if (replace) history.replaceState(state, '', path)
  else history.pushState(state, '', path)
  globalThis.dispatchEvent(new Event(moved))
  globalThis.scrollTo(0, 0)
}

export function onMove(listener: () => void): () => void {
  globalThis.addEventListener(moved, listener)
  globalThis.addEventListener('popstate', listener)
  return () => {
    globalThis.removeEventListener(moved, listener)
    globalThis.removeEventListener('popstate', listener)
  }
}

export const usePath = (): string => useSyncExternalStore(onMove, () => location.pathname)

type LinkProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> & { readonly to: string }

export function Link({ to, onClick, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey)
    if (!isPlain || event.defaultPrevented) return
    event.preventDefault()
    go(to)
  }
  return (
    <a {...rest} href={to} onClick={follow}>
      {children}
    </a>
  )
}

/** Says which screen this is, in the tab and to a screen reader, whose focus moves to the heading. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title
  }, [title])
}
