// One action on many jobs, or on one: how many and at what cost, why, how far it is, and what became of each. The
// jobs are fixed when the dialog opens.
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { trpc } from '../api/client.ts'
import { Refused } from '../parts/refusal.tsx'
import { Outcomes } from './outcomes.tsx'
import { type Admin, askAllAnew, type JobFilter, type Operation, questions } from './questions.ts'
import { ReasonField } from './reason.tsx'
import { useWords } from './words.tsx'

export type Picked = { readonly jobIds: string[] } | { readonly filter: JobFilter }

interface BulkDialogProps {
  readonly operation: Operation
  readonly of: Picked
  readonly onClose: (isDone: boolean) => void
}

/** From this many jobs on, their number is to be typed. */
const typedFrom = 50
/** How often a run is asked how far it is. */
const progressMs = 400

export function BulkDialog({ operation, of, onClose }: BulkDialogProps) {
  const w = useWords()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const selecting = useMutation({
    mutationFn: () => trpc.admin.select.mutate({ operation, ...of }),
  })
  const [isBegun, begin] = useState(false)
  const { mutate } = selecting
  useEffect(() => {
    dialog.current?.showModal()
    mutate()
  }, [mutate])
  const { data: preview, error } = selecting
  const back = (
    <button type="button" className="button" onClick={() => dialog.current?.close()}>
      {isBegun ? w.bulk.close : w.bulk.back}
    </button>
  )
  return (
    <dialog ref={dialog} className="bulk" aria-labelledby={id} onClose={() => onClose(isBegun)}>
      <div className="stack">
        <h2 id={id}>{w.bulk.titles[operation]}</h2>
        <Refused error={error} />
        {!preview && !error && <p role="status">{w.bulk.counting}</p>}
        {preview && !isBegun && preview.total > 0 && (
          <Preview preview={preview} back={back} onBegun={() => begin(true)} />
        )}
        {preview?.total === 0 && <p role="status">{w.bulk.nothing}</p>}
        {preview && isBegun && <Run selectionId={preview.selectionId} back={back} />}
        {!isBegun && !preview?.total && <div className="actions">{back}</div>}
      </div>
    </dialog>
  )
}

type Preview = Admin['select']

interface PreviewProps {
  readonly preview: Preview
  /** The safe answer, which stands first. */
  readonly back: ReactNode
  readonly onBegun: () => void
}

function Preview({ preview, back, onBegun }: PreviewProps) {
  const w = useWords()
  const { operation, selectionId, total, matching, tokens, users, isCapped } = preview
  const [isWrong, setWrong] = useState(false)
  const running = useMutation({
    mutationFn: (reason: string) => trpc.admin.runSelection.mutate({ selectionId, reason }),
    onSuccess: onBegun,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const isTyped = total <= typedFrom || given.get('count') === String(total)
    setWrong(!isTyped)
    if (isTyped && !running.isPending) running.mutate(String(given.get('reason')))
  }
  return (
    <form className="stack" onSubmit={submit}>
      <div role="status">
        <p>
          <strong>{w.bulk.effects[operation](total, tokens, users)}</strong>
        </p>
        {isCapped && <p>{w.bulk.capped}</p>}
        {!isCapped && matching > total && <p>{w.bulk.leftOut(matching - total)}</p>}
      </div>
      <p className="quiet">{w.bulk.fixed(total)}</p>
      <ReasonField />
      {total > typedFrom && (
        <label className="field">
          {w.bulk.confirm(total)}
          <input name="count" inputMode="numeric" autoComplete="off" aria-invalid={isWrong} />
        </label>
      )}
      {isWrong && (
        <p className="error" role="alert">
          {w.bulk.mismatch(total)}
        </p>
      )}
      <Refused error={running.error} />
      <div className="actions">
        {back}
        <button
          type="submit"
          className={operation === 'retry' ? 'button main' : 'button danger'}
          aria-disabled={running.isPending}
        >
          {w.bulk.start[operation](total)}
        </button>
      </div>
    </form>
  )
}

function Run({ selectionId, back }: { readonly selectionId: string; readonly back: ReactNode }) {
  const w = useWords()
  const asked = useQuery({
    ...questions.selection(selectionId),
    refetchInterval: ({ state: { data } }) =>
      data?.state === 'done' || data?.state === 'stopped' ? false : progressMs,
  })
  const stopping = useMutation({
    mutationFn: () => trpc.admin.stopSelection.mutate({ selectionId }),
  })
  const run = asked.data
  const isOver = run?.state === 'done' || run?.state === 'stopped'
  useEffect(() => {
    if (isOver) askAllAnew()
  }, [isOver])
  if (!run) {
    return (
      <>
        <Refused error={asked.error} onAgain={() => void asked.refetch()} />
        <div className="actions">{back}</div>
      </>
    )
  }
  const done = run.successful + run.skipped + run.failed
  return (
    <>
      <progress value={done} max={run.total} aria-label={w.bulk.progress(done, run.total)} />
      <p role="status">
        {isOver
          ? `${w.bulk.states[run.state]}: ${w.bulk.summary(run.successful, run.skipped, run.failed)}`
          : w.bulk.progress(done, run.total)}
      </p>
      {isOver && <Outcomes outcomes={run.outcomes} total={run.total} />}
      <div className="actions">
        {back}
        {!isOver && (
          <button type="button" className="button" onClick={() => stopping.mutate()}>
            {w.bulk.stop}
          </button>
        )}
      </div>
    </>
  )
}
