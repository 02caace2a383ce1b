// Reads accounts, balances and the ledger.
import { and, asc, desc, eq, lt, sql } from 'drizzle-orm'
import { compiled } from './compiled.ts'
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'
import { ledgerEntries, users } from './schema.ts'

export type UserRow = typeof users.$inferSelect

const p = sql.placeholder

const statements = prepared((db: Db) => ({
  find: db
    .select()
    .from(users)
    .where(eq(users.id, p('id')))
    .prepare(),
  emails: db.$client
    .prepare<string[], [id: string, email: string]>(
      `select id, email from users
      where id in (select value from json_each(?)) and email is not null`,
    )
    .raw(),
  standing: compiled<[tokenBalance: number, isActive: number]>(
    db,
    db
      .select({ tokenBalance: users.tokenBalance, isActive: users.isActive })
      .from(users)
      .where(eq(users.id, p('id'))),
  ),
}))

export const find = (db: Db, id: string): UserRow | undefined => statements(db).find.get({ id })

/** Whether this person was erased; not where the account is unknown. */
export const isErased = (db: Db, id: string): boolean => (find(db, id)?.erasedAt ?? null) !== null

/** What decides whether an account may submit: its balance, and 1 where it is active, 0 where disabled. */
export const standing = (db: Db, id: string) => statements(db).standing.get({ id })

/** The addresses of those of these accounts that have one. */
export const emailsOf = (db: Db, ids: readonly string[]): Map<string, string> =>
  new Map(statements(db).emails.all(JSON.stringify([...new Set(ids)])))

export const findByEmail = (db: Db, email: string): UserRow | undefined =>
  db.select().from(users).where(eq(users.email, email)).get()

/** The id that is meant by one, or by a whole address; what is neither is answered as it is. */
export function idMeant(db: Db, given: string): string {
  if (!given.includes('@') || find(db, given)) return given
  return (findByEmail(db, given) ?? findByEmail(db, given.toLowerCase()))?.id ?? given
}

/** A user's ledger entries, newest first, from before entry `beforeSeq` on. */
export const listEntries = (db: Db, userId: string, limit: number, beforeSeq?: number) =>
  db
    .select()
    .from(ledgerEntries)
    .where(
      and(
        eq(ledgerEntries.userId, userId),
        beforeSeq === undefined ? undefined : lt(ledgerEntries.seq, beforeSeq),
      ),
    )
    .orderBy(desc(ledgerEntries.seq))
    .limit(limit)
    .all()

/** The charge and the refund of a job. */
export const listEntriesOfJob = (db: Db, jobId: string) =>
  db
    .select()
    .from(ledgerEntries)
    .where(eq(ledgerEntries.jobId, jobId))
    .orderBy(asc(ledgerEntries.seq))
    .all()
