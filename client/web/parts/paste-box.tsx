// Scores pasted as JSON, with what is wrong listed by field.
import { useId } from 'react'
import type { Problems } from '../api/submission.ts'
import { useMessages } from '../i18n/messages.tsx'

interface PasteBoxProps {
  readonly text: string
  readonly help: string
  readonly problems: Problems
  readonly onChange: (text: string) => void
}

/** A submission is no longer than this; the service takes 256 KiB. */
const pastedMaxChars = 200_000

export function PasteBox({ text, help, problems, onChange }: PasteBoxProps) {
  const m = useMessages()
  const id = useId()
  const found = Object.entries(problems)
  return (
    <div className="field">
      <label htmlFor={id}>{m.submit.pasteLabel}</label>
      <p className="help" id={`${id}-help`}>
        {help}
      </p>
      <textarea
        id={id}
        value={text}
        maxLength={pastedMaxChars}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={found.length > 0}
        aria-describedby={`${id}-help ${id}-problems`}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <ul className="error" id={`${id}-problems`}>
        {found.slice(0, 40).map(([field, message]) => (
          <li key={field}>{field === 'pasted' ? message : `${field} ${message}`}</li>
        ))}
      </ul>
    </div>
  )
}
