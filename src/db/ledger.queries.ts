// Reads the ledger as operators do: everybody's entries, newest first. A kind that is rare is looked for among a
// bounded number of entries.
import { and, eq, lt, type SQL, sql } from 'drizzle-orm'
import type { Db } from './connection.ts'
import { ledgerEntries } from './schema.ts'

export interface EntryFilter {
  readonly userId?: string | undefined
  readonly jobId?: string | undefined
  readonly kind?: 'charge' | 'refund' | 'grant' | undefined
  /** The `seq` of the last entry already seen. */
  readonly before?: number | undefined
}

/** Entries one answer looks at. */
export const scannedMax = 10_000

export interface Entries {
  readonly entries: (typeof ledgerEntries.$inferSelect)[]
  /** Where to go on; null where nothing older is left. */
  readonly nextBefore: number | null
}

/** At most `limit` entries; fewer, with a place to go on from, where a kind is rare. */
export function list(db: Db, filter: EntryFilter, limit: number): Entries {
  const scanned = scannedOf(filter)
  const rows = db.all<Entries['entries'][number]>(sql`
    select seq, user_id as "userId", job_id as "jobId", kind, amount, reason, actor,
      created_at as "createdAt", hash
    from ${scanned} where ${filter.kind === undefined ? sql`true` : sql`kind = ${filter.kind}`}
    limit ${limit + 1}`)
  const entries = rows.slice(0, limit)
  if (rows.length > limit) return { entries, nextBefore: entries.at(-1)?.seq ?? null }
  const seen = db.get<{ n: number; last: number | null }>(
    sql`select count(*) as n, min(seq) as last from ${scanned}`,
  )
  return { entries, nextBefore: seen && seen.n >= scannedMax ? seen.last : null }
}

function scannedOf({ userId, jobId, before }: EntryFilter): SQL {
  const condition = and(
    userId === undefined ? undefined : eq(ledgerEntries.userId, userId),
    jobId === undefined ? undefined : eq(ledgerEntries.jobId, jobId),
    before === undefined ? undefined : lt(ledgerEntries.seq, before),
  )
  return sql`(select * from ledger_entries where ${condition ?? sql`true`}
    order by seq desc limit ${scannedMax})`
}

/** The number of the newest entry; 0 where there is none. */
export const lastSeq = (db: Db): number =>
  db.get<{ seq: number }>(sql`select coalesce(max(seq), 0) as seq from ledger_entries`).seq

/** Refunds that were written after the entry with this number. */
export const countRefundsAfter = (db: Db, seq: number): number =>
  db.get<{ n: number }>(
    sql`select count(*) as n from ledger_entries where seq > ${seq} and kind = 'refund'`,
  ).n
