// How operators are shown whose a thing is, and which: people by their address, everything else by the end of its id. Ids
// of one day begin alike. The whole id is always there for whoever points at it, goes to it by key, hears or copies it.
import { Link } from '../router.tsx'
import { jobPath, jobsPath } from './address.ts'
import { useWords } from './words.tsx'

/** Ids that are no longer than this are shown whole. */
const wholeMaxChars = 16
const endChars = 10

export function Id({ text, to }: { readonly text: string; readonly to?: string }) {
  const at = text.length > wholeMaxChars ? text.length - endChars : 0
  const shown = (
    <>
      {at > 0 && <span className="id-head">{text.slice(0, at)}</span>}
      {text.slice(at)}
    </>
  )
  return <Named title={text} to={to} className="mono id" shown={shown} />
}

export const JobId = ({ jobId }: { readonly jobId: string }) => (
  <Id to={jobPath(jobId)} text={jobId} />
)

interface PersonProps {
  readonly id: string
  readonly email: string | null
  readonly to?: string
}

/** By the address, or by the id where there is none: of another issuer, or erased. */
export function Person({ id, email, to }: PersonProps) {
  if (email === null) return <Id text={id} {...(to !== undefined && { to })} />
  return <Named title={id} to={to} className="id" shown={email} />
}

/** Whose a job is, leading to all of theirs. */
export const Owner = ({ userId, email }: { userId: string; email: string | null }) => (
  <Person id={userId} email={email} to={jobsPath({ user: userId })} />
)

/** Who did something: a person, the service itself or whoever holds its key. */
export function Doer({ actor, email }: { readonly actor: string; readonly email: string | null }) {
  const w = useWords()
  const [kind = '', ...rest] = actor.split(':')
  const kinds: Partial<Record<string, string>> = w.actors
  return (
    <>
      {kinds[kind] ?? kind} <Person id={rest.join(':')} email={email} />
    </>
  )
}

interface NamedProps {
  readonly title: string
  readonly to: string | undefined
  readonly className: string
  readonly shown: React.ReactNode
}

function Named({ title, to, className, shown }: NamedProps) {
  if (to === undefined) {
    return (
      <span className={className} title={title}>
        {shown}
      </span>
    )
  }
  return (
    <Link
      to={to}
      className={className}
      title={title}
      data-whole={title}
      aria-label={typeof shown === 'string' ? undefined : title}
    >
      {shown}
    </Link>
  )
}
