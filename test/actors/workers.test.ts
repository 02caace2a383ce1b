import { SqliteError } from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { claimLimit } from '../../src/actors/workers.ts'
import {
  createWorld as createTestWorld,
  outsideAssessment,
  simpleAssessment,
  type World,
  type WorldWorker,
} from '../../src/testing/index.ts'
import { useFiles, useWorlds } from '../support/worlds.ts'

const file = useFiles()
const createWorld = useWorlds()

/** Nothing but a size and an alphabet can be wrong with its text. */
const anyText = z.strictObject({ text: z.string() })
const leaseMs = 60_000
const minuteMs = 60_000

async function make(options: Parameters<typeof createWorld>[0] = {}) {
  const world = await createWorld({ assessments: [outsideAssessment({ leaseMs })], ...options })
  await world.user('ana', 100)
  return { world, worker: world.worker('one'), other: world.worker('two') }
}

/** What a worker that waits has within a second, or null. */
async function soon(world: World, worker: WorldWorker) {
  const claim = worker.claim({ waitMs: 1_000 })
  await world.passes(1_000)
  return claim
}

const typesOf = (world: World) => world.eventsOf('ana').map(({ eventType }) => eventType)

describe('claiming', () => {
  test('given a job for workers, it stays queued and is told to have started only when one has it', async () => {
    const { world, worker } = await make()
    const { jobId } = await world.submit('ana')
    await world.passes(minuteMs)
    expect(world.statusOf(jobId)).toBe('queued')
    expect(typesOf(world)).toEqual(['analysis.queued'])

    const claim = await worker.claim()

    expect(claim).toMatchObject({
      jobId,
      attempt: 1,
      leaseMs,
      leaseUntil: world.clock.now() + leaseMs,
      assessmentName: 'Outside Assessment',
      input: { score: 50 },
    })
    expect(world.job(jobId)).toMatchObject({ status: 'processing', attempt: 1, leasedBy: 'one' })
    expect(typesOf(world)).toEqual(['analysis.queued', 'analysis.started'])
    expect(await worker.complete()).toEqual({ jobId, status: 'completed', willBeTriedAgain: false })
    expect(typesOf(world).at(-1)).toBe('analysis.completed')
    expect(world.rows('select profile, analyzer from results')).toEqual([
      { profile: '{"text":"fine"}', analyzer: 'worker@1' },
    ])
  })

  test('a claim tells nothing of whose the job is, and the file holds no token', async () => {
    const { world, worker } = await make()
    await world.submit('ana')

    const claim = await worker.claim()

    expect(JSON.stringify(claim)).not.toContain('ana')
    expect(JSON.stringify(world.rows('select * from jobs'))).not.toContain(claim?.leaseToken)
  })

  test('given many jobs and two workers who ask at once, each gets another, the oldest first', async () => {
    const { world, worker, other } = await make()
    const submitted: string[] = []
    for (let n = 0; n < 6; n++) submitted.push((await world.submit('ana')).jobId)

    const claims = await Promise.all(
      Array.from({ length: 6 }, (_, n) => (n % 2 === 0 ? worker : other).claim()),
    )

    expect(claims.map((claim) => claim?.jobId)).toEqual(submitted)
    expect(await worker.claim()).toBeNull()
  })

  test('an assessment of this process waits for no worker, and no worker for its slots', async () => {
    const { world, worker } = await make({
      assessments: [simpleAssessment(), outsideAssessment()],
      settings: { slotsMax: 1 },
    })
    for (let n = 0; n < 10; n++) {
      await world.submit('ana', { assessmentName: 'Outside Assessment' })
    }
    const here = await world.submit('ana')
    expect(here).toMatchObject({ queuePosition: 0 })
    await world.settle()
    expect(world.statusOf(here.jobId)).toBe('processing')

    const claim = await worker.claim()

    expect(claim?.assessmentName).toBe('Outside Assessment')
    expect(world.service.supervisor.busy).toBe(1)
    expect(await worker.claim({ assessmentName: 'Outside Assessment' })).not.toBeNull()
    await expect(worker.claim({ assessmentName: 'Simple Assessment' })).rejects.toMatchObject({
      code: 'UNSUPPORTED_ASSESSMENT',
    })
    await world.passes(1_000)
    expect(world.statusOf(here.jobId)).toBe('completed')
  })

  test('a service without work for workers says so', async () => {
    const { worker } = await make({ assessments: [simpleAssessment()] })

    await expect(worker.claim()).rejects.toMatchObject({
      code: 'UNSUPPORTED_ASSESSMENT',
      details: { fields: [{ limit: 'none: the service analyses itself' }] },
    })
  })

  test('workers have no more jobs than there are leases, and the next when one ends', async () => {
    const { world, worker, other } = await make({ settings: { leasesMax: 1 } })
    await world.submit('ana')
    const second = await world.submit('ana')
    await worker.claim()
    const waiting = other.claim({ waitMs: 30_000 })
    await world.passes(5_000)

    await worker.complete()

    expect(await waiting).toMatchObject({ jobId: second.jobId })
  })

  test('a job that holds no scores is failed and refunded, and the next is given instead', async () => {
    const { world, worker } = await make()
    const broken = await world.submit('ana')
    const { jobId } = await world.submit('ana')
    world.sql("update results set assessment_data = '{}' where id = ?", broken.resultId)

    expect(await worker.claim()).toMatchObject({ jobId })
    expect(world.job(broken.jobId)).toMatchObject({
      status: 'failed',
      errorCode: 'NO_ASSESSMENT_DATA',
    })
    expect(world.balanceOf('ana')).toBe(99)
  })
})

