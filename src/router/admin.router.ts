// What operators see and do: anybody's jobs, tokens, roles, and the record of it all. No procedure sets a
// balance or a state; they only ask for what keeps the rules. Profiles are not shown here, and scores only to whoever says why.
import { z } from 'zod'
import * as admin from '../db/admin.queries.ts'
import * as stats from '../db/stats.queries.ts'
import * as users from '../db/users.queries.ts'
import { notFound } from '../domain/errors.ts'
import { bulkInput, bulkReport, reason, retryForOwner, runBulk } from './admin-bulk.ts'
import { jobProcedures } from './admin-jobs.ts'
import { overviewProcedures } from './admin-overview.ts'
import { personProcedures } from './admin-persons.ts'
import { retentionProcedures } from './admin-retention.ts'
import { selectionProcedures } from './admin-selection.ts'
import { settingProcedures } from './admin-settings.ts'
import { accountForOperators, maskedEmail } from './admin-shapes.ts'
import { switchProcedures } from './admin-switches.ts'
import { systemProcedures } from './admin-system.ts'
import { alertProcedures } from './alert-procedures.ts'
import { operatorOf } from './caller.ts'
import { checked, fields, id, nothing, pageFields } from './input.ts'
import { ended, instant, submitted, submittedOf } from './job-shapes.ts'
import { ledgerEntryForOperators } from './ledger-shapes.ts'
import { personEmail, withActorEmail, withSubjectEmail } from './person-emails.ts'
import { operatorProcedure, router } from './trpc.ts'

const ofJob = checked(fields({ jobId: id }))

export const adminRouter = router({
  ...jobProcedures,
  ...overviewProcedures,
  ...selectionProcedures,
  ...systemProcedures,

  fail: operatorProcedure
    .input(checked(fields({ jobId: id, reason })))
    .output(ended)
    .mutation(({ ctx: { service, caller }, input }) =>
      service.desk.fail(input.jobId, operatorOf(caller), input.reason),
    ),

  /** As the owner's own retry: a new job, charged to the owner. */
  retry: operatorProcedure
    .input(ofJob)
    .output(submitted)
    .mutation(async ({ ctx, input: { jobId } }) => {
      const { service, caller } = ctx
      return submittedOf(service, await retryForOwner(service, jobId, operatorOf(caller), ctx))
    }),

  bulk: operatorProcedure
    .input(checked(bulkInput))
    .output(bulkReport)
    .mutation(({ ctx, input }) => runBulk(ctx.service, input, operatorOf(ctx.caller), ctx)),

  /** Gives whole tokens; the reason is kept in the ledger for ever. */
  grant: operatorProcedure
    .input(checked(fields({ userId: id, amount: z.int().min(1).max(1_000_000), reason })))
    .output(z.object({ userId: z.string(), balance: z.int() }))
    .mutation(async ({ ctx: { service, caller }, input }) => {
      const { userId, amount } = input
      const by = operatorOf(caller)
      return { userId, balance: await service.accounts.grant(userId, amount, input.reason, by) }
    }),

  setRole: operatorProcedure
    .input(checked(fields({ userId: id, role: z.enum(['user', 'operator']) })))
    .output(z.object({ userId: z.string(), role: z.enum(['user', 'operator']) }))
    .mutation(async ({ ctx: { service, caller }, input }) => {
      await service.accounts.setRole(input.userId, input.role, operatorOf(caller))
      return input
    }),

  /** A disabled account can do nothing any more; its running jobs go on. */
  setActive: operatorProcedure
    .input(checked(fields({ userId: id, isActive: z.boolean() })))
    .output(z.object({ userId: z.string(), isActive: z.boolean() }))
    .mutation(async ({ ctx: { service, caller }, input }) => {
      await service.accounts.setActive(input.userId, input.isActive, operatorOf(caller))
      return input
    }),

  /** Accounts, oldest first, their addresses masked. `search` is the start of an id or of an address. */
  users: operatorProcedure
    .input(checked(fields({ ...pageFields(200, 50), search: id.optional() }).prefault({})))
    .output(z.object({ users: z.array(accountForOperators), total: z.int(), hasMore: z.boolean() }))
    .query(({ ctx: { service }, input: { search, limit, offset } }) => {
      const rows = admin.searchUsers(service.db, search, limit, offset)
      const total = admin.countUsers(service.db, search)
      const masked = rows.map((row) => ({
        ...row,
        email: maskedEmail(row.email),
        isActive: row.isActive === 1,
      }))
      return { users: masked, total, hasMore: offset + rows.length < total }
    }),

  /** One account with its address and its latest ledger entries; that it was looked at is kept. */
  user: operatorProcedure
    .input(checked(fields({ userId: id })))
    .output(accountForOperators.extend({ entries: z.array(ledgerEntryForOperators) }))
    .query(async ({ ctx: { service, caller }, input: { userId } }) => {
      const row = users.find(service.db, userId)
      if (!row) throw notFound('user', userId)
      await service.audit(operatorOf(caller), 'user.view', userId, '')
      const entries = users.listEntries(service.db, userId, 100)
      return { ...row, isActive: row.isActive === 1, entries }
    }),

  audit: operatorProcedure
    .input(checked(fields(pageFields(200, 50)).prefault({})))
    .output(
      z.object({
        entries: z.array(
          z.object({
            id: z.int(),
            at: instant,
            actor: z.string(),
            actorEmail: personEmail,
            action: z.string(),
            subject: z.string(),
            /** Of the account that it was done to. */
            subjectEmail: personEmail,
            details: z.string(),
          }),
        ),
        total: z.int(),
        hasMore: z.boolean(),
      }),
    )
    .query(({ ctx: { service }, input: { limit, offset } }) => {
      const { db } = service
      const rows = withActorEmail(db, stats.listAudit(db, limit, offset))
      const entries = withSubjectEmail(db, rows)
      const total = admin.countAudit(db)
      return { entries, total, hasMore: offset + entries.length < total }
    }),

  ...switchProcedures,
  ...personProcedures,
  ...retentionProcedures,

  ...settingProcedures,
  ...alertProcedures,

  /** Checks every invariant on the data as it is now. */
  verify: operatorProcedure
    .input(nothing)
    .output(
      z.object({
        ok: z.boolean(),
        checks: z.array(
          z.object({
            name: z.string(),
            ok: z.boolean(),
            violations: z.int(),
            sample: z.array(z.unknown()),
          }),
        ),
      }),
    )
    .query(async ({ ctx: { service } }) => {
      const { ok, checks } = await service.verify()
      return { ok, checks: checks.map((check) => ({ ...check, sample: [...check.sample] })) }
    }),
})
