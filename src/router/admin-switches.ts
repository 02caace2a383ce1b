// Pausing the intake or the dispatch of a running service, and what is paused now. For operators; each use is kept.
import { z } from 'zod'
import { reason } from './admin-bulk.ts'
import { operatorOf } from './caller.ts'
import type { ServiceParts } from './context.ts'
import { checked, fields, nothing } from './input.ts'
import { instant } from './job-shapes.ts'
import { operatorProcedure } from './trpc.ts'

const what = z.enum(['intake', 'dispatch'])

const switches = z.object({
  held: z.array(z.object({ what, by: z.string(), reason: z.string(), at: instant })),
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
}

const stateOf = (service: ServiceParts) => ({ held: service.switches.held })
