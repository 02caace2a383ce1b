// Asks before something that cannot be undone. The first answer that has the focus is a safe one, and Escape gives it.
// What was typed into it is gone once it is closed.
import { type FormEvent, type ReactNode, type RefObject, useId } from 'react'
import { useMessages } from '../i18n/messages.tsx'
import { Refused } from './refusal.tsx'

interface SureDialogProps {
  readonly dialog: RefObject<HTMLDialogElement | null>
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly isWorking: boolean
  readonly error: unknown
  /** Fields whose values the answer needs. */
  readonly children?: ReactNode
  readonly onYes: (given: FormData) => void
}

export function SureDialog(props: SureDialogProps) {
  const m = useMessages()
  const id = useId()
  const { dialog, title, text, yes, isWorking, error, children, onYes } = props
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!isWorking) onYes(new FormData(event.currentTarget))
  }
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      aria-describedby={`${id}-text`}
      onClose={({ currentTarget }) => currentTarget.querySelector('form')?.reset()}
    >
      <form className="stack" onSubmit={submit} noValidate>
        <h2 id={id}>{title}</h2>
        <p id={`${id}-text`}>{text}</p>
        {children}
        <Refused error={error} />
        <div className="actions">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {m.result.back}
          </button>
          <button type="submit" className="button danger" aria-disabled={isWorking}>
            {yes}
          </button>
        </div>
      </form>
    </dialog>
  )
}
