// Reads what operators look at beyond jobs: people by search, what was done by hand, why a row could not
// be repaired. Every list has a limit and an order.
import { and, asc, count, eq, gte, lt, or, type SQL } from 'drizzle-orm'
import type { Db } from './connection.ts'
import { users } from './schema.ts'
import { audit, repairs } from './upkeep.schema.ts'
import type { UserRow } from './users.queries.ts'

/** Accounts, oldest first; `search` is the start of an id or of an e-mail address. */
export const searchUsers = (
  db: Db,
  search: string | undefined,
  limit: number,
  offset: number,
): UserRow[] =>
  db
    .select()
    .from(users)
    .where(matching(search))
    .orderBy(asc(users.createdAt), asc(users.id))
    .limit(limit)
    .offset(offset)
    .all()

export const countUsers = (db: Db, search: string | undefined): number =>
  db.select({ n: count() }).from(users).where(matching(search)).get()?.n ?? 0

export const countAudit = (db: Db): number => db.select({ n: count() }).from(audit).get()?.n ?? 0

/** Why a job's row could not be repaired, if it could not. */
export const findRepair = (db: Db, jobId: string) =>
  db.select().from(repairs).where(eq(repairs.jobId, jobId)).get()

const matching = (search: string | undefined): SQL | undefined =>
  search === undefined
    ? undefined
    : or(startsWith(users.id, search), startsWith(users.email, search))

/** A range an index can serve; `like` with a bound pattern could not. */
const startsWith = (column: typeof users.id | typeof users.email, text: string) =>
  and(gte(column, text), lt(column, `${text}\u{10ffff}`))
