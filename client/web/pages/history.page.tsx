// Everything a person had analysed, newest first, with marks on what ended since they last looked.
import { useQuery } from '@tanstack/react-query'
import type { inferRouterOutputs } from '@trpc/server'
import { useEffect, useState } from 'react'
import type { AppRouter } from '../../../src/router/index.ts'
import { historyPageSize, queries } from '../api/queries.ts'
import { useMarkRead } from '../api/read-ending.ts'
import { unreadEndings } from '../api/unread.ts'
import { agoOf, dateOf, instantOf } from '../i18n/format.ts'
import type { Locale } from '../i18n/locale.ts'
import { type Messages, useLanguage, useMessages } from '../i18n/messages.tsx'
import { Icon } from '../parts/icons.tsx'
import { Refused } from '../parts/refusal.tsx'
import { Link, paths, useTitle } from '../router.tsx'

type Summary = inferRouterOutputs<AppRouter>['assessment']['list']['jobs'][number]

export function HistoryPage() {
  const m = useMessages()
  useTitle(m.history.title)
  const [page, setPage] = useState(0)
  const asked = useQuery(queries.jobs(page))
  const marked = useMarks()
  if (asked.error && !asked.data) {
    return <Refused error={asked.error} onAgain={() => void asked.refetch()} />
  }
  if (!asked.data) return <p className="quiet">{m.frame.loading}</p>
  const { jobs, total } = asked.data
  if (total === 0) return <Empty />
  const pages = Math.ceil(total / historyPageSize)
  return (
    <section className="reading">
      <h1>{m.history.title}</h1>
      <ul className="rows">
        {jobs.map((job) => (
          <Row key={job.jobId} job={job} isNew={marked.has(job.jobId)} />
        ))}
      </ul>
      {pages > 1 && (
        <nav className="actions" aria-label={m.history.page(page + 1, pages)}>
          <button
            type="button"
            className="button"
            disabled={page === 0}
            onClick={() => setPage(page - 1)}
          >
            {m.history.newest}
          </button>
          <span className="quiet">{m.history.page(page + 1, pages)}</span>
          <button
            type="button"
            className="button"
            disabled={page + 1 >= pages}
            onClick={() => setPage(page + 1)}
          >
            {m.history.older}
          </button>
        </nav>
      )}
    </section>
  )
}

function Empty() {
  const m = useMessages()
  return (
    <section className="narrow">
      <h1>{m.history.empty}</h1>
      <p className="lead">{m.history.emptyLead}</p>
      <Link to={paths.submit} className="button main">
        {m.history.first}
      </Link>
    </section>
  )
}

function Row({ job, isNew }: { readonly job: Summary; readonly isNew: boolean }) {
  const { m, locale } = useLanguage()
  const { status, resultId } = job
  const states: Partial<Record<string, string>> = m.job.states
  const isDone = status === 'completed' && resultId !== null
  return (
    <li className="row">
      <Link to={isDone ? paths.result(resultId) : paths.job(job.jobId)} className="title">
        {job.assessmentName} {isNew && <span className="badge">{m.history.new}</span>}
      </Link>
      <span className="state" data-state={status}>
        {status === 'completed' && <Icon name="check" />}
        {status === 'failed' && <Icon name="cross" />}
        {(status === 'queued' || status === 'processing') && <Icon name="clock" />}
        {states[status] ?? m.job.unknownState}
      </span>
      <time className="quiet" dateTime={new Date(job.createdAt).toISOString()}>
        {whenWords(m, locale, job.createdAt)}
      </time>
    </li>
  )
}

/** The instant tells two analyses apart; how long ago it was is added while that says more than the date. */
function whenWords(m: Messages, locale: Locale, at: number): string {
  const ago = agoOf(m, locale, at)
  const instant = instantOf(locale, at)
  return ago === dateOf(locale, at) ? instant : `${instant} · ${ago}`
}

/** What was unread when the list was opened or came in since. The marks stay while it is looked at. */
function useMarks(): ReadonlySet<string> {
  const list = useQuery(queries.notifications()).data
  const [marked, mark] = useState<ReadonlySet<string>>(new Set())
  const { mutate } = useMarkRead()
  const fresh = unreadEndings(list)
  const newest = fresh.length > 0 ? list?.cursor : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each newest ending
  useEffect(() => {
    if (newest === undefined) return
    mark((known) => new Set([...known, ...fresh.map(({ jobId }) => jobId)]))
    mutate(newest)
  }, [newest])
  return marked
}