describe('waiting for a job', () => {
  test('given a worker that waits, it gets a job in the transaction that takes it', async () => {
    const statuses: unknown[] = []
    const { world, worker } = await make({
      crashPoint: (name, struck) => {
        if (name === 'after-commit') statuses.push(...struck.rows('select status from jobs'))
      },
    })
    const waiting = worker.claim({ waitMs: 30_000 })
    await world.passes(10_000)

    const { jobId } = await world.submit('ana')

    expect(await waiting).toMatchObject({ jobId })
    expect(statuses[0]).toEqual({ status: 'processing' })
  })

  test('it waits for as long as it said and not a millisecond more', async () => {
    const { world, worker } = await make()
    let answer: unknown = 'none'
    void worker.claim({ waitMs: 20_000 }).then((claim) => {
      answer = claim
    })

    await world.passes(19_999)
    expect(answer).toBe('none')
    await world.passes(1)

    expect(answer).toBeNull()
    expect(world.service.workers.claims.waiting).toBe(0)
    expect(world.armed).toBe(2)
  })

  test('who came first is served first, and one that left is not', async () => {
    const { world, worker, other } = await make()
    const left = new AbortController()
    const gone = world.worker('gone').claim({ waitMs: 30_000, gone: left.signal })
    const first = worker.claim({ waitMs: 30_000 })
    const second = other.claim({ waitMs: 30_000 })
    await world.settle()
    left.abort()

    const one = await world.submit('ana')
    const two = await world.submit('ana')

    expect(await gone).toBeNull()
    expect(await first).toMatchObject({ jobId: one.jobId })
    expect(await second).toMatchObject({ jobId: two.jobId })
  })

  test('a worker that is gone when its claim is committed has not got it: a failed try, at once', async () => {
    const { world, worker, other } = await make()
    const left = new AbortController()
    const { jobId } = await world.submit('ana')
    const claimed = worker.claim({ gone: left.signal })
    left.abort()
    await claimed

    expect(world.job(jobId)).toMatchObject({ status: 'processing', leasedBy: null, tries: 1 })
    await world.passes(1_000)
    expect(await other.claim()).toMatchObject({ jobId, attempt: 2 })
  })

  test('while dispatch is paused nobody gets a job, and then whoever waits does', async () => {
    const { world, worker } = await make()
    const by = { kind: 'operator', id: 'olga' } as const
    await world.service.switches.pause('dispatch', by, 'a test')
    const { jobId } = await world.submit('ana')
    expect(await worker.claim()).toBeNull()
    const waiting = worker.claim({ waitMs: 30_000 })
    await world.passes(10_000)

    await world.service.switches.resume('dispatch', by)

    expect(await waiting).toMatchObject({ jobId })
  })

  test('when the service stops, who waits is answered at once, and who comes is refused', async () => {
    const { world, worker } = await make()
    const waiting = worker.claim({ waitMs: 30_000 })
    await world.settle()

    world.service.drain()

    expect(await waiting).toBeNull()
    await expect(worker.claim()).rejects.toMatchObject({ code: 'SERVICE_STOPPING' })
  })

  test('a worker that asks in a loop is slowed down, and no other is', async () => {
    const { world, worker, other } = await make()
    for (let n = 0; n < claimLimit.burst; n++) expect(await worker.claim()).toBeNull()

    await expect(worker.claim()).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { retryAfterMs: 50 },
    })

    expect(await other.claim()).toBeNull()
    await world.passes(50)
    expect(await worker.claim()).toBeNull()
  })

  test('no more than a thousand wait at once', async () => {
    const { world } = await make()
    const waiting = Array.from({ length: 1_000 }, (_, n) =>
      world.worker(`w${n}`).claim({ waitMs: 30_000 }),
    )
    await world.settle()

    await expect(world.worker('late').claim({ waitMs: 1 })).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    })
    world.service.drain()
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([null]))
  })
})

