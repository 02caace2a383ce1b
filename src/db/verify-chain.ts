// Checks the ledger's hash chain, entry by entry, without holding more than one of them.
// It says where the chain breaks; nothing here mends it.

import type { Db } from './connection.ts'
import { type ChainedEntry, chainStart, entryHash } from './ledger-chain.ts'
import type { Check, Violation } from './verify-check.ts'

interface StoredEntry extends ChainedEntry {
  readonly hash: string
}

const entriesInOrder = `
  select seq, user_id as userId, job_id as jobId, kind, amount, reason, actor,
    created_at as createdAt, hash
  from ledger_entries order by seq`

/** The newest entry. Whoever keeps it elsewhere can tell later whether entries were cut off the end. */
export interface LedgerHead {
  readonly seq: number
  readonly hash: string
}

/** Each entry that is missing, or whose hash does not cover it and the entry before. */
export function* brokenLinks(db: Db): Generator<Violation> {
  let previous: LedgerHead = { seq: 0, hash: chainStart }
  for (const entry of db.$client.prepare<[], StoredEntry>(entriesInOrder).iterate()) {
    const who = `entry ${entry.seq}`
    if (entry.seq !== previous.seq + 1) {
      yield { who, what: `follows entry ${previous.seq}; those between are missing` }
    } else if (entryHash(previous.hash, entry) !== entry.hash) {
      yield { who, what: 'its hash does not cover what it says and the entry before' }
    }
    previous = entry
  }
}

export const ledgerHead = (db: Db): LedgerHead | undefined =>
  db.$client
    .prepare<[], LedgerHead>('select seq, hash from ledger_entries order by seq desc limit 1')
    .get()

export const chainCheck: Check = {
  id: 'M7',
  title: 'The ledger is one unbroken hash chain, numbered 1, 2, 3 …',
  find: brokenLinks,
}
