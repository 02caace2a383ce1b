// Only what is wrong, large enough for a screen on a wall: what is stuck, what failed, which tokens have yet to come back,
// and how much of what ended lately failed. Everything in it leads to where it can be dealt with.
import type { ReactNode } from 'react'
import { useLanguage } from '../i18n/messages.tsx'
import { Link } from '../router.tsx'
import { jobsPath, screenPath } from './address.ts'
import { JobId, Owner } from './names.tsx'
import { Ago, spanOf, Unanswered, useAsked, useServiceNow, Wide } from './parts.tsx'
import { type Admin, questions } from './questions.ts'
import { Tile } from './tile.tsx'
import { useWords } from './words.tsx'

type Overview = Admin['overview']

/** Half hours that "lately" means. */
const lateSlots = 4
/** From this many of a hundred on, the failures of lately are marked. */
const badPercent = 10
const rowsMax = 8

export function Trouble({ seen }: { readonly seen: Overview }) {
  const w = useWords()
  const { m } = useLanguage()
  const late = seen.throughput.slice(-lateSlots)
  const failed = late.reduce((sum, slot) => sum + slot.failed, 0)
  const ended = late.reduce((sum, slot) => sum + slot.failed + slot.completed, 0)
  const percent = ended === 0 ? 0 : Math.round((failed / ended) * 100)
  const since = String(late[0]?.at ?? seen.dayStart)
  const due = useAsked(questions.deadlines())
  const at = useServiceNow(due)
  const overdue = due.data?.jobs.filter(({ deadlineAt }) => deadlineAt <= at) ?? []
  const pending = overdue.reduce((sum, { tokenCost }) => sum + tokenCost, 0)
  return (
    <div className="wall">
      <ul className="tiles">
        <Tile
          name={w.overview.stuck}
          of={seen.stuck}
          to={screenPath('stuck')}
          isBad={seen.stuck > 0}
        />
        <Tile
          name={w.trouble.pending}
          of={overdue.length}
          to={screenPath('stuck')}
          isBad={pending > 0}
          note={m.tokens(pending)}
        />
        <Tile
          name={w.trouble.failed}
          of={failed}
          to={jobsPath({ status: 'failed', from: since })}
          isBad={percent >= badPercent}
        />
        <Tile
          name={w.trouble.rate}
          of={ended === 0 ? '–' : `${percent} %`}
          to={jobsPath({ status: 'failed', from: since })}
          isBad={percent >= badPercent}
          note={w.trouble.ofEnded(ended)}
        />
        <Tile
          name={w.trouble.unrepaired}
          of={seen.quarantined}
          to={screenPath('stuck')}
          isBad={seen.quarantined > 0}
        />
      </ul>
      {seen.books?.balance === false && <p className="notice bad">{w.overview.unbalanced}</p>}
      {due.data ? <Due due={due.data} at={at} /> : <Unanswered asked={due} />}
      <Failures />
    </div>
  )
}

/** What is past its deadline or near it, and when its token comes back. */
function Due({ due, at }: { readonly due: Admin['deadlines']; readonly at: number }) {
  const w = useWords()
  return (
    <List title={w.trouble.due} empty={w.stuck.empty}>
      {due.jobs.slice(0, rowsMax).map(({ jobId, deadlineAt, ...job }) => {
        const leftMs = deadlineAt - at
        return (
          <tr key={jobId} data-row>
            <td>
              <JobId jobId={jobId} />
            </td>
            <td>
              <Owner userId={job.userId} email={job.userEmail} />
            </td>
            <td className="num" data-bad={leftMs <= 0}>
              {leftMs > 0 ? w.trouble.refundIn(spanOf(leftMs)) : w.stuck.overdue(spanOf(-leftMs))}
            </td>
          </tr>
        )
      })}
    </List>
  )
}

function Failures() {
  const w = useWords()
  const asked = useAsked(questions.jobs({ status: 'failed', limit: rowsMax, facets: false }))
  if (!asked.data) return <Unanswered asked={asked} />
  return (
    <List title={w.trouble.newest} to={jobsPath({ status: 'failed' })} empty={w.jobs.empty}>
      {asked.data.jobs.map(({ jobId, error, finishedAt, updatedAt, ...job }) => (
        <tr key={jobId} data-row>
          <td>
            <JobId jobId={jobId} />
          </td>
          <td>{error?.code}</td>
          <td>
            <Owner userId={job.userId} email={job.userEmail} />
          </td>
          <td>
            <Ago at={finishedAt ?? updatedAt} />
          </td>
        </tr>
      ))}
    </List>
  )
}

interface ListProps {
  readonly title: string
  /** Where all of them are. */
  readonly to?: string
  /** What is said where there is no row. */
  readonly empty: string
  readonly children: readonly ReactNode[]
}

function List({ title, to, empty, children }: ListProps) {
  return (
    <section>
      <h2>{to === undefined ? title : <Link to={to}>{title}</Link>}</h2>
      {children.length === 0 ? (
        <p className="quiet">{empty}</p>
      ) : (
        <Wide label={title}>
          <table>
            <tbody>{children}</tbody>
          </table>
        </Wide>
      )}
    </section>
  )
}
