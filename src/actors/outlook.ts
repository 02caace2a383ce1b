// When a job will be started and ended, as things stand: its place among those that wait for the same, here or with
// workers outside, and what recent analyses took. It promises nothing.

import * as claimable from '../db/claimable.queries.ts'
import type { Db } from '../db/connection.ts'
import * as line from '../db/line.queries.ts'
import { counted } from '../db/stats.queries.ts'
import type { Job } from '../domain/job.ts'
import { type Assessments, isForWorkers } from '../domain/policy.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Estimator } from './estimator.ts'

export interface OutlookOptions {
  readonly db: Db
  readonly assessments: Assessments
  readonly estimator: Pick<Estimator, 'leastWaitMs' | 'leastWaitOutsideMs' | 'after'>
  readonly dispatcher: Pick<Dispatcher, 'freeSlots'>
  /** Workers outside: those that wait for a job, and all that are there. */
  readonly workers: () => { readonly idle: number; readonly all: number }
}

export interface Prospect {
  /** Jobs that are started before it. */
  readonly ahead: number
  /** Until it is started if nothing holds it back. */
  readonly leastWaitMs: number
  /** Until it is started, and until it has ended; undefined while an operator holds back what waits. */
  readonly waitMs: number | undefined
  readonly totalMs: number | undefined
}

export class Outlook {
  readonly #options: OutlookOptions

  constructor(options: OutlookOptions) {
    this.#options = options
  }

  /** For a job of this assessment that is submitted now. */
  ofNext(assessmentName: string): Prospect {
    const { db, assessments } = this.#options
    return isForWorkers(assessments.get(assessmentName))
      ? this.#outside(assessmentName, counted(db, 'claimable'))
      : this.#here(assessmentName, line.lineLength(db))
  }

  /** For a job that waits; undefined where it stands in no line. */
  of({ status, queueSeq, claimableAt, assessmentName }: Job): Prospect | undefined {
    const { db } = this.#options
    if (status !== 'queued') return undefined
    if (queueSeq !== null) return this.#here(assessmentName, line.placeInLine(db, queueSeq))
    if (claimableAt === null) return undefined
    return this.#outside(assessmentName, claimable.countAhead(db, assessmentName, claimableAt))
  }

  #here(assessmentName: string, ahead: number): Prospect {
    const { estimator, dispatcher } = this.#options
    return this.#prospect(assessmentName, ahead, estimator.leastWaitMs(ahead, dispatcher.freeSlots))
  }

  #outside(assessmentName: string, ahead: number): Prospect {
    const { workers, estimator } = this.#options
    const { idle, all } = workers()
    return this.#prospect(
      assessmentName,
      ahead,
      estimator.leastWaitOutsideMs(assessmentName, ahead, idle, all),
    )
  }

  #prospect(assessmentName: string, ahead: number, leastWaitMs: number): Prospect {
    const { waitMs, totalMs } = this.#options.estimator.after(leastWaitMs, assessmentName) ?? {}
    return { ahead, leastWaitMs, waitMs, totalMs }
  }
}
