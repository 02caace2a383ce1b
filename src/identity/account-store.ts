// What the embedded issuer looks up in its own tables, by prepared statements, and what it clears away
// there. Accounts, passwords and sessions are written by better-auth alone.
import { and, eq, gt, lte, sql } from 'drizzle-orm'
import { authAccounts, authJwks, authSessions, authUsers } from '../db/auth.schema.ts'
import type { Db } from '../db/connection.ts'
import * as refused from './account-refusals.ts'

export interface Profile {
  readonly subject: string
  readonly email: string
  readonly username: string | null
  readonly createdAt: number
}

export type AccountStatements = ReturnType<typeof prepareAccountStatements>

export function prepareAccountStatements(db: Db) {
  const p = sql.placeholder
  // A placeholder is bound as it is given: instants as milliseconds.
  const isLive = gt(authSessions.expiresAt, p('now'))
  return {
    liveSession: db
      .select({ id: authSessions.id })
      .from(authSessions)
      .where(and(eq(authSessions.id, p('id')), eq(authSessions.userId, p('userId')), isLive))
      .prepare(),
    sessionById: db
      .select()
      .from(authSessions)
      .where(eq(authSessions.id, p('id')))
      .prepare(),
    sessionByToken: db
      .select()
      .from(authSessions)
      .where(and(eq(authSessions.token, p('token')), isLive))
      .prepare(),
    userById: db
      .select()
      .from(authUsers)
      .where(eq(authUsers.id, p('id')))
      .prepare(),
    userByEmail: db
      .select()
      .from(authUsers)
      .where(eq(authUsers.email, p('email')))
      .prepare(),
    userByUsername: db
      .select()
      .from(authUsers)
      .where(sql`lower("username") = lower(${p('username')})`)
      .prepare(),
    publicKeys: db
      .select({ id: authJwks.id, publicKey: authJwks.publicKey, alg: authJwks.alg })
      .from(authJwks)
      .prepare(),
  }
}

/** Throws UNAUTHORIZED when the account is gone. */
export function profileOf(statements: AccountStatements, subject: string): Profile {
  const user = statements.userById.get({ id: subject })
  if (!user) throw refused.sessionEnded()
  const { id, email, username, createdAt } = user
  return { subject: id, email, username, createdAt: createdAt.getTime() }
}

/**
 * Removes an account that has no way to sign in. better-auth makes an account in two steps without a
 * transaction; a crash between them would leave its e-mail taken for ever.
 */
export function forgetHalfMade(db: Db, email: string, madeBefore: number): void {
  const hasCredentials = sql`exists (select 1 from ${authAccounts} where ${authAccounts.userId} = ${authUsers.id})`
  db.delete(authUsers)
    .where(
      and(
        eq(authUsers.email, email),
        lte(authUsers.createdAt, new Date(madeBefore)),
        sql`not ${hasCredentials}`,
      ),
    )
    .run()
}

/** Removes the keys that tokens are signed with: better-auth makes new ones, and older tokens open nothing. */
export const forgetSigningKeys = (db: Db): number => db.delete(authJwks).run().changes

/** Removes sessions that ended by themselves; gives how many. */
export const forgetEndedSessions = (db: Db, now: number): number =>
  db
    .delete(authSessions)
    .where(lte(authSessions.expiresAt, new Date(now)))
    .run().changes
