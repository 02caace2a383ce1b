// The rules of money: whole tokens, only ever added to the ledger. A balance is the sum of its entries.
// It moves nothing itself; db/commit.ts writes what these functions say.
import type { Job } from './job.ts'

export type EntryKind = 'charge' | 'refund' | 'grant'

/** One movement. `amount` is signed and never 0: a charge is negative, refund and grant are positive. */
export interface LedgerEntry {
  readonly userId: string
  readonly jobId: string | null
  readonly kind: EntryKind
  readonly amount: number
  readonly reason: string
  readonly actor: string
}

/** The largest balance and the largest single movement: 2^53 − 1, where a float stops being exact. */
export const tokensMax = Number.MAX_SAFE_INTEGER

export const charge = (job: Pick<Job, 'userId' | 'jobId' | 'tokenCost'>): LedgerEntry => ({
  userId: job.userId,
  jobId: job.jobId,
  kind: 'charge',
  amount: -job.tokenCost,
  reason: 'analysis submitted',
  actor: `user:${job.userId}`,
})

/**
 * What comes back when a job fails: what was charged, to the token. A row that somebody else wrote has
 * no charge; its own `tokenCost` is refunded and the entry says that the row was adopted.
 */
export function refundOf(
  job: Pick<Job, 'userId' | 'jobId' | 'tokenCost' | 'origin'>,
  chargedAmount: number | undefined,
  reason: string,
): LedgerEntry {
  const adopted = chargedAmount === undefined
  return {
    userId: job.userId,
    jobId: job.jobId,
    kind: 'refund',
    amount: adopted ? job.tokenCost : -chargedAmount,
    reason: adopted ? `${reason} (adopted: the row came without a charge)` : reason,
    actor: 'system:settlement',
  }
}

export const grant = (
  userId: string,
  amount: number,
  reason: string,
  actor: string,
): LedgerEntry => ({ userId, jobId: null, kind: 'grant', amount, reason, actor })
