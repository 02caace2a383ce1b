// A failure in plain words: why, what came back and by which entry of the ledger, and whether to try again.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../api/client.ts'
import { queries, refresh } from '../api/queries.ts'
import { useMessages } from '../i18n/messages.tsx'
import { go, Link, paths } from '../router.tsx'
import { Refused } from './refusal.tsx'
import type { JobStatus } from './stepper.tsx'

export function FailedJob({ job }: { readonly job: JobStatus }) {
  const m = useMessages()
  const reasons: Partial<Record<string, string>> = m.job.reasons
  return (
    <>
      <div className="notice bad">
        <p>
          {reasons[job.error?.code ?? ''] ?? job.error?.message ?? m.job.reasons.ANALYSIS_FAILED}
        </p>
        <Refund jobId={job.jobId} refunded={job.refundedTokens} />
      </div>
      {job.retriedBy !== null && (
        <Link to={paths.job(job.retriedBy)} className="button">
          {m.job.retriedBy}
        </Link>
      )}
      {job.retryable && <Retry job={job} />}
    </>
  )
}

function Refund({ jobId, refunded }: { readonly jobId: string; readonly refunded: number }) {
  const m = useMessages()
  const ledger = useQuery(queries.ledger()).data
  const balance = useQuery(queries.balance()).data?.balance
  if (refunded === 0) return <p>{m.job.noRefund}</p>
  const entry = ledger?.entries.find((each) => each.jobId === jobId && each.kind === 'refund')
  return (
    <p>
      <strong>{m.job.refunded(refunded)}</strong>{' '}
      {entry && balance !== undefined && m.job.entry(entry.seq, balance)}
    </p>
  )
}

/** One key for as long as this failure is looked at: a second click is the same retry. */
function Retry({ job }: { readonly job: JobStatus }) {
  const m = useMessages()
  const [idempotencyKey] = useState(() => crypto.randomUUID())
  const { jobId, tokenCost } = job
  const retrying = useMutation({
    mutationFn: () => trpc.assessment.retry.mutate({ jobId, idempotencyKey }),
    onSuccess: (next) => {
      refresh(next.jobId)
      refresh(jobId)
      go(paths.job(next.jobId))
    },
  })
  return (
    <>
      <button
        type="button"
        className="button main"
        aria-disabled={retrying.isPending}
        onClick={() => !retrying.isPending && retrying.mutate()}
      >
        {m.job.retry(tokenCost)}
      </button>
      <Refused error={retrying.error} />
    </>
  )
}
