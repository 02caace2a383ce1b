// Reads how alerts stood when they were written last. There are as many rows as rules at most.
import type { Db } from './connection.ts'
import { alerts } from './outbound.schema.ts'

export type AlertRow = typeof alerts.$inferSelect

export const list = (db: Db): AlertRow[] => db.select().from(alerts).all()
