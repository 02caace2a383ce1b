// Sign-up, sign-in and the caller's own account. Passwords are the issuer's; they pass through here and are
// neither kept nor logged.
import { z } from 'zod'
import * as users from '../db/users.queries.ts'
import { noSuchAccount } from '../domain/errors.ts'
import { originFields } from '../domain/origin.ts'
import type { RouterContext, ServiceParts, SignedIn } from './context.ts'
import { checked, fields, nothing } from './input.ts'
import { instant } from './job-shapes.ts'
import { publicProcedure, router, userProcedure } from './trpc.ts'

const account = z.object({
  id: z.string(),
  email: z.string().nullable(),
  username: z.string().nullable(),
  name: z.string().nullable(),
  role: z.enum(['user', 'operator']),
  tokenBalance: z.int(),
  createdAt: instant,
})

const signedIn = z.object({ token: z.string(), expiresAt: instant, user: account })

const email = z
  .string()
  .trim()
  .max(255)
  .pipe(z.email({ error: 'must be an e-mail address' }))
const username = z.string().regex(/^[A-Za-z0-9]{3,100}$/, 'must be 3 to 100 letters or digits')

export const authRouter = router({
  /** Makes an account with the starting balance and signs in. */
  register: publicProcedure
    .input(
      checked(
        fields({
          email,
          password: z.string().min(8).max(128),
          username: username.optional(),
        }),
      ),
    )
    .output(signedIn)
    .mutation(async ({ ctx, input }) =>
      signedInOf(ctx, await ctx.service.identity.register(input, ctx)),
    ),

  login: publicProcedure
    .input(checked(fields({ email, password: z.string().min(1).max(128) })))
    .output(signedIn)
    .mutation(async ({ ctx, input }) =>
      signedInOf(ctx, await ctx.service.identity.login(input, ctx)),
    ),

  /** Ends the session: every token of it is refused from now on. */
  logout: userProcedure
    .input(nothing)
    .output(z.object({ signedOut: z.literal(true) }))
    .mutation(async ({ ctx }) => {
      const { service, caller } = ctx
      await service.identity.logout(caller)
      service.log.info('user.signed-out', { userId: caller.userId, ...originFields(ctx) })
      return { signedOut: true as const }
    }),

  profile: userProcedure
    .input(nothing)
    .output(account)
    .query(({ ctx: { service, caller } }) => accountOf(service, caller.userId)),

  updateProfile: userProcedure
    .input(checked(fields({ username: username.optional() })))
    .output(account)
    .mutation(async ({ ctx: { service, caller }, input }) => {
      await service.identity.updateProfile(caller.userId, input)
      return accountOf(service, caller.userId)
    }),
})

async function signedInOf(ctx: RouterContext, { token, expiresAt, userId }: SignedIn) {
  const { service } = ctx
  service.log.info('user.signed-in', { userId, ...originFields(ctx) })
  return { token, expiresAt, user: await accountOf(service, userId) }
}

async function accountOf({ db, identity }: ServiceParts, userId: string) {
  const user = users.find(db, userId)
  if (!user) throw noSuchAccount()
  const profile = await identity.profile(userId)
  return {
    id: userId,
    email: profile.email,
    username: profile.username,
    name: profile.name,
    role: user.role,
    tokenBalance: user.tokenBalance,
    createdAt: user.createdAt,
  }
}