describe('a lease', () => {
  test('that runs out ends the try: the job may be claimed again after a pause, and the late result is refused', async () => {
    const { world, worker, other } = await make()
    const { jobId } = await world.submit('ana')
    await worker.claim()
    await world.passes(leaseMs - 1)
    expect(world.job(jobId)?.leasedBy).toBe('one')

    await world.passes(1)

    expect(world.job(jobId)).toMatchObject({ status: 'processing', leasedBy: null })
    await expect(worker.complete()).rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect(world.rows('select attempt, try, code, reason from job_tries')).toEqual([
      {
        attempt: 1,
        try: 1,
        code: 'ANALYSIS_FAILED',
        reason: 'the lease of worker "one" ran out',
      },
    ])
    expect(await soon(world, other)).toMatchObject({ jobId, attempt: 2 })
    await expect(worker.complete()).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await expect(worker.heartbeat()).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await expect(worker.fail()).rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect(await other.complete()).toMatchObject({ status: 'completed' })
    expect(typesOf(world)).toEqual(['analysis.queued', 'analysis.started', 'analysis.completed'])
  })

  test('that runs out in every try ends the job, with its refund', async () => {
    const { world, worker } = await make()
    const { jobId } = await world.submit('ana')
    for (let attempt = 1; attempt <= 3; attempt++) {
      const claim = worker.claim({ waitMs: 5_000 })
      await world.passes(attempt === 1 ? 0 : 5_000)
      expect(await claim).toMatchObject({ attempt })
      await world.passes(leaseMs)
    }

    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'ANALYSIS_FAILED' })
    expect(world.balanceOf('ana')).toBe(100)
    expect(await worker.claim()).toBeNull()
  })

  test('is renewed by heartbeats past the processing timeout, and never past the hard limit', async () => {
    const { world, worker } = await make()
    const { jobId } = await world.submit('ana')
    await worker.claim()
    const hardLimitAt = world.clock.now() + 60 * minuteMs
    while (world.clock.now() < hardLimitAt - leaseMs) {
      await world.passes(leaseMs - 1)
      await worker.heartbeat()
    }
    expect(world.job(jobId)).toMatchObject({ status: 'processing', deadlineAt: hardLimitAt })

    await world.passes(hardLimitAt - world.clock.now() - 1)
    expect(world.statusOf(jobId)).toBe('processing')
    await world.passes(1)

    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'STUCK_PROCESSING' })
    expect(world.balanceOf('ana')).toBe(100)
    await expect(worker.complete()).rejects.toMatchObject({ code: 'LEASE_LOST' })
  })

  test('tells the owner of the job how far it is, at most once a second', async () => {
    const { world, worker } = await make()
    await world.submit('ana')
    await worker.claim()
    await world.passes(5_000)

    await worker.heartbeat({ fraction: 0.5, note: 'half way' })
    await worker.heartbeat({ fraction: 0.6 })

    const told = world.eventsOf('ana').filter(({ eventType }) => eventType === 'analysis.progress')
    expect(told.map(({ metadata }) => metadata)).toMatchObject([
      { fraction: 0.5, note: 'half way' },
    ])
  })

  test('with a wrong token, another attempt or no job at all opens nothing', async () => {
    const { world, worker } = await make()
    await world.submit('ana')
    const claim = await worker.claim()
    if (!claim) throw new Error('there was a job')

    for (const wrong of [{ leaseToken: 'x' }, { attempt: 2 }, { attempt: 0 }]) {
      worker.claimed = { ...claim, ...wrong }
      await expect(worker.complete()).rejects.toMatchObject({ code: 'LEASE_LOST' })
    }
    worker.claimed = { ...claim, jobId: 'nowhere' }
    await expect(worker.complete()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(world.job(claim.jobId)).toMatchObject({ status: 'processing', leasedBy: 'one' })
  })

  test('ends when an operator ends the job, and its owner cannot cancel it', async () => {
    const { world, worker } = await make()
    const { jobId } = await world.submit('ana')
    await worker.claim()
    const { desk } = world.service
    await expect(desk.cancel(jobId, { kind: 'user', id: 'ana' })).rejects.toMatchObject({
      code: 'JOB_NOT_CANCELLABLE',
    })

    await desk.fail(jobId, { kind: 'operator', id: 'olga' }, 'a test')

    await expect(worker.heartbeat()).rejects.toMatchObject({
      code: 'LEASE_LOST',
      details: { jobId, status: 'failed' },
    })
    expect(world.balanceOf('ana')).toBe(100)
  })
})

