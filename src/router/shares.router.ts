// Links by which people show parts of their results: made and taken back by the owner, opened by anybody who has
// the secret. Opening is a mutation so that the secret is in no address, and so in no log of one.
import { z } from 'zod'
import * as shares from '../db/shares.queries.ts'
import { checked, fields, id, nothing } from './input.ts'
import { instant } from './job-shapes.ts'
import { publicProcedure, router, userProcedure } from './trpc.ts'

/** Of one person, newest first; ended ones are forgotten in time. */
const listedMax = 500
const daysMax = 365

const share = z.object({
  shareId: z.string(),
  resultId: z.string(),
  assessmentName: z.string(),
  sections: z.array(z.string()),
  createdAt: instant,
  expiresAt: instant,
  revokedAt: instant.nullable(),
  lastOpenedAt: instant.nullable(),
})

export const sharesRouter = router({
  /** The link's secret is in this answer and can be read nowhere afterwards. */
  create: userProcedure
    .input(
      checked(
        fields({
          resultId: id,
          sections: z.array(z.string().min(1).max(100)).min(1).max(50),
          days: z.int().min(1).max(daysMax),
        }),
      ),
    )
    .output(z.object({ shareId: z.string(), secret: z.string(), expiresAt: instant }))
    .mutation(async ({ ctx: { service, caller }, input }) => {
      const made = await service.shares.create(caller.userId, input)
      return { shareId: made.id, secret: made.secret, expiresAt: made.expiresAt }
    }),

  list: userProcedure
    .input(nothing)
    .output(z.object({ shares: z.array(share) }))
    .query(({ ctx: { service, caller } }) => ({
      shares: shares
        .listOf(service.db, caller.userId, listedMax)
        .map(({ share: row, assessmentName }) => ({
          ...row,
          shareId: row.id,
          assessmentName,
          sections: JSON.parse(row.sections) as string[],
        })),
    })),

  revoke: userProcedure
    .input(checked(fields({ shareId: id })))
    .output(z.object({ shareId: z.string() }))
    .mutation(async ({ ctx: { service, caller }, input }) => {
      await service.shares.revoke(caller.userId, input.shareId)
      return { shareId: input.shareId }
    }),

  open: publicProcedure
    .input(checked(fields({ secret: z.string().min(1).max(100) })))
    .output(
      z.object({
        assessmentName: z.string(),
        createdAt: instant,
        expiresAt: instant,
        sections: z.array(z.string()),
        analyzer: z.string().nullable(),
        assessmentData: z.unknown(),
        profile: z.unknown(),
      }),
    )
    .mutation(({ ctx: { service, remoteAddress }, input }) =>
      service.shares.open(input.secret, remoteAddress),
    ),
})
