// How the line stands, from the counters and from what recent analyses took. The same figures for people
// who wait and for operators.
import { z } from 'zod'
import * as archive from '../db/archive.queries.ts'
import * as line from '../db/line.queries.ts'
import * as stats from '../db/stats.queries.ts'
import type { ServiceParts } from './context.ts'

export const lineStatus = z.object({
  /** In line for a slot of this process, or open to workers outside. */
  waiting: z.int(),
  running: z.int(),
  slotsMax: z.int(),
  freeSlots: z.int(),
  /** What an analysis took on average, lately. */
  meanProcessingMs: z.int(),
  /** Until a job of the usual assessment, submitted now, would be started; null while an operator holds back what waits. */
  estimatedWaitMs: z.int().nullable(),
  /** For how long the job at the head of the line has waited; null while nobody waits. */
  oldestWaitingMs: z.int().nullable(),
})

export function lineOf(service: ServiceParts): z.input<typeof lineStatus> {
  const { db, clock, estimator, dispatcher, outlook, workers, defaultAssessment } = service
  const { freeSlots, slotsMax } = dispatcher
  const since = archive.oldestWaitingSince(db)
  const here = since === undefined ? null : Math.max(0, clock.now() - since)
  return {
    waiting: line.lineLength(db) + stats.counted(db, 'claimable'),
    running: stats.counted(db, 'processing'),
    slotsMax,
    freeSlots,
    meanProcessingMs: Math.round(estimator.meanMs),
    estimatedWaitMs: outlook.ofNext(defaultAssessment).waitMs ?? null,
    oldestWaitingMs: longer(here, workers.state?.oldestWaitingMs ?? null),
  }
}

const longer = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.max(one, other)

/** How workers outside stand, for operators; null where nothing is analysed outside. */
export const workersStatus = z
  .object({
    /** Jobs that wait for one, those that pause after a failed try included. */
    waiting: z.int(),
    oldestWaitingMs: z.int().nullable(),
    /** Jobs that workers have now. */
    leases: z.int(),
    leasesMax: z.int(),
    /** Heard of within the last minute. */
    seen: z.int(),
    /** Since one last asked for work, or since the start. */
    lastAskedMs: z.int(),
  })
  .nullable()
