// The tables of the embedded issuer of tokens: accounts with a password, their sessions, its signing keys.
// The service itself reads them for one question only: is this session still there.
import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

const instant = (name: string) => integer(name, { mode: 'timestamp_ms' })

/** One row a person who registered here. The id is the subject of their tokens. */
export const authUsers = sqliteTable(
  'auth_users',
  {
    id: text('id').primaryKey().notNull(),
    name: text('name').notNull(),
    email: text('email').notNull(),
    emailVerified: integer('email_verified', { mode: 'boolean' }).notNull().default(false),
    image: text('image'),
    username: text('username'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('auth_users_email').on(table.email),
    uniqueIndex('auth_users_username').on(sql`lower("username")`),
    check('auth_users_email_length', sql`length("email") between 3 and 255`),
    check(
      'auth_users_username_length',
      sql`"username" is null or length("username") between 3 and 100`,
    ),
  ],
)

/** One row a sign-in. Deleting it makes every token that names it void at once. */
export const authSessions = sqliteTable(
  'auth_sessions',
  {
    id: text('id').primaryKey().notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => authUsers.id, { onDelete: 'cascade' }),
    /** Worth nothing without the signature that the auth secret makes. */
    token: text('token').notNull(),
    expiresAt: instant('expires_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('auth_sessions_token').on(table.token),
    index('auth_sessions_user').on(table.userId),
    index('auth_sessions_expiry').on(table.expiresAt),
  ],
)

/** How an account signs in; here always with a password, of which the scrypt hash is kept. */
export const authAccounts = sqliteTable(
  'auth_accounts',
  {
    id: text('id').primaryKey().notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => authUsers.id, { onDelete: 'cascade' }),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    password: text('password'),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: instant('access_token_expires_at'),
    refreshTokenExpiresAt: instant('refresh_token_expires_at'),
    scope: text('scope'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('auth_accounts_provider').on(table.providerId, table.accountId),
    index('auth_accounts_user').on(table.userId),
  ],
)

/** Required by better-auth; empty, as nothing here sends mail to verify. */
export const authVerifications = sqliteTable(
  'auth_verifications',
  {
    id: text('id').primaryKey().notNull(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [index('auth_verifications_identifier').on(table.identifier)],
)

/** Signing keys. The private half is encrypted with the auth secret. */
export const authJwks = sqliteTable('auth_jwks', {
  id: text('id').primaryKey().notNull(),
  publicKey: text('public_key').notNull(),
  privateKey: text('private_key').notNull(),
  alg: text('alg'),
  crv: text('crv'),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at'),
})
