// Why somebody does something, asked before it is done: a field for forms, and a dialog for single actions.
import { type FormEvent, type RefObject, useId } from 'react'
import { Refused } from '../parts/refusal.tsx'
import { useWords } from './words.tsx'

const reasonMaxChars = 500

export function ReasonField() {
  const w = useWords()
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{w.bulk.reason}</label>
      <p className="help" id={`${id}-help`}>
        {w.bulk.reasonHelp}
      </p>
      <input
        id={id}
        name="reason"
        required
        pattern=".*\S.*"
        maxLength={reasonMaxChars}
        autoComplete="off"
        aria-describedby={`${id}-help`}
      />
    </div>
  )
}

interface ReasonDialogProps {
  readonly dialog: RefObject<HTMLDialogElement | null>
  readonly title: string
  readonly yes: string
  readonly isWorking: boolean
  readonly error: unknown
  readonly onYes: (reason: string) => void
}

export function ReasonDialog({ dialog, title, yes, isWorking, error, onYes }: ReasonDialogProps) {
  const w = useWords()
  const id = useId()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!isWorking) onYes(String(new FormData(event.currentTarget).get('reason')))
  }
  return (
    <dialog ref={dialog} aria-labelledby={id}>
      <form className="stack" onSubmit={submit}>
        <h2 id={id}>{title}</h2>
        <ReasonField />
        <Refused error={error} />
        <div className="actions">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {w.bulk.back}
          </button>
          <button type="submit" className="button main" aria-disabled={isWorking}>
            {yes}
          </button>
        </div>
      </form>
    </dialog>
  )
}
