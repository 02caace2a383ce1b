// After a start: what the death of a process cut off is settled or taken up again. Safe to be cut off
// itself, any number of times: it counts a death only together with what follows from it.
import type { Db } from '../db/connection.ts'
import * as jobs from '../db/jobs.queries.ts'
import { lastStop } from '../db/stats.queries.ts'
import { isOutside } from '../domain/job.ts'
import { deathsMax } from '../machines/job.machine.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { JobSupervisor } from './job-supervisor.ts'
import type { Monitor } from './monitor.ts'

export interface RecoveryParts {
  readonly db: Db
  readonly supervisor: JobSupervisor
  readonly dispatcher: Dispatcher
  readonly monitor: Monitor
  readonly boot: number
}

const chunkMax = 500

/**
 * Settles what is overdue, then what died too often, then lets the rest and the line start. Answers how many analyses
 * that were cut off are taken up again.
 */
export async function recover(parts: RecoveryParts): Promise<number> {
  const { db, supervisor, dispatcher, monitor, boot } = parts
  await monitor.check('start')
  let resumed = 0
  const stoppedBoot = lastStop(db)
  let afterId = ''
  for (;;) {
    const rows = jobs.listProcessing(db, afterId, chunkMax)
    for (const { jobId } of rows) afterId = jobId
    // Rows of boot 0 were written by somebody else: nobody in any process ever analysed them.
    const cutOff = rows
      // What a worker has, or may claim, was not cut off by the death of this process.
      .filter((row) => row.boot !== boot && row.boot !== 0 && !isOutside(row))
      // A process that was asked to stop did not die of its jobs.
      .map((row) => ({ ...row, died: row.boot !== stoppedBoot }))
    const poison = cutOff.filter(({ deaths, died }) => died && deaths + 1 >= deathsMax)
    await Promise.all(
      poison.map(({ jobId }) =>
        supervisor
          .dispatch(jobId, { type: 'job.resumed', boot, died: true })
          // What cannot be settled now is tried again in its turn, and keeps nobody waiting.
          .catch(() => dispatcher.resume(jobId, { died: true })),
      ),
    )
    for (const row of cutOff) {
      if (!poison.includes(row)) dispatcher.resume(row.jobId, { died: row.died })
    }
    resumed += cutOff.length - poison.length
    if (rows.length < chunkMax) break
  }
  dispatcher.open()
  return resumed
}
