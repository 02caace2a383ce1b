// The removal of what was kept long enough, by hand: what would go, or that it goes now. For operators.
import { z } from 'zod'
import { checked, fields } from './input.ts'
import { operatorProcedure } from './trpc.ts'

const rows = z.int()

const report = z.object({
  dryRun: z.boolean(),
  removed: z.object({
    events: rows,
    keys: rows,
    tries: rows,
    results: rows,
    /** Results that their owners had deleted. */
    deleted: rows,
    sessions: rows,
  }),
  /** There is more than one run may remove, or than is counted. */
  more: z.boolean(),
})

export const retentionProcedures = {
  /** As the schedule does it; each run is kept in the audit. */
  prune: operatorProcedure
    .input(checked(fields({ dryRun: z.boolean().default(false) }).prefault({})))
    .output(report)
    .mutation(async ({ ctx: { service }, input: { dryRun } }) =>
      dryRun ? service.retention.plan() : service.retention.run(),
    ),
}
