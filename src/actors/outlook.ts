// When a job will be started and ended, as things stand: its place among those that wait for the same, here or with
// workers outside, and what recent analyses took. It promises nothing.

import * as claimable from '../db/claimable.queries.ts'
import type { Db } from '../db/connection.ts'
import * as line from '../db/line.queries.ts'
import { counted } from '../db/stats.queries.ts'
import type { Job } from '../domain/job.ts'
import { type Assessments, isForWorkers } from '../domain/policy.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Estimate, Estimator } from './estimator.ts'

export interface OutlookOptions {
  readonly db: Db
  readonly assessments: Assessments
  readonly estimator: Pick<Estimator, 'estimate' | 'estimateOutside'>
  readonly dispatcher: Pick<Dispatcher, 'freeSlots'>
  /** Workers outside: those that wait for a job, and all that are there. */
  readonly workers: () => { readonly idle: number; readonly all: number }
}

export interface Prospect extends Estimate {
  /** Jobs that are started before it. */
  readonly ahead: number
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
    return { ahead, ...estimator.estimate(assessmentName, ahead, dispatcher.freeSlots) }
  }

  #outside(assessmentName: string, ahead: number): Prospect {
    const { idle, all } = this.#options.workers()
    return { ahead, ...this.#options.estimator.estimateOutside(assessmentName, ahead, idle, all) }
  }
}
