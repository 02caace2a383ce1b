// Says in plain words what went wrong with a call.
import { isUnstuckError } from '../../errors.ts'
import { refusalOf } from '../api/client.ts'
import { durationOf } from '../i18n/format.ts'
import { type Messages, useMessages } from '../i18n/messages.tsx'

/** The words for a refusal; the service's own where the catalogue has none. */
export function wordsFor(m: Messages, error: unknown): string {
  const refusal = refusalOf(error)
  const { code, message } = refusal
  if (isUnstuckError(refusal, 'RATE_LIMITED'))
    return m.frame.tooMuch(durationOf(m, refusal.details.retryAfterMs))
  const known: Partial<Record<string, string>> = m.errors
  return known[code] ?? (message === '' ? m.errors.other : message)
}

export function Refused({ error, onAgain }: { error: unknown; onAgain?: () => void }) {
  const m = useMessages()
  if (!error) return null
  return (
    <div className="notice bad" role="alert">
      <p>{wordsFor(m, error)}</p>
      {onAgain && (
        <button type="button" className="button" onClick={onAgain}>
          {m.frame.again}
        </button>
      )}
    </div>
  )
}
