// An address at which there is nothing.
import { useMessages } from '../i18n/messages.tsx'
import { Link, paths, useTitle } from '../router.tsx'

export function UnknownPage() {
  const m = useMessages()
  useTitle(m.frame.notFoundTitle)
  return (
    <section className="narrow">
      <h1>{m.frame.notFoundTitle}</h1>
      <p className="lead">{m.frame.notFound}</p>
      <Link to={paths.home} className="button">
        {m.frame.home}
      </Link>
    </section>
  )
}
