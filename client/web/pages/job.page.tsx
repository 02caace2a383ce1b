// One analysis while it waits, runs and ends. It follows by live events, and by asking while those do not stand;
// it may be closed at any time.
import { useMutation, useQuery } from '@tanstack/react-query'
import { trpc } from '../api/client.ts'
import { useLiveState } from '../api/live.ts'
import { queries, refresh } from '../api/queries.ts'
import { useReadEnding } from '../api/read-ending.ts'
import { durationOf, instantOf } from '../i18n/format.ts'
import { type Messages, useLanguage, useMessages } from '../i18n/messages.tsx'
import { FailedJob } from '../parts/failed-job.tsx'
import { Refused } from '../parts/refusal.tsx'
import { type JobStatus, Stepper } from '../parts/stepper.tsx'
import { Link, paths, useTitle } from '../router.tsx'

/** How often an unfinished job is asked about: seldom while live events come, often while they do not. */
const askMs = { live: 20_000, cut: 2_500 }

const isOver = (status: string | undefined) => status === 'completed' || status === 'failed'

export function JobPage({ jobId }: { readonly jobId: string }) {
  const m = useMessages()
  const live = useLiveState()
  const asked = useQuery({
    ...queries.job(jobId),
    refetchInterval: ({ state }) =>
      isOver(state.data?.status) ? false : askMs[live === 'live' ? 'live' : 'cut'],
    refetchIntervalInBackground: true,
  })
  const job = asked.data
  useTitle(job ? titleOf(m, job) : m.job.title)
  useReadEnding(isOver(job?.status) ? jobId : undefined)
  if (!job) {
    if (asked.error) return <Refused error={asked.error} onAgain={() => void asked.refetch()} />
    return <p className="quiet">{m.frame.loading}</p>
  }
  return (
    <section className="reading">
      <p className="eyebrow">{job.assessmentName}</p>
      <h1>{job.status === 'failed' ? m.job.failedTitle : m.job.title}</h1>
      <Stepper job={job} />
      <div role="status" aria-live="polite" className="stack">
        <Now job={job} />
      </div>
      {job.status === 'failed' && <FailedJob job={job} />}
      {job.status === 'queued' && <Cancel jobId={jobId} />}
      <Facts job={job} />
    </section>
  )
}

/** Where the job stands, in a sentence or two. */
function Now({ job }: { readonly job: JobStatus }) {
  const m = useMessages()
  const { status, estimatedTimeRemainingMs: remainingMs, progress } = job
  if (status === 'completed' && job.resultId !== null) {
    return (
      <>
        <p className="lead">{m.job.ready}</p>
        <Link to={paths.result(job.resultId)} className="button main">
          {m.job.read}
        </Link>
      </>
    )
  }
  if (isOver(status)) return null
  return (
    <>
      <p className="lead">{nowWords(m, job)}</p>
      {job.estimatedTimeRemaining !== null && <p>{estimateWords(m, remainingMs)}</p>}
      {status === 'processing' && (
        <progress max={100} value={progress} aria-label={m.job.progress} />
      )}
      <p className="quiet">{m.job.close}</p>
    </>
  )
}

const estimateWords = (m: Messages, remainingMs: number | null): string =>
  remainingMs === null ? m.submit.heldBack : m.job.estimate(durationOf(m, remainingMs))

function Cancel({ jobId }: { readonly jobId: string }) {
  const m = useMessages()
  const cancelling = useMutation({
    mutationFn: () => trpc.assessment.cancel.mutate({ jobId }),
    // It may have been started in the meantime; the page then shows that.
    onSettled: () => refresh(jobId),
  })
  return (
    <button
      type="button"
      className="button"
      aria-disabled={cancelling.isPending}
      onClick={() => !cancelling.isPending && cancelling.mutate()}
    >
      {m.job.cancel}
    </button>
  )
}

function Facts({ job }: { readonly job: JobStatus }) {
  const { m, locale } = useLanguage()
  return (
    <dl className="facts">
      <dt>{m.job.sent}</dt>
      <dd>{instantOf(locale, job.createdAt)}</dd>
      <dt>{m.job.reference}</dt>
      <dd>{job.jobId}</dd>
    </dl>
  )
}

function nowWords(m: Messages, { status, queuePosition, note }: JobStatus): string {
  if (status === 'queued') return placeWords(m, queuePosition)
  if (status !== 'processing') return m.job.unknownState
  const notes: Partial<Record<string, string>> = m.job.notes
  return note === null ? m.job.running : (notes[note] ?? note)
}

const placeWords = (m: Messages, ahead: number | null): string =>
  ahead === null || ahead === 0 ? m.job.next : m.job.place(ahead)

function titleOf(m: Messages, { status, queuePosition }: JobStatus): string {
  if (status === 'completed') return m.job.titleDone
  if (status === 'failed') return m.job.titleFailed
  if (status === 'queued') return m.job.titleQueued(placeWords(m, queuePosition))
  return `${m.job.states.processing}…`
}