describe('a report', () => {
  test('of a result is the same when it is made again after its answer was lost', async () => {
    const { world, worker } = await make()
    const { jobId } = await world.submit('ana')
    await worker.claim()

    const first = await worker.complete()
    const another = await worker.complete({ text: 'another' })
    const nonsense = await worker.complete({ text: '' })

    expect(another).toEqual(first)
    expect(nonsense).toEqual(first)
    expect(world.rows('select profile from results')).toEqual([{ profile: '{"text":"fine"}' }])
    expect(typesOf(world).filter((type) => type === 'analysis.completed')).toHaveLength(1)
    expect(world.job(jobId)?.leasedBy).toBeNull()
  })

  test('of a job that somebody else has completed under the lease is refused, whatever it says', async () => {
    const { world, worker } = await make()
    const { jobId } = await world.submit('ana')
    await worker.claim()
    world.sql("update results set status = 'completed', profile = '{}', analyzer = 'by hand'")
    world.sql("update jobs set status = 'completed' where job_id = ?", jobId)

    await expect(worker.complete({ text: '' })).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await world.check()
    await expect(worker.complete()).rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect(world.rows('select profile from results')).toEqual([{ profile: '{}' }])
    expect(world.balanceOf('ana')).toBe(99)
  })

  test.each([
    ['of another shape', { wrong: 1 }, 'result.text'],
    ['that is too large', { text: 'x'.repeat(1_048_577) }, 'result'],
    ['that is no whole Unicode', { text: '\ud800' }, 'result'],
  ])(
    'of a result %s is answered with what is wrong and counts as a failed try',
    async (_, result, path) => {
      const wide = { ...outsideAssessment({ leaseMs }), result: anyText }
      const { world, worker } = await make({ assessments: [wide] })
      const { jobId } = await world.submit('ana')
      await worker.claim()

      await expect(worker.complete(result)).rejects.toMatchObject({
        code: 'INVALID_RESULT',
        details: { fields: expect.arrayContaining([expect.objectContaining({ path })]) },
      })

      expect(world.job(jobId)).toMatchObject({ status: 'processing', leasedBy: null, tries: 1 })
      expect(world.rows('select code from job_tries')).toEqual([{ code: 'INVALID_RESULT' }])
      expect(await soon(world, worker)).toMatchObject({ attempt: 2 })
    },
  )

  test('of a failure ends the try or, where it is for good, the job', async () => {
    const { world, worker } = await make()
    const { jobId } = await world.submit('ana')
    await worker.claim()
    expect(await worker.fail('busy', { transient: true })).toEqual({
      jobId,
      status: 'processing',
      willBeTriedAgain: true,
    })
    expect(await worker.claim()).toBeNull()
    const again = worker.claim({ waitMs: 1_000 })
    await world.passes(1_000)
    expect(await again).toMatchObject({ jobId, attempt: 2 })

    expect(await worker.fail('broken')).toMatchObject({ status: 'failed', willBeTriedAgain: false })

    expect(world.balanceOf('ana')).toBe(100)
    expect(world.rows('select reason from job_tries')).toEqual([
      { reason: 'busy' },
      { reason: 'broken' },
    ])
  })

  test('of a failure is the same when it is made again after its answer was lost', async () => {
    const { world, worker } = await make()
    const { jobId } = await world.submit('ana')
    await worker.claim()
    const first = await worker.fail('busy', { transient: true })
    await world.passes(500)

    expect(await worker.fail('busy', { transient: true })).toEqual(first)
    // Another report of the same lease was never made: it is not taken for that one.
    await expect(worker.fail('other', { transient: true })).rejects.toMatchObject({
      code: 'LEASE_LOST',
    })
    const again = worker.claim({ waitMs: 1_000 })
    await world.passes(1_000)
    expect(await again).toMatchObject({ jobId, attempt: 2 })
    const end = await worker.fail('broken')
    expect(await worker.fail('broken')).toEqual(end)
    expect(end).toMatchObject({ status: 'failed', willBeTriedAgain: false })

    expect(world.balanceOf('ana')).toBe(100)
    expect(world.rows('select reason from job_tries')).toEqual([
      { reason: 'busy' },
      { reason: 'broken' },
    ])
  })

  test('of a failure after its lease ran out, or another worker has the job, is refused', async () => {
    const { world, worker, other } = await make()
    await world.submit('ana')
    await worker.claim()
    await worker.fail('busy', { transient: true })
    await soon(world, other)
    const lost = { code: 'LEASE_LOST' }
    await expect(worker.fail('busy', { transient: true })).rejects.toMatchObject(lost)

    await world.passes(60_000)
    await expect(other.fail('busy', { transient: true })).rejects.toMatchObject(lost)
  })

  test('a job that was tried before goes before those that never were', async () => {
    const { world, worker, other } = await make()
    const { jobId } = await world.submit('ana')
    await worker.claim()
    const fresh = await world.submit('ana')
    await worker.fail('busy', { transient: true })
    await world.passes(1_000)

    expect(await other.claim()).toMatchObject({ jobId })
    expect(await other.claim()).toMatchObject({ jobId: fresh.jobId })
  })
})

