import type Database from 'better-sqlite3'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { matchesMax, peopleMax } from '../../src/db/job-search.queries.ts'
import { createApi, type TestApi } from './support/api.ts'

let api: TestApi
afterEach(() => {
  vi.restoreAllMocks()
  return api?.world.close()
})

async function open(): Promise<void> {
  api = await createApi({ settings: { slotsMax: 1 } })
  await api.operator('olga')
  for (const id of ['ana', 'anna', 'bob']) await api.world.user(id, 50)
}

const admin = () => api.as('olga').admin
const found = async (search: string) =>
  (await admin().jobs({ search })).jobs.map(({ userId }) => userId).sort()

/** As an issuer of one's own told it, or told none. */
const emailIs = (userId: string, email: string | null) =>
  api.world.sql('update users set email = ? where id = ?', email, userId)

describe('the jobs of a person', () => {
  test('are found by their address, by its start, and in whatever letters it was typed', async () => {
    await open()
    emailIs('bob', 'Robert@Corp.Example')
    for (const id of ['ana', 'anna', 'bob']) await api.world.submit(id)

    expect(await found('ana@example.com')).toEqual(['ana'])
    expect(await found('ana@ex')).toEqual(['ana'])
    expect(await found('ANNA@Example.com')).toEqual(['anna'])
    expect(await found('an')).toEqual(['ana', 'anna'])
    expect(await found('Robert@C')).toEqual(['bob'])
    expect(await found('na@example.com')).toEqual([])
    expect(await found('ana%')).toEqual([])
    expect(await found('_na@')).toEqual([])
  })

  test('are those that came in last where there are more than a search gives', async () => {
    await open()
    const many = matchesMax + 5
    api.world.sql(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
       insert into jobs (job_id, user_id, status, error_code, error_message, created_at, updated_at, finished_at, adopted_at, revision)
       select 'many-' || i, 'bob', 'failed', 'CANCELLED', 'x', i, i, i, i, 1 from n`,
      many,
    )
    const page = await admin().jobs({ search: 'bob@', limit: 1 })
    expect(page).toMatchObject({ total: matchesMax, isCapped: true })
    expect(page.jobs[0]?.jobId).toBe(`many-${many}`)
    expect((await admin().jobs({ userId: 'Bob@example.com' })).total).toBe(many)
  })

  test('are looked for among so many people and no more', async () => {
    await open()
    api.world.sql(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
       insert into users (id, email, created_at, updated_at)
       select 'u-' || i, 'same-' || printf('%04d', i) || '@example.com', i, i from n`,
      peopleMax + 1,
    )
    api.world.sql(
      `insert into jobs (job_id, user_id, status, error_code, error_message, created_at, updated_at, finished_at, adopted_at, revision)
       select 'j-' || id, id, 'failed', 'CANCELLED', 'x', 1, 1, 1, 1, 1 from users where id like 'u-%'`,
    )
    // There are more than these: whoever reads the number, or selects all of them, is told.
    const { total, isCapped } = await admin().jobs({ search: 'same-' })
    expect({ total, isCapped }).toEqual({ total: peopleMax, isCapped: true })
    const filter = { search: 'same-' }
    expect(await admin().select({ operation: 'retry', filter })).toMatchObject({ isCapped: true })
    const ten = { search: 'same-000' }
    expect(await admin().jobs(ten)).toMatchObject({ total: 9, isCapped: false })
  })
})

describe('wherever operators see whose something is', () => {
  test('they see the address, and where there is none the id', async () => {
    await open()
    emailIs('bob', null)
    api.world.analyzer.otherwise({ does: 'hang' })
    const anas = await api.world.submit('ana')
    const bobs = await api.world.submit('bob')
    await api.world.passes(1)
    await admin().grant({ userId: 'ana', amount: 1, reason: 'goodwill' })
    await admin().setActive({ userId: 'anna', isActive: false })
    await api.as('olga').monitor.check({})

    const whose = (rows: readonly { userId: string; userEmail: string | null }[]) =>
      Object.fromEntries(rows.map(({ userId, userEmail }) => [userId, userEmail]))
    const both = { ana: 'ana@example.com', bob: null }
    expect(whose((await admin().jobs()).jobs)).toEqual(both)
    expect(whose((await admin().deadlines()).jobs)).toEqual(both)
    expect(whose((await admin().ledger({ limit: 6 })).entries)).toMatchObject(both)
    expect((await admin().job({ jobId: anas.jobId })).userEmail).toBe(both.ana)
    expect((await admin().job({ jobId: bobs.jobId })).userEmail).toBeNull()
    expect((await admin().ledger({ userId: 'ANA@example.com' })).entries[0]).toMatchObject({
      actor: 'operator:olga',
      actorEmail: 'olga@example.com',
    })
    api.world.sql('update jobs set deadline_at = 1, revision = revision + 1')
    expect(whose((await api.as('olga').monitor.stuck()).jobs)).toEqual(both)

    const entry = (await admin().audit()).entries.find(({ subject }) => subject === 'anna')
    expect(entry).toMatchObject({
      actorEmail: 'olga@example.com',
      subjectEmail: 'anna@example.com',
    })
    const { runs } = await api.as('olga').monitor.runs({ limit: 5 })
    expect(runs.map(({ trigger, actor, actorEmail }) => [trigger, actor, actorEmail])).toEqual([
      ['manual', 'operator:olga', 'olga@example.com'],
      ...runs.slice(1).map(({ trigger }) => [trigger, null, null]),
    ])
  })

  test('somebody erased is an id, and every list still answers', async () => {
    await open()
    const { jobId } = await api.world.submit('ana')
    await api.world.passes(10_000)
    await admin().erase({ userId: 'ana', reason: 'ticket 4711' })
    await api.world.passes(10_000)

    expect(await found('ana@')).toEqual([])
    expect(await found('ana')).toEqual(['ana'])
    expect(await admin().job({ jobId })).toMatchObject({ userId: 'ana', userEmail: null })
    const { entries } = await admin().ledger({ userId: 'ana' })
    expect(entries.map(({ userEmail }) => userEmail)).toEqual(entries.map(() => null))
    expect((await admin().audit()).entries[0]).toMatchObject({ subject: 'ana', subjectEmail: null })
  })

  test('a page of many rows asks for their addresses once', async () => {
    await open()
    for (let jobs = 0; jobs < 20; jobs++) await api.world.submit(jobs % 2 ? 'ana' : 'bob')
    const asked: string[] = []
    const { db } = api.world.service
    const statement = Object.getPrototypeOf(db.$client.prepare('select 1'))
    for (const method of ['get', 'all'] as const) {
      const original = statement[method]
      vi.spyOn(statement, method).mockImplementation(function (
        this: Database.Statement,
        ...values: unknown[]
      ) {
        asked.push(this.source)
        return original.apply(this, values)
      })
    }
    expect((await admin().jobs()).jobs).toHaveLength(20)
    expect(asked.filter((text) => text.includes('id, email from users'))).toHaveLength(1)
    // One more reads the account of whoever asks.
    expect(asked.filter((text) => /from "?users"?/.test(text)).length).toBeLessThanOrEqual(3)
  })

  test('people see no address beside a job of theirs', async () => {
    await open()
    const { jobId } = await api.world.submit('ana')
    await api.world.passes(10_000)
    const { assessment, tokens } = api.as('ana')
    const seen = [
      await assessment.list({}),
      await assessment.status({ jobId }),
      await tokens.history({}),
    ]
    expect(JSON.stringify(seen)).toContain(jobId)
    expect(JSON.stringify(seen)).not.toMatch(/@example|[eE]mail/)
  })
})
