// What operators may change of a running service: slots and timeouts, within the bounds of the configuration. Each
// change is kept, with who and why, until it is reset.
import { z } from 'zod'
import { type SettingName, settingNames } from '../domain/settings.ts'
import { reason } from './admin-bulk.ts'
import { operatorOf } from './caller.ts'
import type { ServiceParts } from './context.ts'
import { checked, fields, nothing } from './input.ts'
import { instant } from './job-shapes.ts'
import { operatorProcedure } from './trpc.ts'

const name = z.enum(settingNames as readonly [SettingName, ...SettingName[]])

const settings = z.object({
  settings: z.array(
    z.object({
      name,
      what: z.string(),
      unit: z.string(),
      min: z.int(),
      max: z.int(),
      /** What holds now. */
      value: z.number(),
      configured: z.number(),
      /** Null where the configured value holds. */
      changed: z.object({ by: z.string(), reason: z.string(), at: instant }).nullable(),
    }),
  ),
})

export const settingProcedures = {
  settings: operatorProcedure
    .input(nothing)
    .output(settings)
    .query(({ ctx: { service } }) => stateOf(service)),

  /** Counts for slots at once; for deadlines that are written from now on. What runs goes on. */
  setSetting: operatorProcedure
    .input(checked(fields({ name, value: z.number(), reason })))
    .output(settings)
    .mutation(async ({ ctx: { service, caller }, input }) => {
      await service.settings.set(input.name, input.value, operatorOf(caller), input.reason)
      return stateOf(service)
    }),

  /** What is configured holds again: for one setting, or where none is named for all. */
  resetSettings: operatorProcedure
    .input(checked(fields({ name: name.optional(), reason })))
    .output(settings)
    .mutation(async ({ ctx: { service, caller }, input }) => {
      await service.settings.reset(input.name, operatorOf(caller), input.reason)
      return stateOf(service)
    }),
}

const stateOf = (service: ServiceParts) => ({ settings: service.settings.all })
