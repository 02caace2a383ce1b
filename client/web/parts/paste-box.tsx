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

/** Each problem once, with the fields that have it: 34 missing scores are one problem. */
function byWords(problems: Problems): [words: string, fields: readonly string[]][] {
  const found = new Map<string, string[]>()
  for (const [field, words] of Object.entries(problems)) {
    found.set(words, [...(found.get(words) ?? []), field])
  }
  return [...found].slice(0, problemsShownMax)
}

function problemLine(words: string, fields: readonly string[]): string {
  if (fields.length > 1) return `${words} (${fields.join(', ')})`
  return fields[0] === 'pasted' ? words : `${fields[0]}: ${words}`
}

/** Kinds of problems; the rest can wait until these are gone. */
const problemsShownMax = 40

/** A submission is no longer than this; the service takes 256 KiB. */
const pastedMaxChars = 200_000

export function PasteBox({ text, help, problems, onChange }: PasteBoxProps) {
  const m = useMessages()
  const id = useId()
  const found = byWords(problems)
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
        {found.map(([words, fields]) => (
          <li key={words}>{problemLine(words, fields)}</li>
        ))}
      </ul>
    </div>
  )
}
