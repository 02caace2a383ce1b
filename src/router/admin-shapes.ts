// What operators see beyond what the owner of a thing sees: whose a job is, by address, too. Still no scores and no
// profiles, and in a list of accounts no whole address.
import { z } from 'zod'
import { eventEnvelope } from './event-shapes.ts'
import { instant, jobSummary } from './job-shapes.ts'
import { ledgerEntryForOperators } from './ledger-shapes.ts'
import { personEmail } from './person-emails.ts'

export const jobForOperators = jobSummary.extend({
  userEmail: personEmail,
  tries: z.int(),
  deaths: z.int(),
  boot: z.int(),
  queueSeq: z.int().nullable(),
  deadlineAt: instant.nullable(),
  hardDeadlineAt: instant.nullable(),
  /** The worker outside that has it, until `deadlineAt`. */
  leasedBy: z.string().nullable(),
  origin: z.enum(['service', 'foreign']),
  /** A worker outside has it, had it, or may claim it. */
  isOutside: z.boolean(),
  adoptedAt: instant.nullable(),
  deletedAt: instant.nullable(),
  revision: z.int(),
  /** Everything here is of this instant. */
  asOf: instant,
  /** The retry that runs or succeeded. */
  retriedBy: z.string().nullable(),
  /** Each failed call of the analyzer with its raw reason. */
  failedTries: z.array(
    z.object({
      attempt: z.int(),
      try: z.int(),
      code: z.string(),
      reason: z.string(),
      createdAt: instant,
    }),
  ),
  entries: z.array(ledgerEntryForOperators.extend({ actorEmail: personEmail })),
  events: z.array(eventEnvelope.omit({ userEmail: true })),
  /** Why its row could not be repaired. */
  repair: z
    .object({
      tries: z.int(),
      retryAt: instant,
      quarantinedAt: instant.nullable(),
      reason: z.string(),
    })
    .nullable(),
})

export const accountForOperators = z.object({
  id: z.string(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  role: z.enum(['user', 'operator']),
  isActive: z.boolean(),
  tokenBalance: z.int(),
  createdAt: instant,
  updatedAt: instant,
})

/** Enough to recognise an address by, not enough to write to it. */
export const maskedEmail = (email: string | null): string | null =>
  email === null ? null : email.replace(/^(.).*(@.*)$/, '$1***$2')
