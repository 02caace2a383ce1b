// Writes accounts and the tokens given to them, inside the transaction its caller opened.
import { and, count, eq, isNull, max, min, sql } from 'drizzle-orm'
import { DomainError, notFound } from '../domain/errors.ts'
import { grant, tokensMax } from '../domain/ledger.ts'
import { appendEntry } from './commit.ts'
import type { Db } from './connection.ts'
import { events, ledgerEntries, users } from './schema.ts'
import { audit } from './upkeep.schema.ts'

export interface NewAccount {
  readonly id: string
  readonly email: string | null
  readonly name: string | null
  readonly startingBalance: number
}

/**
 * Makes an account with its starting balance, unless it is there already. Who comes back after their row was
 * deleted finds what the ledger says they have, and their events numbered on from the last.
 */
export function commitAccount(db: Db, account: NewAccount, now: number): void {
  const { id, email, name } = account
  const { balance, startingBalance, ...cursors } = pastOf(db, account)
  const tokenBalance = balance + startingBalance
  const { changes } = db
    .insert(users)
    .values({ id, email, name, tokenBalance, ...cursors, createdAt: now, updatedAt: now })
    .onConflictDoNothing({ target: users.id })
    .run()
  if (changes === 0 || startingBalance === 0) return
  appendEntry(db, grant(id, startingBalance, 'starting balance', 'system:registration'), now)
}

function pastOf(db: Db, { id, startingBalance }: NewAccount) {
  const ofUser = eq(ledgerEntries.userId, id)
  const balance = sql<number>`coalesce(sum(${ledgerEntries.amount}), 0)`
  const money = db.select({ entries: count(), balance }).from(ledgerEntries).where(ofUser).get()
  const { first, last } = db
    .select({ first: min(events.n), last: max(events.n) })
    .from(events)
    .where(eq(events.userId, id))
    .get() ?? { first: null, last: null }
  return {
    balance: money?.balance ?? 0,
    startingBalance: money && money.entries > 0 ? 0 : startingBalance,
    eventCursor: last ?? 0,
    eventFloor: (first ?? 1) - 1,
  }
}

/** Gives tokens to an account that is not erased. Answers its new balance; throws `NOT_FOUND` or, past 2^53 − 1, `VALIDATION_ERROR`. */
export function commitGrant(
  db: Db,
  given: { userId: string; amount: number; reason: string; actor: string },
  now: number,
): number {
  const { userId, amount, reason, actor } = given
  const user = db.select().from(users).where(eq(users.id, userId)).get()
  if (!user || user.erasedAt !== null) throw notFound('user', userId)
  if (user.tokenBalance > tokensMax - amount) {
    throw new DomainError('VALIDATION_ERROR', 'The balance would pass what an account can hold', {
      fields: [{ path: 'amount', message: 'is too large', limit: `balance up to ${tokensMax}` }],
    })
  }
  const tokenBalance = user.tokenBalance + amount
  db.update(users).set({ tokenBalance, updatedAt: now }).where(eq(users.id, userId)).run()
  appendEntry(db, grant(userId, amount, reason, actor), now)
  return tokenBalance
}

export interface AccountChange {
  readonly role?: 'user' | 'operator'
  readonly isActive?: 0 | 1
  readonly email?: string | null
  readonly name?: string | null
  readonly readCursor?: number
}

/** Changes what is not money. Answers whether the account exists and is not erased. */
export const commitAccountChange = (
  db: Db,
  userId: string,
  change: AccountChange,
  now: number,
): boolean =>
  db
    .update(users)
    .set({ ...change, updatedAt: now })
    .where(and(eq(users.id, userId), isNull(users.erasedAt)))
    .run().changes === 1

/** Marks notifications up to `cursor` as read; never back, never past the newest. */
export const commitReadCursor = (db: Db, userId: string, cursor: number): void =>
  void db
    .update(users)
    .set({ readCursor: sql`max(${users.readCursor}, min(${cursor}, ${users.eventCursor}))` })
    .where(eq(users.id, userId))
    .run()

export interface AuditEntry {
  readonly at: number
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly details: string
}

export const commitAudit = (db: Db, entry: AuditEntry): void =>
  void db.insert(audit).values(entry).run()
