import { describe, expect, test } from 'vitest'
import { exportRowsMax } from '../../src/db/export.queries.ts'
import type { World } from '../../src/testing/index.ts'
import { type Api, refusalOf, TestApi } from '../router/support/api.ts'
import { columnClasses } from '../security/support/column-classes.ts'
import { useWorlds } from '../support/worlds.ts'
import { canaryOf, livedAs, noted } from './support/person.ts'

const makeWorld = useWorlds()

const worldWith = (slotsMax = 2): Promise<World> =>
  makeWorld({ assessments: [noted], settings: { slotsMax } })

type Page = Awaited<ReturnType<Api['account']['export']>>

/** Every page, as a client asks for them. */
async function pagesOf(ask: (cursor: string | undefined) => Promise<Page>): Promise<Page[]> {
  const pages: Page[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page = await ask(cursor)
    pages.push(page)
    cursor = page.next
  }
  return pages
}

const ofSection = (pages: readonly Page[], section: string) =>
  pages.filter((page) => page.section === section).flatMap(({ items }) => items)

const exported = (api: TestApi, userId: string) =>
  pagesOf((cursor) => api.as(userId).account.export({ ...(cursor && { cursor }) }))

test('given somebody who has used everything, then every word of theirs is in the export, no secret, and nobody else', async () => {
  const world = await worldWith()
  await livedAs(world, 'ana')
  await livedAs(world, 'bob')
  const text = JSON.stringify(await exported(new TestApi(world), 'ana'))

  const personal = columnClasses().filter(({ as }) => as === 'personal')
  const missing = personal.filter(({ column }) => !text.includes(canaryOf('ana', column)))
  expect(missing.map(({ column }) => column)).toEqual(['auth_verifications.identifier'])
  for (const { column } of columnClasses().filter(({ as }) => as === 'secret')) {
    expect(text).not.toContain(canaryOf('ana', column))
  }
  expect(text).not.toContain('canary-bob')
  const hash = world.rows<{ token_hash: string }>('select token_hash from shares')[0]?.token_hash
  expect(text).not.toContain(hash)
})

test('every table with rows about the person is in it, row by row', async () => {
  const world = await worldWith()
  await livedAs(world, 'ana')
  const pages = await exported(new TestApi(world), 'ana')
  const count = (table: string, by = 'user_id') =>
    world.rows(`select 1 from ${table} where ${by} = 'ana'`).length

  const sections = {
    account: count('users', 'id'),
    signIn: count('auth_users', 'id'),
    sessions: count('auth_sessions'),
    passwords: count('auth_accounts'),
    jobs: count('jobs'),
    results: count('results'),
    events: count('events'),
    ledger: count('ledger_entries'),
    links: count('shares'),
    webhooks: count('webhook_endpoints'),
    keys: count('idempotency_keys'),
    actions: count('audit', 'subject'),
    erasure: 0,
  }
  expect(
    Object.fromEntries(Object.keys(sections).map((name) => [name, ofSection(pages, name).length])),
  ).toEqual(sections)
  expect(ofSection(pages, 'webhooks')).toMatchObject([
    {
      url: canaryOf('ana', 'webhook_endpoints.url'),
      eventTypes: [],
      deliveries: [{ type: 'analysis.queued', status: 'dead' }],
    },
  ])
  const tables = world.rows<{ name: string }>(
    `select m.name from sqlite_schema m join pragma_table_info(m.name) c
     where m.type = 'table' and c.name in ('user_id', 'job_id')`,
  )
  // A table about people that is new must be exported, here and in src/db/export.queries.ts.
  expect(new Set(tables.map(({ name }) => name))).toEqual(
    new Set([
      ...['jobs', 'results', 'events', 'ledger_entries', 'shares', 'idempotency_keys', 'erasures'],
      ...['auth_sessions', 'auth_accounts', 'job_tries', 'repairs', 'webhook_endpoints'],
    ]),
  )
})

describe('bounded', () => {
  test.each([exportRowsMax, exportRowsMax + 1])(
    'given %i jobs of one instant, each is told once, in pages of at most a hundred',
    async (count) => {
      const world = await worldWith(300)
      await world.user('ana', 1_000)
      for (let n = 0; n < count; n++) {
        await world.submit('ana', {
          assessmentData: { score: 1, note: 'x' },
          idempotencyKey: `key-number-${n}-of-ana`,
        })
      }
      await world.passes(10_000)

      const pages = await exported(new TestApi(world), 'ana')

      expect(Math.max(...pages.map(({ items }) => items.length))).toBe(exportRowsMax)
      for (const [section, id] of [
        ['jobs', 'jobId'],
        ['results', 'id'],
        ['keys', 'key'],
        ['events', 'seq'],
      ] as const) {
        const ids = ofSection(pages, section).map((item) => item[id])
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.length).toBe(section === 'events' ? 3 * count : count)
      }
    },
  )

  test('given large results, a page ends after the one that fills it', async () => {
    const world = await worldWith()
    await world.user('ana', 100)
    const rawResponses = {
      notes: Array.from({ length: 50 }, (_, n) => ({
        questionId: `Q${n}`,
        value: 'x'.repeat(900),
      })),
    }
    for (let n = 0; n < 20; n++) {
      await world.submit('ana', { assessmentData: { score: 1, note: 'x' }, rawResponses })
    }
    await world.passes(60_000)

    const pages = await exported(new TestApi(world), 'ana')

    const sizes = pages
      .filter(({ section }) => section === 'results')
      .map(({ items }) => items.length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(20)
    expect(Math.max(...sizes)).toBeLessThan(10)
  })
})

describe('refused', () => {
  test('a cursor of one’s own making, and a person who is not there', async () => {
    const world = await worldWith()
    await world.user('ana')
    const api = new TestApi(world)
    const olga = await api.operator('olga')

    for (const cursor of ['AAAA', Buffer.from('[99,0,0]').toString('base64url'), 'x y']) {
      expect(await refusalOf(api.as('ana').account.export({ cursor }))).toBe('VALIDATION_ERROR')
    }
    expect(await refusalOf(olga.admin.export({ userId: 'nobody' }))).toBe('NOT_FOUND')
  })
})

test('given an operator who exports somebody, it is in the audit once', async () => {
  const world = await worldWith()
  await livedAs(world, 'ana')
  const olga = await new TestApi(world).operator('olga')

  await pagesOf((cursor) => olga.admin.export({ userId: 'ana', ...(cursor && { cursor }) }))

  expect(world.rows("select actor, subject from audit where action = 'user.export'")).toEqual([
    { actor: 'operator:olga', subject: 'ana' },
  ])
})
