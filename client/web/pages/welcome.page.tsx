// What somebody sees who has not signed in: what this is, and the way in; after an account was closed, that it is.
import { useEffect, useRef } from 'react'
import { Hexagon } from '../charts/hexagon.tsx'
import { useMessages } from '../i18n/messages.tsx'
import { farewell, Link, paths, useTitle } from '../router.tsx'

/** A picture, not a person: drawn by the same code as a result. */
const example = {
  realistic: 48,
  investigative: 86,
  artistic: 72,
  social: 55,
  enterprising: 41,
  conventional: 37,
}

export function WelcomePage() {
  const m = useMessages()
  useTitle('Unstuck')
  return (
    <div className="welcome">
      {history.state === farewell && <Farewell />}
      <div className="hero">
        <div>
          <h1>{m.welcome.title}</h1>
          <p className="lead">{m.welcome.lead}</p>
          <p className="actions">
            <Link to={paths.signUp} className="button main">
              {m.welcome.start}
            </Link>
            <Link to={paths.signIn}>{m.auth.toSignIn}</Link>
          </p>
        </div>
        <div aria-hidden="true">
          <Hexagon scores={example} />
        </div>
      </div>
      <ul className="points">
        {m.welcome.points.map(({ title, text }) => (
          <li key={title}>
            <h2>{title}</h2>
            <p>{text}</p>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Has the focus, so that it is what is read first. */
function Farewell() {
  const m = useMessages()
  const said = useRef<HTMLParagraphElement>(null)
  useEffect(() => said.current?.focus(), [])
  return (
    <p ref={said} className="notice farewell" tabIndex={-1}>
      {m.welcome.closed}
    </p>
  )
}
