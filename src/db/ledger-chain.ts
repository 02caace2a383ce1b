// The ledger's hash chain: each entry's hash covers the one before it, so that a change behind our back,
// a removed row or a flipped bit breaks it. It holds no personal data beyond opaque ids.
import { hash } from 'node:crypto'

export interface ChainedEntry {
  readonly seq: number
  readonly userId: string
  readonly jobId: string | null
  readonly kind: string
  readonly amount: number
  readonly reason: string
  readonly actor: string
  readonly createdAt: number
}

/** What the first entry's hash covers in place of a predecessor's. */
export const chainStart = '0'.repeat(64)

/** SHA-256, hex, over the previous hash and every column of the entry in a fixed order. */
export function entryHash(previousHash: string, entry: ChainedEntry): string {
  const { seq, userId, jobId, kind, amount, reason, actor, createdAt } = entry
  const columns = [previousHash, seq, userId, jobId, kind, amount, reason, actor, createdAt]
  return hash('sha256', JSON.stringify(columns))
}