describe('when nobody comes', () => {
  test('a job that no worker claims is failed and refunded after its queued timeout', async () => {
    const { world, worker } = await make()
    const { jobId } = await world.submit('ana')
    await world.passes(15 * minuteMs - 1)
    expect(world.statusOf(jobId)).toBe('queued')

    await world.passes(1)

    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'STUCK_QUEUED' })
    expect(world.balanceOf('ana')).toBe(100)
    expect(await worker.claim()).toBeNull()
  })

  test('a job that no worker claims again is failed and refunded after its processing timeout', async () => {
    const { world, worker } = await make()
    const { jobId } = await world.submit('ana')
    await worker.claim()
    await world.passes(leaseMs + 10 * minuteMs - 1)
    expect(world.statusOf(jobId)).toBe('processing')

    await world.passes(1)

    expect(world.job(jobId)).toMatchObject({ status: 'failed', errorCode: 'STUCK_PROCESSING' })
    expect(world.balanceOf('ana')).toBe(100)
  })

  test('its owner may cancel it while it waits', async () => {
    const { world, worker } = await make()
    const { jobId } = await world.submit('ana')

    await world.service.desk.cancel(jobId, { kind: 'user', id: 'ana' })

    expect(world.balanceOf('ana')).toBe(100)
    expect(await worker.claim()).toBeNull()
  })

  test('what could not be claimed in time is refused before it is charged', async () => {
    const { world } = await make()
    const answers = await Promise.allSettled(Array.from({ length: 60 }, () => world.submit('ana')))

    const refused = answers.filter(({ status }) => status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    expect(refused[0]).toMatchObject({ reason: { code: 'QUEUE_FULL' } })
    expect(world.balanceOf('ana')).toBe(100 - (60 - refused.length))
  })
})

