import { afterEach, describe, expect, test } from 'vitest'
import { selectedMax } from '../../src/actors/bulk-runs.ts'
import { matchesMax, scannedMax, textsMax } from '../../src/db/job-search.queries.ts'
import { pickedMax } from '../../src/router/admin-selection.ts'
import { createApi, refusalOf, type TestApi } from './support/api.ts'

let api: TestApi
afterEach(() => api?.world.close())

async function open(settings = {}): Promise<void> {
  api = await createApi({ settings })
  await api.operator('olga')
  await api.world.user('ana', 50)
  await api.world.user('bob', 50)
}

/** Finished rows as a script would write them: they settle nothing and cost no time. */
function insertFailed(count: number, code: string, message: string): void {
  const at = api.world.clock.now()
  api.world.sql(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
     insert into jobs (job_id, user_id, status, error_code, error_message, created_at, updated_at,
       finished_at, adopted_at, revision)
     select ? || '-' || i, 'bob', 'failed', ?, ?, ? + i, ?, ?, ?, 1 from n`,
    ...[count, code, code, message, at, at, at, at],
  )
}

describe('searching jobs', () => {
  const idsOf = async (search: string) =>
    (await api.as('olga').admin.jobs({ search })).jobs.map(({ jobId }) => jobId).sort()

  test('by the start of a job’s, a user’s or a result’s id, by failure code, by what a failure says', async () => {
    await open()
    api.world.analyzer.next({ does: 'fail', message: 'provider said: Quota EXCEEDED' })
    const failed = await api.world.submit('ana')
    await api.world.settle()
    const done = await api.world.submit('bob')
    await api.world.passes(5_000)

    expect(await idsOf(failed.jobId.slice(0, -1))).toContain(failed.jobId)
    expect(await idsOf('bo')).toEqual([done.jobId])
    expect(await idsOf(done.resultId)).toEqual([done.jobId])
    expect(await idsOf('analysis_failed')).toEqual([failed.jobId])
    expect(await idsOf('quota exc')).toEqual([failed.jobId])
    expect(await idsOf('could not be completed')).toEqual([failed.jobId])
    expect(await idsOf('nothing like it')).toEqual([])
  })

  test('takes signs for themselves, not for patterns', async () => {
    await open()
    insertFailed(1, 'POISON', 'at 100 percent')
    expect(await idsOf('%')).toEqual([])
    expect(await idsOf('100%')).toEqual([])
    expect(await idsOf("' or 1=1 --")).toEqual([])
    expect(await idsOf('100 percent')).toEqual(['POISON-1'])
  })

  test('looks at the newest failures only, and gives so many ids and no more', async () => {
    await open()
    insertFailed(1, 'POISON', 'the needle')
    api.world.sql('update jobs set created_at = 1, revision = 2')
    insertFailed(textsMax - 1, 'CANCELLED', 'hay')
    expect(await idsOf('needle')).toEqual(['POISON-1'])
    api.world.sql(
      `insert into jobs (job_id, user_id, status, error_message, created_at, updated_at, finished_at,
        adopted_at) values ('one-more', 'bob', 'failed', 'hay', 5, 5, 5, 5)`,
    )
    expect(await idsOf('needle')).toEqual([])

    const { total, isCapped } = await api.as('olga').admin.jobs({ search: 'cancelled' })
    expect({ total, isCapped }).toEqual({ total: matchesMax, isCapped: true })
  })

  test('counts as far as it says, and goes on beyond that page by page', async () => {
    await open()
    insertFailed(scannedMax, 'CANCELLED', 'x')
    const { admin } = api.as('olga')
    expect(await admin.jobs({ limit: 1 })).toMatchObject({ total: scannedMax, isCapped: true })
    expect((await admin.jobs({ limit: 1, offset: scannedMax - 1 })).jobs).toHaveLength(1)
    expect((await admin.jobs({ limit: 1, offset: scannedMax })).jobs).toHaveLength(0)
    api.world.sql(`delete from jobs where job_id = 'CANCELLED-1'`)
    expect(await admin.jobs({ limit: 1 })).toMatchObject({
      total: scannedMax - 1,
      isCapped: false,
    })
  })

  test('says what each facet would leave, given the others, as of one instant', async () => {
    await open()
    api.world.analyzer.next({ does: 'fail' })
    await api.world.submit('ana')
    await api.world.settle()
    await api.world.submit('bob')
    await api.world.passes(5_000)
    insertFailed(2, 'POISON', 'x')
    const { admin } = api.as('olga')
    const nonzero = (counts: { value: string; n: number }[] = []) =>
      Object.fromEntries(counts.filter(({ n }) => n > 0).map(({ value, n }) => [value, n]))

    const { facets, asOf } = await admin.jobs({ facets: true, status: 'failed' })
    expect(nonzero(facets?.statuses)).toEqual({ completed: 1, failed: 3 })
    expect(nonzero(facets?.codes)).toEqual({ ANALYSIS_FAILED: 1, POISON: 2 })
    expect(asOf).toBe(api.world.clock.now())

    const ofBob = await admin.jobs({ facets: true, userId: 'bob', errorCode: 'POISON' })
    expect(nonzero(ofBob.facets?.statuses)).toEqual({ failed: 2 })
    expect(nonzero(ofBob.facets?.codes)).toEqual({ POISON: 2 })
    expect((await admin.jobs()).facets).toBeNull()
  })
})

describe('the scores of a job', () => {
  test('are told to whoever says why, and that is kept', async () => {
    await open()
    const { jobId } = await api.world.submit('ana', { assessmentData: { score: 42 } })
    const { admin } = api.as('olga')

    expect(await refusalOf(admin.scores({ jobId, reason: ' ' }))).toBe('VALIDATION_ERROR')
    expect(await refusalOf(admin.scores({ jobId, reason: 'x'.repeat(501) }))).toBe(
      'VALIDATION_ERROR',
    )
    expect(api.world.rows('select 1 from audit where action like ?', 'scores%')).toEqual([])
    expect(await admin.scores({ jobId, reason: 'x'.repeat(500) })).toEqual({
      jobId,
      scores: { score: 42 },
    })
    expect((await admin.audit()).entries[0]).toMatchObject({
      actor: 'operator:olga',
      action: 'scores.view',
      subject: jobId,
    })
  })

  test('are none where somebody else’s row holds none', async () => {
    await open()
    const jobId = api.world.insertForeign({ userId: 'ana', status: 'queued' })
    expect(await api.as('olga').admin.scores({ jobId, reason: 'why' })).toEqual({
      jobId,
      scores: null,
    })
  })
})

describe('a selection', () => {
  const settled = async (selectionId: string) => {
    for (let turns = 0; turns < 50; turns++) {
      const found = await api.as('olga').admin.selection({ selectionId, limit: 200 })
      if (found.state !== 'running') return found
      await api.world.settle()
    }
    throw new Error('The selection never ended')
  }

  test('holds the jobs of its preview, whatever comes or goes meanwhile, and tells each outcome', async () => {
    await open({ slotsMax: 1 })
    api.world.analyzer.otherwise({ does: 'hang' })
    const running = await api.world.submit('ana')
    await api.world.settle()
    const waiting = await api.world.submit('ana')
    const leaves = await api.world.submit('bob')
    const { admin } = api.as('olga')

    const preview = await admin.select({ operation: 'fail', filter: {} })
    expect(preview).toMatchObject({ total: 3, matching: 3, isCapped: false, tokens: 3, users: 2 })
    await api.as('bob').assessment.cancel({ jobId: leaves.jobId })
    const late = await api.world.submit('bob')
    const { selectionId } = preview
    expect((await admin.runSelection({ selectionId, reason: 'drill' })).state).toBe('running')

    const { outcomes, ...rest } = await settled(selectionId)
    expect(rest).toMatchObject({ state: 'done', successful: 2, skipped: 1, failed: 0, total: 3 })
    expect(outcomes[0]).toMatchObject({ jobId: leaves.jobId, code: 'JOB_NOT_CANCELLABLE' })
    expect([running, waiting].map(({ jobId }) => api.world.statusOf(jobId))).toEqual([
      'failed',
      'failed',
    ])
    expect(api.world.statusOf(late.jobId)).not.toBe('failed')
    expect(api.world.balanceOf('ana')).toBe(50)
    await api.world.settle()
    const actions = (await admin.audit()).entries.map(({ action }) => action)
    expect(actions).toEqual(
      expect.arrayContaining(['bulk.fail', 'job.fail', 'job.fail', 'bulk.ended']),
    )
  })

  test('leaves out what its action can do nothing to, and runs once', async () => {
    await open()
    api.world.analyzer.next({ does: 'fail' })
    const failed = await api.world.submit('ana')
    await api.world.settle()
    const done = await api.world.submit('ana')
    await api.world.passes(5_000)
    const { admin } = api.as('olga')
    const jobIds = [failed.jobId, done.jobId, 'no-such-job', failed.jobId]

    const { selectionId, ...preview } = await admin.select({ operation: 'retry', jobIds })
    expect(preview).toMatchObject({ total: 1, matching: 3, tokens: 1 })
    await admin.runSelection({ selectionId, reason: 'again' })
    await admin.runSelection({ selectionId, reason: 'again' })
    const { outcomes } = await settled(selectionId)
    expect(outcomes).toMatchObject([{ jobId: failed.jobId, outcome: 'successful' }])
    expect(outcomes[0]?.newJobId).toBeTypeOf('string')
    expect(await admin.select({ operation: 'cancel', filter: { status: 'failed' } })).toMatchObject(
      {
        total: 0,
      },
    )
  })

  test('asked for twice at once runs once, and the audit says once how it ended', async () => {
    await open({ slotsMax: 1 })
    api.world.analyzer.otherwise({ does: 'hang' })
    for (let jobs = 0; jobs < 3; jobs++) await api.world.submit('ana')
    await api.world.settle()
    const { admin } = api.as('olga')
    const { selectionId } = await admin.select({ operation: 'fail', filter: {} })

    const answers = await Promise.all([
      admin.runSelection({ selectionId, reason: 'once' }),
      admin.runSelection({ selectionId, reason: 'twice' }),
    ])
    expect(answers.map(({ state }) => state)).toEqual(['running', 'running'])
    await settled(selectionId)
    await api.world.settle()
    const { entries } = await admin.audit()
    const told = entries.filter(({ subject }) => subject === selectionId)
    expect(told.map(({ action, details }) => [action, JSON.parse(details)])).toEqual([
      ['bulk.ended', { state: 'done', successful: 3, skipped: 0, failed: 0 }],
      ['bulk.fail', { reason: 'once', total: 3 }],
    ])
  })

  test('can be stopped before it begins, and is then not run', async () => {
    await open({ slotsMax: 1 })
    api.world.analyzer.otherwise({ does: 'hang' })
    await api.world.submit('ana')
    const { admin } = api.as('olga')
    const { selectionId } = await admin.select({ operation: 'fail', filter: {} })
    expect((await admin.stopSelection({ selectionId })).state).toBe('stopped')
    expect((await admin.runSelection({ selectionId, reason: 'x' })).state).toBe('stopped')
  })

  test('is asked for by a filter or by ids, within bounds', async () => {
    await open()
    const { admin } = api.as('olga')
    const many = (count: number) => Array.from({ length: count }, (_, i) => `j${i}`)
    const select = (given: object) => refusalOf(admin.select({ operation: 'fail', ...given }))

    expect(await select({ jobIds: many(pickedMax) })).toBe('answered')
    expect(await select({ jobIds: many(pickedMax + 1) })).toBe('VALIDATION_ERROR')
    expect(await select({ jobIds: [] })).toBe('VALIDATION_ERROR')
    expect(await select({})).toBe('VALIDATION_ERROR')
    expect(await select({ jobIds: ['a'], filter: {} })).toBe('VALIDATION_ERROR')
    expect(await select({ filter: { nonsense: 1 } })).toBe('VALIDATION_ERROR')
  })

  test('by filter holds the oldest of more than it can hold, and says so', async () => {
    await open()
    insertFailed(selectedMax, 'CANCELLED', 'x')
    const { admin } = api.as('olga')
    const wish = { operation: 'retry', filter: { errorCode: 'CANCELLED' } } as const
    expect(await admin.select(wish)).toMatchObject({ total: selectedMax })
    insertFailed(1, 'POISON', 'x')
    const all = await admin.select({ operation: 'retry', filter: { status: 'failed' } })
    expect(all).toMatchObject({ total: selectedMax, isCapped: true, users: 1 })
  })
})
