// What the model keeps of each account and job: words only.
import type { EventRow, JobRow } from './observer.ts'

/** What a submission costs and how long it may take, at present. */
export interface Offer {
  /** Analysed by workers outside. */
  readonly isOutside?: boolean
  readonly name: string
  readonly price: number
  readonly queuedMs: number
  readonly processingMs: number
  readonly hardMs: number
}

export interface Person {
  balance: number
  isGone: boolean
  readonly events: EventRow[]
  /** Its account is closed for good. */
  isErased: boolean
  /** The latest of its events that is not kept any more. */
  floor: number
  /** Somebody removed its row, retention its events: its numbers began again, which is not followed further. */
  hasBegunAnew: boolean
}

export interface Known {
  readonly jobId: string
  readonly userId: string
  status: string
  attempt: number
  /** Stands in its scores; undefined where the row holds none of ours. */
  readonly mark: number | undefined
  readonly retryOf: string | null
  readonly isForeign: boolean
  createdAt: number
  price: number
  charged: number | undefined
  refunded: number | undefined
  /** What its owner had after the charge, or after the refund. */
  balanceThen: number
  isAnnounced: boolean
  /** Its end was told. */
  isTold: boolean
  /** It failed while its owner's account was gone: nothing was paid back. */
  isUnpaid: boolean
  /** Somebody else wrote it since it was made. */
  isMeddled: boolean
  /** Deaths of a process that had it in processing. */
  deaths: number
  reports: number
  startedAt: number
  updatedAt: number
  /** Analysed by workers outside. */
  readonly isOutside: boolean
}

export const isTerminal = (status: string): boolean => status === 'completed' || status === 'failed'

export const knownFrom = (row: JobRow, isOutside = false): Known => ({
  isOutside,
  jobId: row.job_id,
  userId: row.user_id,
  status: row.status,
  attempt: row.attempt,
  mark: markOf(row.scores),
  retryOf: row.retry_of,
  isForeign: row.origin === 'foreign',
  createdAt: row.created_at,
  price: row.token_cost,
  charged: undefined,
  refunded: undefined,
  balanceThen: 0,
  isAnnounced: false,
  isTold: false,
  isUnpaid: false,
  isMeddled: false,
  deaths: 0,
  reports: 0,
  startedAt: 0,
  updatedAt: row.updated_at,
})

function markOf(scores: string | null): number | undefined {
  const mark = scores === null ? undefined : JSON.parse(scores).mark
  return typeof mark === 'number' ? mark : undefined
}
