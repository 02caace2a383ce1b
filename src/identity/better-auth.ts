// The configuration of better-auth: accounts with a password, sessions, signed tokens, in the service's own
// database. It opens no transaction, writes no log, calls nobody, and its HTTP handler is mounted nowhere.
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { betterAuth } from 'better-auth/minimal'
import { bearer } from 'better-auth/plugins/bearer'
import { jwt } from 'better-auth/plugins/jwt'
import {
  authAccounts,
  authJwks,
  authSessions,
  authUsers,
  authVerifications,
} from '../db/auth.schema.ts'
import type { Db } from '../db/connection.ts'
import type { Clock } from '../system/clock.ts'
import type { NewId } from '../system/ids.ts'
import { tokenAlgorithm } from './token-keys.ts'

/** The part of a password's protection that tests make cheap; scrypt on node's thread pool otherwise. */
export interface PasswordHashing {
  hash(password: string): Promise<string>
  verify(attempt: { hash: string; password: string }): Promise<boolean>
}

export interface BetterAuthSettings {
  readonly db: Db
  readonly clock: Pick<Clock, 'now'>
  readonly newId: NewId
  readonly secret: string
  readonly issuer: string
  readonly audience: string
  readonly accessTokenMs: number
  readonly sessionMs: number
  readonly passwords?: PasswordHashing
}

const daySeconds = 86_400

export type BetterAuth = ReturnType<typeof configureBetterAuth>

export function configureBetterAuth(settings: BetterAuthSettings) {
  const { db, newId, secret, sessionMs, passwords } = settings
  return betterAuth({
    // Not an address anybody calls: there are no links and no cookies to make of it.
    baseURL: 'http://localhost',
    // As a list, so that the environment cannot put another secret in its place.
    secrets: [{ version: 1, value: secret }],
    secret,
    database: drizzleAdapter(db, {
      provider: 'sqlite',
      // One connection, shared: a transaction held over an await would take in other people's writes.
      transaction: false,
      schema: {
        user: authUsers,
        session: authSessions,
        account: authAccounts,
        verification: authVerifications,
        jwks: authJwks,
      },
    }),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 8,
      maxPasswordLength: 128,
      ...(passwords && { password: passwords }),
    },
    user: { additionalFields: { username: { type: 'string', required: false } } },
    session: { expiresIn: Math.floor(sessionMs / 1_000), disableSessionRefresh: true },
    databaseHooks: sessionsOnOurClock(settings),
    plugins: [bearer({ requireSignature: true }), accessTokens(settings)],
    telemetry: { enabled: false },
    logger: { disabled: true },
    // Its limiter counts requests to its own handler; ours stands before every use instead.
    rateLimit: { enabled: false },
    advanced: {
      database: { generateId: () => newId() },
      useSecureCookies: false,
      disableCSRFCheck: true,
      disableOriginCheck: true,
    },
  })
}

/** The library reads the wall clock and the service its own; a session lasts until the later of the two. */
const sessionsOnOurClock = ({ clock, sessionMs }: BetterAuthSettings) => ({
  session: {
    create: {
      before: async (session: { expiresAt: Date }) => {
        const expiresAt = Math.max(session.expiresAt.getTime(), clock.now() + sessionMs)
        return { data: { expiresAt: new Date(expiresAt) } }
      },
    },
  },
})

const accessTokens = (settings: BetterAuthSettings) =>
  jwt({
    jwks: {
      keyPairConfig: { alg: tokenAlgorithm },
      rotationInterval: 90 * daySeconds,
      gracePeriod: 30 * daySeconds,
    },
    disableSettingJwtHeader: true,
    jwt: {
      issuer: settings.issuer,
      audience: settings.audience,
      getSubject: ({ user }) => user.id,
      definePayload: ({ user, session }) => {
        const now = settings.clock.now()
        const expiresAt = Math.min(now + settings.accessTokenMs, session.expiresAt.getTime())
        return {
          iat: Math.floor(now / 1_000),
          exp: Math.floor(expiresAt / 1_000),
          jti: settings.newId(),
          sid: session.id,
          email: user.email,
          ...(typeof user['username'] === 'string' && { name: user['username'] }),
        }
      },
    },
  })
