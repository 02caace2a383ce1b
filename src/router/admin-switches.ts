// Pausing the intake or the dispatch of a running service, what is paused now, and emptying it. For operators; each
// use is kept.
import { z } from 'zod'
import { reason } from './admin-bulk.ts'
import { operatorOf } from './caller.ts'
import type { ServiceParts } from './context.ts'
import { checked, fields, nothing } from './input.ts'
import { instant } from './job-shapes.ts'
import { lineOf } from './line-status.ts'
import { operatorProcedure } from './trpc.ts'

const what = z.enum(['intake', 'dispatch'])

const switches = z.object({
  held: z.array(z.object({ what, by: z.string(), reason: z.string(), at: instant })),
})

const drainStatus = z.object({
  /** Analyses that run in this process, and jobs that wait. */
  running: z.int(),
  waiting: z.int(),
  /** Jobs that workers outside have; they are theirs over a restart, and no drain waits for them. */
  leased: z.int(),
  /** Null where nobody drains the service. */
  drain: z
    .object({
      by: z.string(),
      reason: z.string(),
      since: instant,
      exit: z.boolean(),
      /** Analyses that ended since. */
      completed: z.int(),
      failed: z.int(),
    })
    .nullable(),
})

export const switchProcedures = {
  /** intake: submissions are refused. dispatch: what waits is not started; its deadlines hold all the same. */
  pause: operatorProcedure
    .input(checked(fields({ what, reason })))
    .output(switches)
    .mutation(async ({ ctx: { service, caller }, input }) => {
      await service.switches.pause(input.what, operatorOf(caller), input.reason)
      return stateOf(service)
    }),

  resume: operatorProcedure
    .input(checked(fields({ what })))
    .output(switches)
    .mutation(async ({ ctx: { service, caller }, input }) => {
      await service.switches.resume(input.what, operatorOf(caller))
      return stateOf(service)
    }),

  switches: operatorProcedure
    .input(nothing)
    .output(switches)
    .query(({ ctx: { service } }) => stateOf(service)),

  /**
   * Takes nothing new, starts nothing that waits, and lets what runs end; with `exit` the process then ends. Letting
   * intake or dispatch go calls it off.
   */
  drain: operatorProcedure
    .input(checked(fields({ reason, exit: z.boolean().default(false) })))
    .output(drainStatus)
    .mutation(async ({ ctx: { service, caller }, input }) => {
      await service.draining.begin(operatorOf(caller), input.reason, { exit: input.exit })
      return drainOf(service)
    }),

  drained: operatorProcedure
    .input(nothing)
    .output(drainStatus)
    .query(({ ctx: { service } }) => drainOf(service)),
}

const stateOf = (service: ServiceParts) => ({ held: service.switches.held })

function drainOf(service: ServiceParts): z.input<typeof drainStatus> {
  const { running } = service.draining
  const { waiting } = lineOf(service)
  const leased = service.workers.state?.leases ?? 0
  return { running, waiting, leased, drain: service.draining.state ?? null }
}
