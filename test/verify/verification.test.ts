import { afterEach, describe, expect, test } from 'vitest'
import { type VerifyReport, verify } from '../../src/db/verify.ts'
import { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import { Verification } from '../../src/verification.ts'
import { verifyInThread } from '../../src/verify-in-thread.ts'
import { type Live, useLive } from '../security/support/live.ts'
import { useWorlds } from '../support/worlds.ts'

const minuteMs = 60_000

/** Proofs that end when the test says so. */
function proofs(intervalMs = minuteMs) {
  const clock = new SimulatedClock()
  const logged: string[] = []
  const note = (event: string, fields?: { reason?: string }) =>
    void logged.push([event, fields?.reason ?? ''].join(' ').trim())
  const begun: { resolve: (report: VerifyReport) => void; reject: (error: Error) => void }[] = []
  const verification = new Verification({
    clock,
    log: { info: note, warn: note, error: note },
    intervalMs,
    verify: () => new Promise((resolve, reject) => begun.push({ resolve, reject })),
  })
  return { clock, logged, begun, verification }
}

const createWorld = useWorlds()

const reportOf = async (sql?: string): Promise<VerifyReport> => {
  const world = await createWorld()
  await world.user('ana')
  if (sql === undefined) return verify(world.db, { now: 0 })
  world.db.$client.exec(`savepoint wrong; ${sql}`)
  const report = verify(world.db, { now: 0 })
  world.db.$client.exec('rollback to wrong; release wrong')
  return report
}

describe('a service proves its database', () => {
  test('at its start, and then every interval', async () => {
    const { clock, begun, verification } = proofs()
    const clean = await reportOf()
    verification.start()
    expect(begun).toHaveLength(1)
    begun[0]?.resolve(clean)
    await verification.run()

    await clock.advance(minuteMs - 1)
    expect(begun).toHaveLength(1)
    await clock.advance(1)
    expect(begun).toHaveLength(2)
    verification.stop()
    await clock.advance(10 * minuteMs)
    expect(begun).toHaveLength(2)
    expect(clock.armed).toBe(0)
  })

  test('with an interval of 0 only when it is asked', async () => {
    const { clock, begun, verification } = proofs(0)
    verification.start()
    expect([begun.length, clock.armed]).toEqual([0, 0])
    void verification.run()
    expect(begun).toHaveLength(1)
  })

  test('once for all who ask while it does', async () => {
    const { begun, verification } = proofs(0)
    const clean = await reportOf()
    const asked = [verification.run(), verification.run()]
    begun[0]?.resolve(clean)
    expect(await Promise.all(asked)).toEqual([clean, clean])
    expect(begun).toHaveLength(1)
  })

  test('and says in health and log what it found, until it is found no more', async () => {
    const { begun, verification, logged, clock } = proofs(0)
    const [wrong, clean] = [
      await reportOf("update users set token_balance = token_balance + 1 where id = 'ana'"),
      await reportOf(),
    ]
    expect(verification.health).toEqual({ name: 'verify', ok: true })

    const first = verification.run()
    begun[0]?.resolve(wrong)
    await first
    expect(verification.health.ok).toBe(false)
    expect(verification.health.reason).toMatch(/^the last proof found M\d: 1$/)
    expect(verification.lastAt).toBe(clock.now())

    const second = verification.run()
    begun[1]?.reject(new Error('out of threads'))
    await expect(second).rejects.toThrow('out of threads')
    expect(verification.health.reason).toBe('the last proof broke off')

    const third = verification.run()
    begun[2]?.resolve(clean)
    await third
    expect(verification.health.ok).toBe(true)
    expect(logged).toEqual([
      expect.stringMatching(/^verify\.violated M\d: 1$/),
      'verify.broke-off',
      'verify.clean',
    ])
  })
})

describe('given a running service with some thousand jobs', () => {
  const start = useLive(afterEach)

  const submitMany = async (live: Live, count: number) => {
    const { id } = await live.register('ana')
    const { accounts, intake } = live.service.runtime
    await accounts.grant(id, count, 'to submit many', { kind: 'system', id: 'test' })
    for (let first = 0; first < count; first += 250) {
      const submits = Array.from({ length: 250 }, () =>
        intake.submit(id, { assessmentData: { score: 1 } }),
      )
      await Promise.all(submits)
    }
    return id
  }

  const many = {
    UNFINISHED_JOBS_MAX: '100000',
    SUBMIT_BURST: '100000',
    STUCK_JOB_QUEUED_TIMEOUT: '100000',
    WORKER_CONCURRENCY: '100',
    VERIFY_INTERVAL: '0',
  }

  test('when it is proved, then the loop goes on turning, and the answer is of what is committed', async () => {
    const live = await start({ env: many })
    const id = await submitMany(live, 3_000)
    const asOperator = {
      headers: { 'x-internal-service': 'true', 'x-service-key': live.service.internalServiceKey },
    }
    const ask = () => live.ask('GET', '/trpc/admin.verify', asOperator)
    let turns = 0
    let isOver = false
    const turn = () => {
      turns++
      if (!isOver) setImmediate(turn)
    }
    const asked = ask()
    setImmediate(turn)
    const { status, body } = await asked
    isOver = true

    expect(status).toBe(200)
    expect(body.result.data.ok).toBe(true)
    // In the service's own thread it would be a handful: those around one long stall.
    expect(turns).toBeGreaterThan(200)

    live.db.prepare('update users set token_balance = token_balance + 1 where id = ?').run(id)
    expect((await ask()).body.result.data.ok).toBe(false)
    const health = await live.ask('GET', '/health', asOperator)
    expect([health.status, health.body.status]).toEqual([200, 'degraded'])
    expect(health.body.dependencies.verify.details).toMatch(/the last proof found/)
  })

  test('when it has started, then it has been proved once', async () => {
    const live = await start()
    while (!live.logged.some((line) => line.includes('"verify.clean"'))) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    const { headers, body } = await live.ask('GET', '/health')
    expect([headers.get('content-type'), body.dependencies.verify]).toEqual([
      'application/json',
      { status: 'healthy' },
    ])
  })

  test('when the service stops, then the proof ends with it', async () => {
    const live = await start({ env: many })
    const stop = new AbortController()
    const proof = verifyInThread(live.service.config.databasePath, 0, stop.signal)
    stop.abort(new Error('stopping'))
    await expect(proof).rejects.toThrow('stopping')
  })
})
