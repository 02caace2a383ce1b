// One's own result, with what can be done with it: print, share, delete.
import { useMutation, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useRef, useState } from 'react'
import { queryClient, trpc } from '../api/client.ts'
import { queries, refresh } from '../api/queries.ts'
import { useReadEnding } from '../api/read-ending.ts'
import { fieldOf } from '../api/scores.ts'
import { useMessages } from '../i18n/messages.tsx'
import { Icon } from '../parts/icons.tsx'
import { Refused } from '../parts/refusal.tsx'
import { ResultView } from '../parts/result-view.tsx'
import { SureDialog } from '../parts/sure-dialog.tsx'
import { go, Link, paths, useTitle } from '../router.tsx'

/** Few share a result each time they read it. */
const ShareDialog = lazy(async () => ({
  default: (await import('../parts/share-dialog.tsx')).ShareDialog,
}))

export function ResultPage({ resultId }: { readonly resultId: string }) {
  const m = useMessages()
  const asked = useQuery(queries.result(resultId))
  const result = asked.data
  const archetype = fieldOf(result?.profile, 'archetype')
  useTitle(typeof archetype === 'string' ? `${archetype} · Unstuck` : m.result.title)
  useReadEnding(result?.jobId ?? undefined)
  if (!result) {
    if (asked.error) return <Refused error={asked.error} onAgain={() => void asked.refetch()} />
    return <p className="quiet">{m.frame.loading}</p>
  }
  if (result.status !== 'completed') {
    return <Unfinished isFailed={result.status === 'failed'} jobId={result.jobId} />
  }
  return (
    <>
      <Actions resultId={resultId} jobId={result.jobId} assessmentName={result.assessmentName} />
      <ResultView
        assessmentName={result.assessmentName}
        createdAt={result.createdAt}
        analyzer={result.analyzer}
        data={result.assessmentData}
        profile={result.profile}
      />
    </>
  )
}

function Unfinished(props: { readonly isFailed: boolean; readonly jobId: string | null }) {
  const m = useMessages()
  return (
    <section className="narrow">
      <h1>{m.result.title}</h1>
      <p className="lead">{props.isFailed ? m.result.failed : m.result.pending}</p>
      {props.jobId !== null && (
        <Link to={paths.job(props.jobId)} className="button">
          {m.result.toJob}
        </Link>
      )}
    </section>
  )
}

function Actions(props: {
  readonly resultId: string
  readonly jobId: string | null
  readonly assessmentName: string
}) {
  const m = useMessages()
  const [isSharing, share] = useState(false)
  const removing = useRef<HTMLDialogElement>(null)
  const removal = useMutation({
    mutationFn: async () => {
      await trpc.assessment.deleteResult.mutate({ resultId: props.resultId })
      if (props.jobId !== null) await trpc.assessment.deleteJob.mutate({ jobId: props.jobId })
    },
    onSuccess: () => {
      go(paths.home, { replace: true })
      queryClient.removeQueries({ queryKey: queries.result(props.resultId).queryKey })
      refresh()
    },
  })
  return (
    <div className="toolbar screen-only">
      <button type="button" className="button" onClick={() => print()}>
        <Icon name="print" />
        {m.result.print}
      </button>
      <button type="button" className="button" onClick={() => share(true)}>
        <Icon name="share" />
        {m.result.share}
      </button>
      <button type="button" className="button" onClick={() => removing.current?.showModal()}>
        <Icon name="bin" />
        {m.result.remove}
      </button>
      {isSharing && (
        <Suspense>
          <ShareDialog
            resultId={props.resultId}
            assessmentName={props.assessmentName}
            onClose={() => share(false)}
          />
        </Suspense>
      )}
      <SureDialog
        dialog={removing}
        title={m.result.removeTitle}
        text={m.result.removeText}
        yes={m.result.removeYes}
        isWorking={removal.isPending}
        error={removal.error}
        onYes={() => removal.mutate()}
      />
    </div>
  )
}
