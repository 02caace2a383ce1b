// Writes the links by which results are shared, inside the transaction its caller opened. The secret of a link
// never reaches it; it is given the hash.
import { and, eq, isNull, lt, or } from 'drizzle-orm'
import type { Db } from './connection.ts'
import { shares } from './upkeep.schema.ts'

export type NewShare = Omit<typeof shares.$inferInsert, 'revokedAt' | 'lastOpenedAt'>

/** A link that ended this long ago is forgotten when its owner makes another. */
const endedKeptMs = 90 * 24 * 3_600_000

export function commitShare(db: Db, share: NewShare): void {
  const longAgo = share.createdAt - endedKeptMs
  db.delete(shares)
    .where(
      and(
        eq(shares.userId, share.userId),
        or(lt(shares.expiresAt, longAgo), lt(shares.revokedAt, longAgo)),
      ),
    )
    .run()
  db.insert(shares).values(share).run()
}

/** Takes a link back; one that was taken back before stays so. */
export const commitRevokedShare = (db: Db, id: string, now: number): void =>
  void db
    .update(shares)
    .set({ revokedAt: now })
    .where(and(eq(shares.id, id), isNull(shares.revokedAt)))
    .run()

export const commitOpenedShare = (db: Db, id: string, now: number): void =>
  void db.update(shares).set({ lastOpenedAt: now }).where(eq(shares.id, id)).run()