describe('a restart of the service', () => {
  test.each(['in memory', 'with its files as a dying process leaves them'])(
    'leaves claimed jobs to their workers, %s: no death, no new attempt, no second start',
    async (where) => {
      const { world, worker } = await make(where === 'in memory' ? {} : { databasePath: file() })
      const { jobId } = await world.submit('ana')
      await worker.claim()
      await world.passes(10_000)
      await world.restart(20_000)
      await world.restart(20_000)

      await worker.heartbeat()
      await world.passes(leaseMs - 1)

      expect(world.job(jobId)).toMatchObject({ status: 'processing', attempt: 1, deaths: 0 })
      expect(await worker.complete()).toMatchObject({ status: 'completed' })
      expect(typesOf(world)).toEqual(['analysis.queued', 'analysis.started', 'analysis.completed'])
    },
  )

  test('that outlasts a lease ends the try, and the job is there for the next', async () => {
    const { world, worker, other } = await make({ databasePath: file() })
    const { jobId } = await world.submit('ana')
    await worker.claim()
    await world.restart(leaseMs + 5_000)

    await expect(worker.complete()).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await world.passes(1_000)
    expect(await other.claim()).toMatchObject({ jobId, attempt: 2 })
    expect(world.job(jobId)?.deaths).toBe(0)
  })

  test('keeps the pause after a failed try, and what waits', async () => {
    const { world, worker } = await make()
    const { jobId } = await world.submit('ana')
    await worker.claim()
    await worker.fail('busy', { transient: true })
    await world.restart()

    expect(await worker.claim()).toBeNull()
    const waiting = worker.claim({ waitMs: 5_000 })
    await world.passes(1_000)
    expect(await waiting).toMatchObject({ jobId, attempt: 2 })
  })
})

