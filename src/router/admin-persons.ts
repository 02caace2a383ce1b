// What operators do for a person who asks for their data, or to be forgotten. Each use is kept in the audit.
import * as erasures from '../db/erasures.queries.ts'
import * as users from '../db/users.queries.ts'
import { notFound } from '../domain/errors.ts'
import { reason } from './admin-bulk.ts'
import { operatorOf } from './caller.ts'
import { checked, fields, id } from './input.ts'
import { erasure, erasureOf, exportCursor, exportOf, exportPage } from './person-shapes.ts'
import { operatorProcedure } from './trpc.ts'

export const personProcedures = {
  /** Closes an account for good and erases everything but ids and money. The reason stays: it must name nobody. */
  erase: operatorProcedure
    .input(checked(fields({ userId: id, reason })))
    .output(erasure)
    .mutation(async ({ ctx: { service, caller }, input }) =>
      erasureOf(await service.eraser.erase(input.userId, operatorOf(caller), input.reason)),
    ),

  /** How far an erasure is; null where none was asked for. */
  erasure: operatorProcedure
    .input(checked(fields({ userId: id })))
    .output(erasure.nullable())
    .query(({ ctx: { service }, input: { userId } }) => {
      const found = erasures.find(service.db, userId)
      if (!found && !users.find(service.db, userId)) throw notFound('user', userId)
      return found ? erasureOf(found) : null
    }),

  /** Everything that is held about a person, answers and results included, in pages of bounded size. */
  export: operatorProcedure
    .input(checked(fields({ userId: id, cursor: exportCursor.optional() })))
    .output(exportPage)
    .query(async ({ ctx: { service, caller }, input: { userId, cursor } }) => {
      const page = exportOf(service, userId, cursor)
      if (cursor === undefined) await service.audit(operatorOf(caller), 'user.export', userId, '')
      return page
    }),
}
