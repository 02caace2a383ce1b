// How everything stands: what waits, runs and ended, what is stuck, where the tokens are, how long it takes. All
// figures are of one instant, which is shown.
import { useLanguage } from '../i18n/messages.tsx'
import { Link } from '../router.tsx'
import { jobsPath, screenPath, useQueryState } from './address.ts'
import { Ago, Sign, spanOf, timeIn, Unanswered, useAsked } from './parts.tsx'
import { type Admin, questions } from './questions.ts'
import { Throughput } from './throughput.tsx'
import { Tile } from './tile.tsx'
import { Trouble } from './trouble.tsx'
import { useWords } from './words.tsx'

type Overview = Admin['overview']

export function OverviewScreen() {
  const w = useWords()
  const { locale } = useLanguage()
  const asked = useAsked(questions.overview())
  const [query] = useQueryState()
  const isTrouble = query.get('view') === troubleView
  const seen = asked.data
  return (
    <section className="op-screen">
      <div className="op-head">
        <h1>{isTrouble ? w.trouble.title : w.overview.title}</h1>
        <Link
          to={isTrouble ? screenPath('overview') : `${screenPath('overview')}?view=${troubleView}`}
        >
          {isTrouble ? w.trouble.all : w.trouble.only}
        </Link>
        {seen && <p className="quiet as-of">{w.asOf(timeIn(locale, seen.asOf))}</p>}
      </div>
      {seen ? <Figures seen={seen} isTrouble={isTrouble} /> : <Unanswered asked={asked} />}
    </section>
  )
}

/** `?view=trouble` is what a screen on a wall shows. */
const troubleView = 'trouble'

interface FiguresProps {
  readonly seen: Overview
  readonly isTrouble: boolean
}

function Figures({ seen, isTrouble }: FiguresProps) {
  const w = useWords()
  return (
    <>
      {seen.heldBack.map((what) => (
        <p key={what} className="notice bad">
          {w.overview.heldBack[what]} <Link to={screenPath('system')}>{w.screens.system}</Link>
        </p>
      ))}
      {isTrouble ? (
        <Trouble seen={seen} />
      ) : (
        <>
          <Tiles seen={seen} />
          <Throughput slots={seen.throughput} />
          <div className="op-cards">
            <Tokens seen={seen} />
            <Times seen={seen} />
            <Checks seen={seen} />
          </div>
        </>
      )}
    </>
  )
}

function Tiles({ seen }: { readonly seen: Overview }) {
  const w = useWords()
  const day = String(seen.dayStart)
  return (
    <ul className="tiles">
      <Tile name={w.states.queued} of={seen.queued} to={jobsPath({ status: 'queued' })} />
      <Tile
        name={w.states.processing}
        of={seen.processing}
        to={jobsPath({ status: 'processing' })}
      />
      <Tile
        name={w.overview.completedToday}
        of={seen.completedToday}
        to={jobsPath({ status: 'completed', from: day })}
      />
      <Tile
        name={w.overview.failedToday}
        of={seen.failedToday}
        to={jobsPath({ status: 'failed', from: day })}
      />
      <Tile
        name={w.overview.stuck}
        of={seen.stuck}
        to={screenPath('stuck')}
        isBad={seen.stuck + seen.quarantined > 0}
        note={
          seen.quarantined > 0
            ? w.overview.quarantined(seen.quarantined)
            : seen.stuck === 0
              ? w.overview.allWell
              : undefined
        }
      />
    </ul>
  )
}

function Tokens({ seen }: { readonly seen: Overview }) {
  const w = useWords()
  const { m, locale } = useLanguage()
  const said = ({ tokens, isCapped }: Overview['held']) => {
    const text = m.tokens(tokens)
    return isCapped ? w.atLeast(text) : text
  }
  const { books } = seen
  return (
    <section className="card op-card">
      <h2>{w.overview.tokens}</h2>
      <dl className="facts">
        <Fact name={w.overview.held}>{said(seen.held)}</Fact>
        <Fact name={w.overview.spent}>{said(seen.spentToday)}</Fact>
        <Fact name={w.overview.refunded}>{said(seen.refundedToday)}</Fact>
      </dl>
      <p className="state" data-state={books ? (books.balance ? 'completed' : 'failed') : 'queued'}>
        <Sign status={books ? (books.balance ? 'completed' : 'failed') : 'queued'} />
        <Link to={screenPath('ledger')}>
          {books
            ? books.balance
              ? w.overview.balanced
              : w.overview.unbalanced
            : w.overview.unproved}
        </Link>
      </p>
      {books && (
        <p className="help">
          <time dateTime={new Date(books.provedAt).toISOString()}>
            {w.overview.proved(timeIn(locale, books.provedAt))}
          </time>
        </p>
      )}
    </section>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Times({ seen }: { readonly seen: Overview }) {
  const w = useWords()
  const rows = [
    [w.overview.wait, seen.wait],
    [w.overview.run, seen.run],
  ] as const
  return (
    <section className="card op-card">
      <h2>{w.overview.times}</h2>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col" className="num">
              {w.overview.half}
            </th>
            <th scope="col" className="num">
              {w.overview.most}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, { p50Ms, p95Ms }]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="num">{spanOf(p50Ms)}</td>
              <td className="num">{spanOf(p95Ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="help">{w.overview.timed(seen.timedJobs)}</p>
    </section>
  )
}

function Checks({ seen }: { readonly seen: Overview }) {
  const w = useWords()
  const { locale } = useLanguage()
  const { lastCheck: last, nextCheckAt: next } = seen
  return (
    <section className="card op-card">
      <h2>
        <Link to={screenPath('checks')}>{w.overview.checks}</Link>
      </h2>
      <dl className="facts">
        <div>
          <dt>{w.overview.lastCheck}</dt>
          <dd>
            {seen.lastCheckAt === null ? w.overview.never : <Ago at={seen.lastCheckAt} />}
            {last && ` · ${w.overview.found(last.total, last.fixed)}`}
          </dd>
        </div>
        <div>
          <dt>{w.overview.nextCheck}</dt>
          <dd>{next === null ? '–' : timeIn(locale, next)}</dd>
        </div>
      </dl>
    </section>
  )
}
