// One job: where it stands and how it came there, its money, its failed tries, and its scores for whoever says why.
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useLanguage } from '../i18n/messages.tsx'
import { BulkDialog } from './bulk-dialog.tsx'
import { Entries } from './entries.tsx'
import { JobId, Owner } from './names.tsx'
import { Copy, Exact, Facts, State, timeIn, Unanswered, useAsked } from './parts.tsx'
import { type Admin, type Operation, questions } from './questions.ts'
import { Scores } from './scores.tsx'
import { Statechart } from './statechart.tsx'
import { Timeline, Tries } from './timeline.tsx'
import { useWords } from './words.tsx'

type Job = Admin['job']

export function JobScreen({ jobId }: { readonly jobId: string }) {
  const w = useWords()
  const { locale } = useLanguage()
  const asked = useAsked(questions.job(jobId))
  const about = useQuery(questions.about()).data
  const job = asked.data
  return (
    <section className="op-screen">
      <div className="op-head">
        <h1>
          {w.job.title} <span className="mono">{jobId}</span>
        </h1>
        {job && <p className="quiet as-of">{w.asOf(timeIn(locale, job.asOf))}</p>}
      </div>
      {!job && <Unanswered asked={asked} />}
      {job && (
        <>
          <Actions job={job} />
          {job.error && (
            <p className="notice bad">
              <strong>{job.error.code}</strong>: {job.error.message}
            </p>
          )}
          {job.repair && (
            <p className="notice bad">
              {w.job.repair}: {job.repair.reason}
            </p>
          )}
          <h2>{w.job.chart}</h2>
          {about && <Statechart chart={about.statechart} job={job} />}
          <div className="op-halves">
            <div>
              <h2>{w.job.facts}</h2>
              <JobFacts job={job} />
            </div>
            <div>
              <h2>{w.job.timeline}</h2>
              <Timeline job={job} />
            </div>
          </div>
          <h2>{w.job.ledger}</h2>
          {job.entries.length === 0 ? (
            <p className="quiet">{w.job.noEntries}</p>
          ) : (
            <Entries entries={job.entries} label={w.job.ledger} />
          )}
          <h2>{w.job.tries}</h2>
          <Tries job={job} />
          <h2>{w.job.scores}</h2>
          <Scores jobId={jobId} />
          <details>
            <summary>{w.job.raw}</summary>
            <pre className="mono">{JSON.stringify(job, null, 2)}</pre>
          </details>
        </>
      )}
    </section>
  )
}

const possible: Record<string, readonly Operation[]> = {
  queued: ['fail', 'cancel'],
  processing: ['fail'],
  failed: ['retry'],
}

function Actions({ job }: { readonly job: Job }) {
  const w = useWords()
  const [operation, begin] = useState<Operation | undefined>()
  const opener = useRef<HTMLElement | null>(null)
  const operations = job.retriedBy === null ? (possible[job.status] ?? []) : []
  return (
    <div className="actions">
      <State status={job.status} />
      {operations.map((each) => (
        <button
          key={each}
          type="button"
          className={each === 'retry' ? 'button small' : 'button small danger'}
          onClick={({ currentTarget }) => {
            opener.current = currentTarget
            begin(each)
          }}
        >
          {w.bulk.verbs[each]}
        </button>
      ))}
      <Copy text={job.jobId}>{w.job.copyId}</Copy>
      <Copy text={curlFor(job.jobId)}>{w.job.curl}</Copy>
      {operation && (
        <BulkDialog
          operation={operation}
          of={{ jobIds: [job.jobId] }}
          onClose={() => {
            begin(undefined)
            opener.current?.focus()
          }}
        />
      )}
    </div>
  )
}

/** What this page asks, for a shell. The token is the reader's to fill in: it is put into no clipboard. */
function curlFor(jobId: string): string {
  const input = encodeURIComponent(JSON.stringify({ jobId }))
  const address = `${location.origin}/trpc/admin.job?input=${input}`
  return `curl -s '${address.replaceAll("'", '%27')}' -H "authorization: Bearer $TOKEN"`
}

function JobFacts({ job }: { readonly job: Job }) {
  const w = useWords()
  const { m } = useLanguage()
  const instant = (at: number | null) => (at === null ? '–' : <Exact at={at} />)
  const other = (jobId: string | null) => (jobId === null ? '–' : <JobId jobId={jobId} />)
  return (
    <Facts
      rows={[
        [w.jobs.assessment, job.assessmentName],
        [w.jobs.user, <Owner key="user" userId={job.userId} email={job.userEmail} />],
        ...(job.userEmail === null
          ? []
          : ([
              [
                w.job.userId,
                <span key="id" className="mono">
                  {job.userId}
                </span>,
              ],
            ] as const)),
        [
          w.job.result,
          <span key="result" className="mono">
            {job.resultId ?? '–'}
          </span>,
        ],
        [w.job.cost, m.tokens(job.tokenCost)],
        [w.job.attempts, `${job.attempt}, ${job.tries}, ${job.deaths}`],
        [w.job.origin, w.job.origins[job.origin]],
        [w.job.created, instant(job.createdAt)],
        [w.job.started, instant(job.startedAt)],
        [w.job.finished, instant(job.finishedAt)],
        [w.job.deadline, instant(job.deadlineAt)],
        [w.job.hardLimit, instant(job.hardDeadlineAt)],
        [w.job.retryOf, other(job.retryOf)],
        [w.job.retriedBy, other(job.retriedBy)],
        [w.job.deleted, instant(job.deletedAt)],
      ]}
    />
  )
}
