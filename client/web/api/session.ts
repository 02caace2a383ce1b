// Who is signed in, in this tab or on this device: the access token and what the page shows of its owner. The
// token is sent in headers and in a socket's first message only, never in an address, and never in a cookie.
import { useSyncExternalStore } from 'react'
import { now } from '../system/clock.ts'
import { keep, recall } from '../system/storage.ts'

export interface Session {
  readonly token: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
  readonly userId: string
  readonly email: string | null
  readonly role: 'user' | 'operator'
}

const listeners = new Set<() => void>()
let current: Session | null = stored()

function stored(): Session | null {
  const found = recall<Session>('tab', 'session') ?? recall<Session>('device', 'session')
  return found && found.expiresAt > now() ? found : null
}

/** The session as it is now; null where nobody is signed in. */
export const session = (): Session | null => current

/** Signs in: in this tab only, or until the token ends on the whole device. */
export function signIn(next: Session, isKept: boolean): void {
  keep(isKept ? 'device' : 'tab', 'session', next)
  change(next)
}

/**
 * Forgets the session. Whoever leaves by themselves leaves nothing behind; whose session only ended finds the
 * draft again once they are back, under their own name.
 */
export function signOut({ isLeaving }: { readonly isLeaving: boolean }): void {
  if (current && isLeaving) keep('tab', draftName(current.userId), undefined)
  keep('tab', 'session', undefined)
  keep('device', 'session', undefined)
  change(null)
}

/** Under which name the unfinished submission of a person is kept. */
export const draftName = (userId: string): string => `draft:${userId}`

export const useSession = (): Session | null => useSyncExternalStore(onSession, session)

export function onSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function change(next: Session | null): void {
  current = next
  for (const listener of [...listeners]) listener()
}

// Another tab signed out: this one does too.
globalThis.addEventListener('storage', ({ key }) => {
  if (key === 'unstuck:session' && recall('tab', 'session') === undefined) change(stored())
})