describe('given a lost commit', () => {
  async function fragile() {
    const store = { losing: 0 }
    const made = await make({
      crashPoint: (name) => {
        if (name !== 'before-commit' || store.losing <= 0) return
        store.losing--
        throw new SqliteError('database or disk is full', 'SQLITE_FULL')
      },
    })
    return { ...made, store }
  }

  test('of a claim, then nobody has the job, nothing was told and the next claim gets it', async () => {
    const { world, worker, store } = await fragile()
    const { jobId } = await world.submit('ana')
    store.losing = 1

    await expect(worker.claim()).rejects.toMatchObject({ code: 'SQLITE_FULL' })

    expect(world.job(jobId)).toMatchObject({ status: 'queued', leasedBy: null })
    expect(typesOf(world)).toEqual(['analysis.queued'])
    await world.passes(10_000)
    expect(await worker.claim()).toMatchObject({ jobId, attempt: 1 })
  })

  test('of the submission that a waiting worker would have got, then it is told and may ask again', async () => {
    const { world, worker, store } = await fragile()
    const waiting = worker.claim({ waitMs: 30_000 }).catch((error: unknown) => error)
    await world.settle()
    store.losing = 1

    await expect(world.submit('ana')).rejects.toMatchObject({ code: 'SQLITE_FULL' })

    expect(await waiting).toMatchObject({ code: 'SQLITE_FULL' })
    expect(world.service.workers.claims.waiting).toBe(0)
    const { jobId } = await world.submit('ana')
    expect(await worker.claim()).toMatchObject({ jobId })
  })

  test('of a result, then the worker may report it again', async () => {
    const { world, worker, store } = await fragile()
    const { jobId } = await world.submit('ana')
    await worker.claim()
    store.losing = 1
    await expect(worker.complete()).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    expect(world.job(jobId)?.leasedBy).toBe('one')
    await world.passes(20_000)

    expect(await worker.complete()).toMatchObject({ status: 'completed' })
  })

  test('of the end of a lease, then it ends a little later', async () => {
    const { world, worker, store } = await fragile()
    const { jobId } = await world.submit('ana')
    await worker.claim()
    store.losing = 2
    await world.passes(leaseMs)
    await world.passes(3_000)

    expect(world.job(jobId)).toMatchObject({ leasedBy: null, tries: 1 })
  })
})

describe('given a definition that changed sides between two starts', () => {
  const here = { ...simpleAssessment(), name: 'Outside Assessment' }
  const outside = outsideAssessment({ leaseMs })
  const settings = { slotsMax: 1 }

  test('what waited for workers is analysed here, and what a worker has is left to it', async () => {
    const databasePath = file()
    const before = await createTestWorld({ databasePath, assessments: [outside], settings })
    await before.user('ana', 10)
    const worker = before.worker()
    const lost = await before.submit('ana')
    await worker.claim()
    await worker.fail('busy', { transient: true })
    const leased = await before.submit('ana')
    await worker.claim()
    const waiting = await before.submit('ana')
    await before.close()

    const startAt = before.clock.now()
    const after = await createWorld({ databasePath, assessments: [here], settings, startAt })
    await after.passes(5_000)

    expect(after.statusOf(lost.jobId)).toBe('completed')
    expect(after.statusOf(waiting.jobId)).toBe('completed')
    expect(after.statusOf(leased.jobId)).toBe('processing')
    await after.passes(leaseMs)
    expect(after.job(leased.jobId)).toMatchObject({
      status: 'failed',
      errorCode: 'ANALYSIS_FAILED',
    })
    expect(after.balanceOf('ana')).toBe(8)
  })

  test('what waited or ran here is left to workers', async () => {
    const databasePath = file()
    const before = await createTestWorld({ databasePath, assessments: [here], settings })
    before.analyzer.otherwise({ does: 'hang' })
    await before.user('ana', 10)
    const running = await before.submit('ana')
    await before.settle()
    const waiting = await before.submit('ana')
    await before.close()

    const startAt = before.clock.now()
    const after = await createWorld({ databasePath, assessments: [outside], settings, startAt })
    await after.passes(1_000)
    const worker = after.worker()

    expect(await worker.claim()).toMatchObject({ jobId: running.jobId, attempt: 2 })
    await worker.complete()
    expect(await worker.claim()).toMatchObject({ jobId: waiting.jobId, attempt: 1 })
    await worker.complete()
    expect(after.balanceOf('ana')).toBe(8)
  })
})
