// What somebody submitted: masked until an operator says why they want to see it. It is kept in no cache, and gone
// with the page.
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { trpc } from '../api/client.ts'
import { ReasonDialog } from './reason.tsx'
import { useWords } from './words.tsx'

export function Scores({ jobId }: { readonly jobId: string }) {
  const w = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const revealing = useMutation({
    gcTime: 0,
    mutationFn: (reason: string) => trpc.admin.scores.mutate({ jobId, reason }),
    onSuccess: () => dialog.current?.close(),
  })
  const { data } = revealing
  return (
    <>
      <p className="quiet">{w.job.masked}</p>
      {data ? (
        <>
          <pre className="mono" data-scores>
            {data.scores === null ? w.job.noScores : JSON.stringify(data.scores, null, 2)}
          </pre>
          <button type="button" className="button small" onClick={() => revealing.reset()}>
            {w.job.hide}
          </button>
        </>
      ) : (
        <button type="button" className="button small" onClick={() => dialog.current?.showModal()}>
          {w.job.reveal}
        </button>
      )}
      <ReasonDialog
        dialog={dialog}
        title={w.job.reveal}
        yes={w.job.reveal}
        isWorking={revealing.isPending}
        error={revealing.error}
        onYes={(reason) => revealing.mutate(reason)}
      />
    </>
  )
}
