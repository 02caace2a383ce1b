// Reads who was erased, and what of a person is still to be settled before anything of theirs is removed.
import { asc, count, eq, isNull, notInArray, sql } from 'drizzle-orm'
import { authUsers } from './auth.schema.ts'
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'
import { users } from './schema.ts'
import { erasures, meta } from './upkeep.schema.ts'

export type ErasureRow = typeof erasures.$inferSelect

export const find = (db: Db, userId: string): ErasureRow | undefined =>
  db.select().from(erasures).where(eq(erasures.userId, userId)).get()

/** Erasures that are under way, oldest first, without the first `offset`. */
export const listUnfinished = (db: Db, limit: number, offset = 0): ErasureRow[] =>
  db
    .select()
    .from(erasures)
    .where(isNull(erasures.finishedAt))
    .orderBy(asc(erasures.requestedAt))
    .limit(limit)
    .offset(offset)
    .all()

export const countUnfinished = (db: Db): number =>
  db.select({ n: count() }).from(erasures).where(isNull(erasures.finishedAt)).get()?.n ?? 0

/** When the one that is under way longest was asked for. */
export const oldestUnfinishedAt = (db: Db): number | undefined =>
  listUnfinished(db, 1)[0]?.requestedAt

/** Every person whose erasure was asked for. For a file that nobody serves. */
export const listAll = (db: Db): string[] =>
  db
    .select({ userId: erasures.userId })
    .from(erasures)
    .all()
    .map(({ userId }) => userId)

/** Everybody who is known and not erased. For a file that nobody serves. */
export const openAccounts = (db: Db): string[] => {
  const known = db.select({ id: users.id }).from(users).where(isNull(users.erasedAt))
  const erased = db.select({ id: erasures.userId }).from(erasures)
  const signingIn = db.select({ id: authUsers.id }).from(authUsers)
  return known
    .union(signingIn.where(notInArray(authUsers.id, erased)))
    .all()
    .map(({ id }) => id)
}

/** Under which key the file notes how many people the list beside it had. */
export const listedKey = 'erasures_listed'

export const countListed = (db: Db): number =>
  Number(db.select().from(meta).where(eq(meta.key, listedKey)).get()?.value ?? 0)

/** Somebody removed the row of the account, but not what it has. */
export const isLeftWithoutAccount = (db: Db, userId: string): boolean =>
  db.get<{ left: number }>(sql`select not exists (select 1 from users where id = ${userId})
    and (exists (select 1 from jobs where user_id = ${userId})
      or exists (select 1 from results where user_id = ${userId})
      or exists (select 1 from auth_users where id = ${userId})) as "left"`).left === 1

/** Jobs of a person that wait or run, rows that nobody has adopted yet included. */
export const listLive = (db: Db, userId: string, limit: number): string[] =>
  statements(db).live.all({ userId, limit })

const statements = prepared(({ $client }: Db) => ({
  // Rows that nobody has adopted are found among few, not among all of the person's.
  live: $client
    .prepare<object, string>(
      `select job_id from (
         select job_id from jobs where user_id = :userId and deadline_at is not null
         union
         select job_id from jobs indexed by jobs_unadopted
         where adopted_at is null and +user_id = :userId)
       limit :limit`,
    )
    .pluck(),
}))
