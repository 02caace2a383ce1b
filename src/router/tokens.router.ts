// A person's tokens: how many, and every movement that made it so.
import { z } from 'zod'
import * as users from '../db/users.queries.ts'
import { noSuchAccount } from '../domain/errors.ts'
import { checked, fields, nothing } from './input.ts'
import { ledgerEntry } from './ledger-shapes.ts'
import { router, userProcedure } from './trpc.ts'

export const tokensRouter = router({
  balance: userProcedure
    .input(nothing)
    .output(z.object({ balance: z.int() }))
    .query(({ ctx: { service, caller } }) => {
      const user = users.find(service.db, caller.userId)
      if (!user) throw noSuchAccount()
      return { balance: user.tokenBalance }
    }),

  /** Newest first; `before` is the `seq` of the last one already seen. */
  history: userProcedure
    .input(
      checked(
        fields({
          limit: z.int().min(1).max(200).default(50),
          before: z.int().min(1).optional(),
        }).prefault({}),
      ),
    )
    .output(z.object({ entries: z.array(ledgerEntry), hasMore: z.boolean() }))
    .query(({ ctx: { service, caller }, input }) => {
      const found = users.listEntries(service.db, caller.userId, input.limit + 1, input.before)
      return { entries: found.slice(0, input.limit), hasMore: found.length > input.limit }
    }),
})
