// Reads the links by which results are shared.
import { and, count, desc, eq, gt, isNull } from 'drizzle-orm'
import type { Db } from './connection.ts'
import { results } from './schema.ts'
import { shares } from './upkeep.schema.ts'

export type ShareRow = typeof shares.$inferSelect

export const findByHash = (db: Db, tokenHash: string): ShareRow | undefined =>
  db.select().from(shares).where(eq(shares.tokenHash, tokenHash)).get()

export const find = (db: Db, id: string): ShareRow | undefined =>
  db.select().from(shares).where(eq(shares.id, id)).get()

/** A person's links, newest first, each with the name of what it shows. */
export const listOf = (db: Db, userId: string, limit: number) =>
  db
    .select({ share: shares, assessmentName: results.assessmentName })
    .from(shares)
    .innerJoin(results, eq(results.id, shares.resultId))
    .where(eq(shares.userId, userId))
    .orderBy(desc(shares.createdAt), desc(shares.id))
    .limit(limit)
    .all()

/** How many links of a person work at `now`. */
export const countOpen = (db: Db, userId: string, now: number): number =>
  db
    .select({ open: count() })
    .from(shares)
    .where(and(eq(shares.userId, userId), isNull(shares.revokedAt), gt(shares.expiresAt, now)))
    .get()?.open ?? 0
