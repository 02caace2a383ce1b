// Reads results: the scores that were submitted and the profile made of them.
import { and, eq, sql } from 'drizzle-orm'
import { compiled } from './compiled.ts'
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'
import { results } from './schema.ts'
import { idempotencyKeys } from './upkeep.schema.ts'

export type ResultRow = typeof results.$inferSelect

const p = sql.placeholder

const statements = prepared((db: Db) => ({
  find: db
    .select()
    .from(results)
    .where(eq(results.id, p('id')))
    .prepare(),
  scores: compiled<[assessmentData: string]>(
    db,
    db
      .select({ assessmentData: results.assessmentData })
      .from(results)
      .where(eq(results.id, p('id'))),
  ),
  findKey: db
    .select()
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.userId, p('userId')), eq(idempotencyKeys.key, p('key'))))
    .prepare(),
}))

export const find = (db: Db, id: string): ResultRow | undefined => statements(db).find.get({ id })

/** What was submitted, as JSON text. */
export const findScores = (db: Db, id: string): string | undefined =>
  statements(db).scores.get({ id })?.[0]

/** The answer an earlier submission under this key got. */
export const findKey = (db: Db, userId: string, key: string) =>
  statements(db).findKey.get({ userId, key })
