// Asks before something that cannot be undone. The safe answer has the focus, and Escape gives it.
import { type RefObject, useId } from 'react'
import { useMessages } from '../i18n/messages.tsx'
import { Refused } from './refusal.tsx'

interface SureDialogProps {
  readonly dialog: RefObject<HTMLDialogElement | null>
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly isWorking: boolean
  readonly error: unknown
  readonly onYes: () => void
}

export function SureDialog(props: SureDialogProps) {
  const m = useMessages()
  const id = useId()
  const { dialog, title, text, yes, isWorking, error, onYes } = props
  return (
    <dialog ref={dialog} aria-labelledby={id}>
      <div className="stack">
        <h2 id={id}>{title}</h2>
        <p>{text}</p>
        <Refused error={error} />
        <div className="actions">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {m.result.back}
          </button>
          <button
            type="button"
            className="button danger"
            aria-disabled={isWorking}
            onClick={() => !isWorking && onYes()}
          >
            {yes}
          </button>
        </div>
      </div>
    </dialog>
  )
}
