// What an analysis costs, what is there, and the promise, beside the one button that pays.
import { useQuery } from '@tanstack/react-query'
import { queries } from '../api/queries.ts'
import { durationOf } from '../i18n/format.ts'
import { type Messages, useMessages } from '../i18n/messages.tsx'
import type { Offer } from './ways.tsx'

interface PayBarProps {
  readonly offer: Offer | undefined
  readonly isSending: boolean
}

export function PayBar({ offer, isSending }: PayBarProps) {
  const m = useMessages()
  const balance = useQuery(queries.balance()).data?.balance
  const line = useQuery(queries.line()).data
  if (!offer || balance === undefined) return <p className="pay quiet">{m.frame.loading}</p>
  const { tokenCost, usualMs } = offer
  if (balance < tokenCost) {
    return <p className="notice bad">{m.submit.short(balance, tokenCost)}</p>
  }
  return (
    <div className="pay">
      <p>
        <strong>{m.submit.cost(tokenCost)}</strong> {m.submit.have(balance)}{' '}
        <span className="quiet">
          {m.submit.promise} {line && waitWords(m, line.estimatedWaitMs, usualMs)}
        </span>
      </p>
      <button type="submit" className="button main" aria-disabled={isSending}>
        {isSending ? m.submit.sending : m.submit.send(tokenCost)}
      </button>
    </div>
  )
}

/** Nobody is told a time that nobody knows. */
const waitWords = (m: Messages, waitMs: number | null, usualMs: number): string =>
  waitMs === null ? m.submit.heldBack : m.submit.wait(durationOf(m, waitMs + usualMs))
