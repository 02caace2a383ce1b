// Which alerts fire, and a test of the channels by which they are told. For operators.
import { z } from 'zod'
import { nothing } from './input.ts'
import { instant } from './job-shapes.ts'
import { operatorProcedure } from './trpc.ts'

export const alertProcedures = {
  alerts: operatorProcedure
    .input(nothing)
    .output(z.object({ firing: z.array(z.object({ rule: z.string(), since: instant })) }))
    .query(({ ctx: { service } }) => ({ firing: service.alerts.firing })),

  /** Sends a test message over every configured channel. */
  testAlerts: operatorProcedure
    .input(nothing)
    .output(
      z.object({
        channels: z.array(
          z.object({
            channel: z.enum(['log', 'webhook', 'mail']),
            /** Whether it was tried; where not, `detail` says how to configure it. */
            configured: z.boolean(),
            ok: z.boolean(),
            detail: z.string(),
          }),
        ),
      }),
    )
    .mutation(async ({ ctx: { service } }) => ({ channels: await service.alerts.test() })),
}
