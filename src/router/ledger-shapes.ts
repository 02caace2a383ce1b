// What clients see of the ledger. Who made an entry is for operators.
import { z } from 'zod'
import { instant } from './job-shapes.ts'

export const ledgerEntry = z.object({
  seq: z.int(),
  kind: z.enum(['charge', 'refund', 'grant']),
  /** Signed: a charge is negative. */
  amount: z.int(),
  reason: z.string(),
  jobId: z.string().nullable(),
  createdAt: instant,
})

export const ledgerEntryForOperators = ledgerEntry.extend({ actor: z.string() })
