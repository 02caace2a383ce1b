// What people may do with all that is held about them: take it along, page by page, and have it erased.
import { z } from 'zod'
import { checked, fields } from './input.ts'
import { erasure, erasureOf, exportCursor, exportOf, exportPage } from './person-shapes.ts'
import { router, userProcedure } from './trpc.ts'

export const accountRouter = router({
  /** Everything that is held about the caller, in pages of bounded size: ask on with `next` until it is null. */
  export: userProcedure
    .input(checked(fields({ cursor: exportCursor.optional() }).prefault({})))
    .output(exportPage)
    .query(({ ctx: { service, caller }, input }) => exportOf(service, caller.userId, input.cursor)),

  /**
   * Closes the caller's account for good and erases everything but ids and money. It cannot be undone, so the password
   * is asked for; where another issuer keeps it, a token of the last ten minutes.
   */
  erase: userProcedure
    .input(checked(fields({ password: z.string().max(128).optional() }).prefault({})))
    .output(erasure)
    .mutation(async ({ ctx, input }) => {
      const { service, caller, requestId } = ctx
      const { userId } = caller
      await service.identity.confirm(caller, input, ctx)
      service.log.info('user.erase', { userId, requestId })
      const by = { kind: 'user', id: userId } as const
      return erasureOf(await service.eraser.erase(userId, by, 'asked for by its owner'))
    }),
})
