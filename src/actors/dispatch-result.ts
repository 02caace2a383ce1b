// What became of an event: it moved the job and was committed, or the job had no answer to it.
import type { Settlement } from '../db/commit.ts'
import type { Job } from '../domain/job.ts'

export interface Applied {
  readonly outcome: 'applied'
  readonly job: Job
  readonly settlement: Settlement
}

/** The job is not there, has ended, or its state has no answer to the event. */
export interface Ignored {
  readonly outcome: 'ignored'
  readonly job: Job | undefined
}

export type DispatchResult = Applied | Ignored
