// What is around every screen: where to go, how many tokens are left, whether the live connection stands, and the
// choice of language and colours. It asks only what it shows.
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { trpc } from '../api/client.ts'
import { useLiveState } from '../api/live.ts'
import { queries } from '../api/queries.ts'
import { type Session, signOut, useSession } from '../api/session.ts'
import { unreadEndings } from '../api/unread.ts'
import { firstTheme, localeNames, locales, showTheme, themes } from '../i18n/locale.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { go, Link, paths, usePath } from '../router.tsx'
import { Mark } from './icons.tsx'

export function Frame({ children }: { readonly children: ReactNode }) {
  const m = useMessages()
  const session = useSession()
  return (
    <>
      <a className="skip" href="#content">
        {m.frame.skip}
      </a>
      <header className="site-bar">
        <div className="bar-in">
          <Link to={paths.home} className="brand">
            <Mark />
            unstuck
          </Link>
          {session ? <OwnMenu session={session} /> : <GuestMenu />}
        </div>
      </header>
      {session && <ConnectionNotice />}
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer className="foot">
        <div className="foot-in">
          <p>{m.frame.footer}</p>
          <Choices />
        </div>
      </footer>
    </>
  )
}

function GuestMenu() {
  const m = useMessages()
  return (
    <nav aria-label={m.frame.menu}>
      <Link to={paths.signIn}>{m.frame.signIn}</Link>
    </nav>
  )
}

function OwnMenu({ session: { role } }: { readonly session: Session }) {
  const m = useMessages()
  const path = usePath()
  const balance = useQuery(queries.balance())
  const unread = unreadEndings(useQuery(queries.notifications()).data).length
  const at = (to: string) => (path === to ? 'page' : undefined)
  return (
    <nav aria-label={m.frame.menu}>
      <Link to={paths.submit} aria-current={at(paths.submit)}>
        {m.frame.submit}
      </Link>
      <Link to={paths.home} aria-current={at(paths.home)}>
        {m.frame.history} {unread > 0 && <span className="badge">{m.frame.unread(unread)}</span>}
      </Link>
      {role === 'operator' && <Link to={paths.operator}>{m.frame.operator}</Link>}
      <Link to={paths.account} aria-current={at(paths.account)} className="purse">
        {balance.data ? m.tokens(balance.data.balance) : m.frame.account}
        <span className="hidden"> · {m.frame.account}</span>
      </Link>
      <button type="button" className="linklike" onClick={leave}>
        {m.frame.signOut}
      </button>
    </nav>
  )
}

/** Ends the session on the service, so that its token opens nothing any more, and forgets it here. */
async function leave(): Promise<void> {
  await trpc.auth.logout.mutate().catch(() => {
    // Out of reach: the token is forgotten here all the same, and ends by itself.
  })
  signOut({ isLeaving: true })
  go(paths.home)
}

function ConnectionNotice() {
  const m = useMessages()
  const state = useLiveState()
  return (
    <div className="connection" role="status" data-state={state}>
      {state === 'reconnecting' && m.frame.reconnecting}
    </div>
  )
}

function Choices() {
  const { locale, m, choose } = useLanguage()
  const [theme, setTheme] = useState(firstTheme)
  return (
    <div className="choices">
      <label>
        <span className="hidden">{m.frame.language}</span>
        <select
          value={locale}
          onChange={({ currentTarget }) =>
            choose(locales.find((each) => each === currentTarget.value) ?? 'en')
          }
        >
          {locales.map((each) => (
            <option key={each} value={each} lang={each}>
              {localeNames[each]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="hidden">{m.frame.theme}</span>
        <select
          value={theme}
          onChange={({ currentTarget }) => {
            const next = themes.find((each) => each === currentTarget.value) ?? 'system'
            setTheme(next)
            showTheme(next)
          }}
        >
          {themes.map((each) => (
            <option key={each} value={each}>
              {m.frame.themes[each]}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
