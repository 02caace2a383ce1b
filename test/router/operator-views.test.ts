import { afterEach, describe, expect, test } from 'vitest'
import { noticeMs } from '../../src/actors/change-feed.ts'
import { recheckMs } from '../../src/router/subscription-life.ts'
import { createApi, refusalOf, type TestApi } from './support/api.ts'

let api: TestApi
afterEach(() => api?.world.close())

const hourMs = 3_600_000

async function open(settings = {}): Promise<void> {
  api = await createApi({ settings })
  await api.operator('olga')
  await api.world.user('ana', 50)
}

describe('the overview', () => {
  test('tells jobs, tokens and times of one instant, of the day of whoever looks', async () => {
    await open({ slotsMax: 1 })
    api.system = {
      ...api.system,
      nextCheckAt: 77,
      proof: { at: 5, isMoneyRight: true, violations: 0 },
    }
    await api.world.submit('ana')
    await api.world.passes(5_000)
    api.world.analyzer.next({ does: 'fail' })
    await api.world.submit('ana')
    await api.world.settle()
    api.world.analyzer.otherwise({ does: 'hang' })
    await api.world.submit('ana')
    await api.world.settle()
    await api.world.submit('ana')
    const now = api.world.clock.now()

    const seen = await api.as('olga').admin.overview()

    expect(seen).toMatchObject({
      asOf: now,
      ...{ queued: 1, processing: 1, completedToday: 1, failedToday: 1, stuck: 0, quarantined: 0 },
      held: { tokens: 2, isCapped: false },
      spentToday: { tokens: 1, isCapped: false },
      refundedToday: { tokens: 1, isCapped: false },
      books: { balance: true, provedAt: 5 },
      ...{ timedJobs: 2, nextCheckAt: 77, heldBack: [] },
    })
    expect(seen.wait.p50Ms).toBeGreaterThanOrEqual(0)
    expect(seen.throughput).toHaveLength(48)
    expect(seen.throughput.at(-1)).toMatchObject({ completed: 1, failed: 1 })
    expect(seen.dayStart % 86_400_000).toBe(0)
  })

  test('begins the day where its reader is', async () => {
    await open()
    const { admin } = api.as('olga')
    const now = api.world.clock.now()
    for (const utcOffsetMinutes of [-840, -60, 0, 420, 840]) {
      const { dayStart } = await admin.overview({ utcOffsetMinutes })
      expect((dayStart + utcOffsetMinutes * 60_000) % 86_400_000).toBe(0)
      expect(now - dayStart).toBeGreaterThanOrEqual(0)
      expect(now - dayStart).toBeLessThan(86_400_000)
    }
    for (const utcOffsetMinutes of [-841, 841]) {
      expect(await refusalOf(admin.overview({ utcOffsetMinutes }))).toBe('VALIDATION_ERROR')
    }
  })

  test('counts nothing of yesterday as of today', async () => {
    await open()
    api.world.analyzer.next({ does: 'fail' })
    await api.world.submit('ana')
    await api.world.submit('ana')
    await api.world.passes(30 * hourMs)
    expect(await api.as('olga').admin.overview()).toMatchObject({
      ...{ completedToday: 0, failedToday: 0, timedJobs: 0, wait: { p50Ms: null } },
      spentToday: { tokens: 0 },
      refundedToday: { tokens: 0 },
    })
  })
})

test('deadlines come in their order, those that are past first', async () => {
  await open({ slotsMax: 1 })
  api.world.analyzer.otherwise({ does: 'hang' })
  const running = await api.world.submit('ana')
  await api.world.settle()
  const waiting = await api.world.submit('ana')
  const { asOf, jobs } = await api.as('olga').admin.deadlines()
  expect(jobs.map(({ jobId }) => jobId)).toEqual([running.jobId, waiting.jobId])
  expect(jobs.every(({ deadlineAt }) => deadlineAt > asOf)).toBe(true)
  expect((await api.as('olga').admin.deadlines({ limit: 1 })).jobs).toHaveLength(1)
  expect(await refusalOf(api.as('olga').admin.deadlines({ limit: 201 }))).toBe('VALIDATION_ERROR')
})

