// Somebody who has used everything: a word of theirs stands in every column that can hold one.
import { z } from 'zod'
import { defineAssessment } from '../../../src/domain/assessment.ts'
import type { World } from '../../../src/testing/index.ts'

/** Unmistakable, and different for each column, so that a trace says where it came from. */
export const canaryOf = (userId: string, column: string): string => `canary-${userId}-${column}-é`

export const noted = defineAssessment({
  name: 'Noted',
  input: z.strictObject({ score: z.int(), note: z.string() }),
  result: z.strictObject({ text: z.string() }),
  analyzer: { name: 'none', version: '1', analyze: () => Promise.resolve({ text: 'fine' }) },
})

export interface Lived {
  readonly completed: string
  readonly resultId: string
  readonly failed: string
  readonly running: string
  readonly waiting: string
  readonly foreign: string
}

/** Needs a world with the assessment above and one slot. Leaves one job running and one waiting. */
export async function livedAs(world: World, userId: string): Promise<Lived> {
  const canary = (column: string) => canaryOf(userId, column)
  await world.user(userId, 20)
  world.sql(
    'update users set email = ?, name = ? where id = ?',
    canary('users.email'),
    canary('users.name'),
    userId,
  )
  signedIn(world, userId)
  const submit = (key?: string) =>
    world.submit(userId, {
      assessmentData: { score: 1, note: canary('results.assessment_data') },
      rawResponses: { notes: [{ questionId: 'Q1', value: canary('results.raw_responses') }] },
      ...(key !== undefined && { idempotencyKey: key }),
    })
  world.analyzer.next(
    { does: 'succeed', result: { text: canary('results.profile') } },
    { does: 'fail', message: canary('job_tries.reason') },
    { does: 'hang' },
  )
  const { jobId: completed, resultId } = await submit(`key-of-${userId}-0123456789`)
  await world.passes(5_000)
  const { jobId: failed } = await submit()
  await world.passes(5_000)
  await world.service.shares.create(userId, { resultId, sections: ['everything'], days: 7 })
  const foreign = world.insertForeign({
    userId,
    status: 'failed',
    columns: { error_message: canary('jobs.error_message'), error_code: 'ELSEWHERE' },
  })
  await world.check()
  const { jobId: running } = await submit()
  const { jobId: waiting } = await submit()
  await world.settle()
  toldByWebhook(world, userId)
  world.sql(
    'insert into repairs (job_id, tries, retry_at, reason) values (?, 1, 1, ?)',
    completed,
    canary('repairs.reason'),
  )
  const by = { kind: 'operator', id: 'olga' } as const
  await world.service.accounts.audit(by, 'user.view', userId, canary('audit.details'))
  await world.service.accounts.audit(by, 'job.fail', failed, canary('audit.details'))
  return { completed, resultId, failed, running, waiting, foreign }
}

function signedIn(world: World, userId: string): void {
  const canary = (column: string) => canaryOf(userId, column)
  world.sql(
    `insert into auth_users (id, name, email, image, username, created_at, updated_at)
     values (?, ?, ?, ?, ?, 1, 1)`,
    userId,
    canary('auth_users.name'),
    canary('auth_users.email'),
    canary('auth_users.image'),
    canary('auth_users.username'),
  )
  world.sql(
    `insert into auth_sessions (id, user_id, token, expires_at, ip_address, user_agent, created_at, updated_at)
     values (?, ?, ?, 9999999999999, ?, ?, 1, 1)`,
    `session-${userId}`,
    userId,
    canary('auth_sessions.token'),
    canary('auth_sessions.ip_address'),
    canary('auth_sessions.user_agent'),
  )
  world.sql(
    `insert into auth_accounts (id, user_id, account_id, provider_id, password, access_token, refresh_token, id_token, created_at, updated_at)
     values (?, ?, ?, 'credential', ?, ?, ?, ?, 1, 1)`,
    `account-${userId}`,
    userId,
    userId,
    canary('auth_accounts.password'),
    canary('auth_accounts.access_token'),
    canary('auth_accounts.refresh_token'),
    canary('auth_accounts.id_token'),
  )
}

/** An endpoint of theirs that is off, and what it answered when it was last told something. */
function toldByWebhook(world: World, userId: string): void {
  const canary = (column: string) => canaryOf(userId, column)
  const id = `webhook-of-${userId}`
  world.sql(
    `insert into webhook_endpoints
     (id, user_id, url, event_types, secret, previous_secret, previous_until, cursor,
      disabled_at, disabled_reason, created_at, updated_at)
     values (?, ?, ?, '[]', ?, ?, 1, 0, 1, 'switched off by its owner', 1, 1)`,
    id,
    userId,
    canary('webhook_endpoints.url'),
    canary('webhook_endpoints.secret'),
    canary('webhook_endpoints.previous_secret'),
  )
  world.sql(
    `insert into webhook_deliveries
     (id, endpoint_id, event_seq, type, status, attempts, error, answer, created_at, finished_at)
     select ?, ?, min(seq), 'analysis.queued', 'dead', 8, ?, ?, 1, 9999999999999
     from events where user_id = ?`,
    `delivery-of-${userId}`,
    id,
    canary('webhook_deliveries.error'),
    canary('webhook_deliveries.answer'),
    userId,
  )
}

/** Columns in which something stands that contains the text, of all tables. */
export function placesOf(world: Pick<World, 'rows'>, text: string): string[] {
  const tables = world.rows<{ name: string }>(
    "select name from sqlite_schema where type = 'table' order by name",
  )
  return tables.flatMap(({ name: table }) =>
    world
      .rows<{ name: string }>(`select name from pragma_table_info('${table}')`)
      .filter(
        ({ name }) =>
          world.rows(`select 1 from ${table} where instr("${name}", ?) > 0 limit 1`, text).length >
          0,
      )
      .map(({ name }) => `${table}.${name}`),
  )
}
