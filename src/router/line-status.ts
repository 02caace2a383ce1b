// How the line stands, from the counters and from what recent analyses took. The same figures for people
// who wait and for operators.
import { z } from 'zod'
import * as archive from '../db/archive.queries.ts'
import * as line from '../db/line.queries.ts'
import * as stats from '../db/stats.queries.ts'
import type { ServiceParts } from './context.ts'

export const lineStatus = z.object({
  waiting: z.int(),
  running: z.int(),
  slotsMax: z.int(),
  freeSlots: z.int(),
  /** What an analysis took on average, lately. */
  meanProcessingMs: z.int(),
  /** Until a job submitted now would be started; null while an operator holds back what waits. */
  estimatedWaitMs: z.int().nullable(),
  /** For how long the job at the head of the line has waited; null while nobody waits. */
  oldestWaitingMs: z.int().nullable(),
})

export function lineOf(service: ServiceParts): z.input<typeof lineStatus> {
  const { db, clock, estimator, dispatcher } = service
  const waiting = line.lineLength(db)
  const { freeSlots, slotsMax } = dispatcher
  const since = archive.oldestWaitingSince(db)
  return {
    waiting,
    running: stats.counted(db, 'processing'),
    slotsMax,
    freeSlots,
    meanProcessingMs: Math.round(estimator.meanMs),
    estimatedWaitMs: estimator.estimate('', waiting, freeSlots)?.waitMs ?? null,
    oldestWaitingMs: since === undefined ? null : Math.max(0, clock.now() - since),
  }
}