test('the ledger is paged by place, and filtered by user, job and kind', async () => {
  await open()
  api.world.analyzer.next({ does: 'fail' })
  const failed = await api.world.submit('ana')
  await api.world.settle()
  const { ledger } = api.as('olga').admin

  const first = await ledger({ limit: 2 })
  expect(first.entries.map(({ kind }) => kind)).toEqual(['refund', 'charge'])
  const rest = await ledger({ limit: 200, before: first.nextBefore ?? 0 })
  expect(rest.entries.every(({ kind }) => kind === 'grant')).toBe(true)
  expect(rest.nextBefore).toBeNull()
  expect((await ledger({ kind: 'refund' })).entries).toMatchObject([
    { jobId: failed.jobId, userId: 'ana', amount: 1 },
  ])
  expect((await ledger({ jobId: failed.jobId })).entries).toHaveLength(2)
  expect((await ledger({ userId: 'olga', kind: 'charge' })).entries).toEqual([])
  expect(await refusalOf(ledger({ limit: 201 }))).toBe('VALIDATION_ERROR')
})

test('what does not change is told with the statechart of the machine that runs', async () => {
  await open()
  const { statechart, failureCodes, environment } = await api.as('olga').admin.about()
  expect(environment).toBe('test')
  expect(failureCodes).toContain('STUCK_QUEUED')
  expect(statechart.moves).toContainEqual({
    ...{ from: 'queued', to: 'failed', on: 'cancel.requested', guard: null, code: 'CANCELLED' },
  })
})

test('the system tells its health, its process and its configuration', async () => {
  await open()
  api.health = { ...api.health, checks: [{ name: 'store', ok: false, reason: 'full' }] }
  expect(await api.internal.admin.system()).toMatchObject({
    version: '9.9.9',
    checks: [{ name: 'store', ok: false, reason: 'full' }],
    slots: api.world.settings.slotsMax,
  })
})

describe('the live stream', () => {
  const opened = async (signal?: AbortSignal) => {
    const stream = (await api.as('olga', signal).admin.live()) as AsyncIterable<
      [string, { jobIds: string[]; more: boolean }]
    >
    return stream[Symbol.asyncIterator]()
  }

  test('says which jobs changed, at most twice a second, and replays nothing', async () => {
    await open()
    await api.world.submit('ana')
    await api.world.settle()
    const stream = await opened()
    const first = stream.next()
    await api.world.settle()
    const { jobId } = await api.world.submit('ana')
    expect((await first).value?.[1]).toMatchObject({ jobIds: [jobId], more: false })

    const second = stream.next()
    for (let i = 0; i < 5; i++) await api.world.submit('ana')
    let isTold = false
    void second.then(() => {
      isTold = true
    })
    await api.world.passes(noticeMs - 1)
    expect(isTold).toBe(false)
    await api.world.passes(1)
    expect((await second).value?.[1].jobIds.length).toBeGreaterThanOrEqual(5)
    await stream.return?.(undefined)
  })

  test('ends within a minute for somebody who is no operator any more', async () => {
    await open()
    const stream = await opened()
    const next = refusalOf(stream.next())
    await api.world.settle()
    await api.world.service.accounts.setRole('olga', 'user', { kind: 'system', id: 'test' })
    await api.world.passes(recheckMs)
    expect(await next).toBe('FORBIDDEN')
  })

  test('leaves nothing behind when its client goes', async () => {
    await open()
    const gone = new AbortController()
    const stream = await opened(gone.signal)
    const next = stream.next()
    await api.world.settle()
    expect(api.world.service.changes.watching).toBe(1)
    gone.abort()
    await next
    expect(api.world.service.changes.watching).toBe(0)
  })
})
