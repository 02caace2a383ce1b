// Sign-up, sign-in and the caller's account, under the paths of the prior system.
import { z } from 'zod'
import { fields } from '../../router/input.ts'
import { type Route, route } from './route.ts'
import { accountRow, accountRowOf, email, userId, username } from './wire-rows.ts'

const credentials = { email, password: z.string().meta({ examples: ['choose your own'] }) }
const signedIn = z.object({
  token: z
    .string()
    .meta({ examples: ['eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIwMTlhYmMxMCJ9.c2lnbmF0dXJl'] }),
  expires_at: z.int().meta({ examples: [1_795_552_200_000], description: 'Epoch milliseconds' }),
  user: accountRow,
})
const account = z.object({ user: accountRow })

export const authRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/auth/register',
    summary: 'Make an account, with its starting balance, and sign in',
    role: 'public',
    status: 201,
    body: fields({ ...credentials, username: username.optional() }),
    data: signedIn,
    refusals: ['ACCOUNT_EXISTS', 'RATE_LIMITED'],
    async run({ api, body }) {
      const { user, token, expiresAt } = await api.auth.register(body)
      const data = { token, expires_at: expiresAt, user: accountRowOf(user) }
      return { data, message: 'User registered successfully' }
    },
  }),
  route({
    method: 'post',
    path: '/auth/login',
    summary: 'Sign in with e-mail address and password',
    role: 'public',
    body: fields(credentials),
    data: signedIn,
    refusals: ['UNAUTHORIZED', 'RATE_LIMITED'],
    async run({ api, body }) {
      const { user, token, expiresAt } = await api.auth.login(body)
      const data = { token, expires_at: expiresAt, user: accountRowOf(user) }
      return { data, message: 'Login successful' }
    },
  }),
  route({
    method: 'post',
    path: '/auth/logout',
    summary: 'End the session: its tokens are refused from now on',
    role: 'user',
    data: z.object({ signed_out: z.literal(true) }),
    async run({ api }) {
      await api.auth.logout()
      return { data: { signed_out: true }, message: 'Logout successful' }
    },
  }),
  route({
    method: 'get',
    path: '/auth/profile',
    summary: 'The caller’s account',
    role: 'user',
    data: account,
    run: async ({ api }) => ({ data: { user: accountRowOf(await api.auth.profile()) } }),
  }),
  route({
    method: 'put',
    path: '/auth/profile',
    summary: 'Change the caller’s account',
    role: 'user',
    body: fields({ username: username.optional() }),
    data: account,
    refusals: ['ACCOUNT_EXISTS'],
    async run({ api, body }) {
      const user = accountRowOf(await api.auth.updateProfile(body))
      return { data: { user }, message: 'Profile updated successfully' }
    },
  }),
  route({
    method: 'get',
    path: '/auth/token-balance',
    summary: 'The caller’s tokens',
    role: 'user',
    data: z.object({ user_id: userId, token_balance: z.int().meta({ examples: [3] }) }),
    async run({ api, ctx: { caller } }) {
      const { balance } = await api.tokens.balance()
      const userId = caller.kind === 'user' ? caller.userId : ''
      return { data: { user_id: userId, token_balance: balance } }
    },
  }),
]
