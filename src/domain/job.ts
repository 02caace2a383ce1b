// A job, the states it can be in, and every event that can happen to it. Words only: it decides nothing.

/** The states the service writes. A row written by somebody else may hold any other text. */
export const jobStatuses = ['queued', 'processing', 'completed', 'failed'] as const

export const isTerminal = (status: string): status is 'completed' | 'failed' =>
  status === 'completed' || status === 'failed'

export const failureCodes = [
  'STUCK_QUEUED',
  'STUCK_PROCESSING',
  'CANCELLED',
  'POISON',
  'ANALYSIS_FAILED',
  'INVALID_RESULT',
  'UNSUPPORTED_ASSESSMENT',
  'NO_ASSESSMENT_DATA',
  'UNKNOWN_STATUS',
  'FAILED_BY_OPERATOR',
  'FAILED_ELSEWHERE',
] as const
export type FailureCode = (typeof failureCodes)[number]

/** What people are told; the raw reason of a failed try stays in `job_tries`, for operators. */
export const failureMessages: Record<FailureCode, string> = {
  STUCK_QUEUED: 'The analysis was not started in time',
  STUCK_PROCESSING: 'The analysis did not finish in time',
  CANCELLED: 'The job was cancelled before it started',
  POISON: 'The analysis was cut off twice by a restart of the service',
  ANALYSIS_FAILED: 'The analysis could not be completed',
  INVALID_RESULT: 'The analysis gave no usable result',
  UNSUPPORTED_ASSESSMENT: 'This assessment is no longer offered',
  NO_ASSESSMENT_DATA: 'The job holds no scores to analyse',
  UNKNOWN_STATUS: 'The job was in a state that the service does not know',
  FAILED_BY_OPERATOR: 'The job was ended by an operator',
  FAILED_ELSEWHERE: 'The job was marked failed from outside the service',
}

/** Instants are epoch milliseconds of service time; durations end in Ms. */
export interface Job {
  readonly jobId: string
  readonly userId: string
  readonly resultId: string | null
  readonly assessmentName: string
  readonly status: string
  /** How often its analysis was started; 0 until the first time. Reports carry it. */
  readonly attempt: number
  /** How often the analyzer was called within the attempt. */
  readonly tries: number
  /** How often the death of a process cut its analysis off. */
  readonly deaths: number
  /** The process that runs it, numbered by start-up; 0 where this service never started it. */
  readonly boot: number
  readonly tokenCost: number
  /** Its place in line while queued; null once started, or where somebody else wrote the row. */
  readonly queueSeq: number | null
  /** When it is stuck; null once terminal. */
  readonly deadlineAt: number | null
  /** No report moves the deadline past this. */
  readonly hardDeadlineAt: number | null
  /** From when on a worker may claim it; null where none may: not for workers, leased, or ended. */
  readonly claimableAt: number | null
  /** The worker that has it, until its deadline: the lease. Null while no worker has it. */
  readonly leasedBy: string | null
  /** SHA-256 of the token of its latest lease, as hex; kept after the end, so that a report can be repeated. */
  readonly leaseHash: string | null
  readonly retryOf: string | null
  readonly errorCode: string | null
  readonly errorMessage: string | null
  readonly origin: 'service' | 'foreign'
  readonly createdAt: number
  readonly updatedAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
  /** Grows with each write of the service; a write that leaves it alone came from outside. */
  readonly revision: number
}

/** The durations and bounds one job lives under; from its definition, else from the configuration. */
export interface JobPolicy {
  readonly queuedTimeoutMs: number
  readonly processingTimeoutMs: number
  readonly hardLimitMs: number
  readonly triesMax: number
  /** How long a worker may be silent; undefined where this process analyses itself. */
  readonly leaseMs?: number | undefined
}

/** The right of one worker to one attempt, until the job's deadline. */
export interface Lease {
  readonly workerId: string
  readonly tokenHash: string
}

/** A worker outside has it, or may claim it: a row only, without a live actor or a slot; the alarm knows its deadline. */
export const isOutside = ({
  leasedBy,
  claimableAt,
}: Pick<Job, 'leasedBy' | 'claimableAt'>): boolean => leasedBy !== null || claimableAt !== null

/** This process analyses it, or pauses before it tries again. */
export const isRunningHere = (job: Job): boolean => job.status === 'processing' && !isOutside(job)

/** Who asked: a user, an operator, the internal key, or the service itself. */
export interface Actor {
  readonly kind: 'user' | 'operator' | 'internal' | 'system'
  readonly id: string
}

/** As the ledger and the audit name them. */
export const actorName = ({ kind, id }: Actor): string => `${kind}:${id}`

export interface TryFailure {
  readonly code: Extract<FailureCode, 'ANALYSIS_FAILED' | 'INVALID_RESULT' | 'NO_ASSESSMENT_DATA'>
  /** For operators, bounded, never shown to users. */
  readonly reason: string
  readonly transient: boolean
}

/** Everything that can happen to a job. Those with an attempt are ignored when it is not the current one. */
export type JobEvent =
  | { readonly type: 'job.dispatched'; readonly boot: number; readonly lease?: Lease }
  /** It waits in the line of this process, but its assessment is analysed by workers by now. */
  | { readonly type: 'job.left' }
  | { readonly type: 'job.resumed'; readonly boot: number; readonly died: boolean }
  | { readonly type: 'job.unsupported' }
  | { readonly type: 'analysis.heartbeat'; readonly attempt: number }
  | {
      readonly type: 'analysis.progress'
      readonly attempt: number
      readonly fraction: number
      readonly note: string | null
    }
  | {
      readonly type: 'analysis.succeeded'
      readonly attempt: number
      /** The checked result as JSON text. */
      readonly profile: string
      readonly analyzer: string
    }
  | { readonly type: 'analysis.failed'; readonly attempt: number; readonly failure: TryFailure }
  | { readonly type: 'cancel.requested'; readonly by: Actor }
  | { readonly type: 'failure.requested'; readonly by: Actor; readonly reason: string }
  /** The sweep, or the alarm for dormant rows, found the row past its deadline. */
  | { readonly type: 'deadline.found' }
  /** The row holds a status that the service does not know. */
  | { readonly type: 'status.unknown' }
