import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { errorBytesMax, leaksIn } from '../../proof/fuzz/oracle.ts'
import { delayMaxMs, LoopWatch, shedding } from '../../src/load-shedding.ts'
import { SimulatedClock } from '../../src/testing/index.ts'
import { type Live, password, startLive, useLive } from './support/live.ts'

const start = useLive(afterEach)

describe('H6: what goes wrong is told without a word of the inside', () => {
  let live: Live
  let token: string
  beforeAll(async () => {
    live = await startLive()
    token = (await live.register('ana')).token
  })
  afterAll(() => live.stop())

  test.each<[string, string, string]>([
    ['JSON that is cut off', '/trpc/assessment.submit', '{"assessmentData":'],
    ['JSON that is a key of every object', '/assessment/submit', '{"__proto__":{"role":"x"}}'],
    ['a text where an object belongs', '/assessment/submit', '"text"'],
    ['a path that is no procedure', '/trpc/assessment.constructor', '{}'],
    ['ids that are SQL', '/trpc/assessment.cancel', '{"jobId":"\' or 1=1 --"}'],
    ['half a surrogate pair', '/trpc/assessment.cancel', '{"jobId":"\\ud800"}'],
    ['a NUL', '/trpc/assessment.cancel', '{"jobId":"a\\u0000b"}'],
    ['a number past all others', '/trpc/notifications.markRead', '{"upTo":1e999}'],
  ])('given %s', async (_what, path, body) => {
    const answer = await live.ask('POST', path, { token, body })

    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(leaksIn(answer.text, 'anonymous', [live.service.internalServiceKey])).toEqual([])
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('given hundreds of wrong keys of any length, the refusal stays below 64 KiB', async () => {
    const wrong = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `${index}${'\ud83d\ude00'.repeat(60)}`,
        '\u0001'.repeat(60),
      ]),
    )
    const rawResponses = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `${index}${'\u0001'.repeat(80)}`,
        '\u0001'.repeat(40),
      ]),
    )

    for (const body of [
      { assessmentData: wrong },
      { assessmentData: { score: 1 }, rawResponses },
    ]) {
      const answer = await live.ask('POST', '/trpc/assessment.submit', { token, body })

      expect(answer.status).toBe(400)
      expect(answer.text.length).toBeLessThan(errorBytesMax)
    }
  })

  test('the search for the inside would find it', () => {
    const inside = [
      'SQLITE_CONSTRAINT: UNIQUE constraint failed',
      'Error: no\n    at Object.run (/app/dist/src/db/commit.js:3:1)',
      "TypeError: Cannot read properties of undefined (reading 'x')",
      'select id from users',
      'at /srv/node_modules/better-sqlite3/lib',
    ]
    for (const text of inside) expect(leaksIn(text, 'anonymous', [])).not.toEqual([])
    expect(leaksIn('the key is abcdefghijkl', 'anonymous', ['abcdefghijkl'])).toHaveLength(1)
    expect(
      leaksIn('{"code":"NOT_FOUND","message":"There is no job x of yours"}', 'ana', []),
    ).toEqual([])
  })
})

test('H7: nothing that is somebody’s may be stored on the way, streams included', async () => {
  const live = await start()
  const { token } = await live.register('ana')
  const { body } = await live.ask('POST', '/assessment/submit', { token, body: { score: 1 } })
  const paths = [
    '/trpc/assessment.list',
    `/assessment/status/${body.data.jobId}`,
    '/archive/results',
    '/auth/profile',
  ]

  for (const path of paths) {
    const answer = await live.ask('GET', path, { token })
    expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([
      path,
      200,
      'no-store',
    ])
  }
  const leave = new AbortController()
  const stream = await fetch(`${live.url}/trpc/notifications.onEvent`, {
    headers: { authorization: `Bearer ${token}` },
    signal: leave.signal,
  })
  leave.abort()
  expect(stream.headers.get('content-type')).toContain('text/event-stream')
  expect(stream.headers.get('cache-control')).toBe('no-store, no-transform')
})

describe('limits by address', () => {
  const signIn = (live: Live, from: string) =>
    live.ask('POST', '/auth/login', {
      body: { email: 'nobody@example.com', password },
      headers: { 'x-forwarded-for': from },
    })

  test('H8: given nobody to believe, an address that a caller makes up is no other address', async () => {
    const live = await start()

    for (let tries = 0; tries < 10; tries++) {
      expect((await signIn(live, `203.0.113.${tries}`)).status).toBe(401)
    }

    expect((await signIn(live, '203.0.113.99')).status).toBe(429)
  })

  test('H8: given a trusted proxy, callers are told apart by what it says, and only by its last word', async () => {
    const live = await start({ env: { TRUSTED_PROXY: '127.0.0.1' } })

    for (let tries = 0; tries < 10; tries++) {
      expect((await signIn(live, `10.0.0.${tries}, 203.0.113.1`)).status).toBe(401)
    }

    expect((await signIn(live, '10.0.0.77, 203.0.113.1')).status).toBe(429)
    expect((await signIn(live, '203.0.113.2')).status).toBe(401)
  })

  test('H11: given ten tries to sign in within a minute, the next is told when to come back, on every way in', async () => {
    const live = await start()
    for (let tries = 0; tries < 10; tries++) await signIn(live, '')

    const byRest = await live.ask('POST', '/auth/register', {
      body: { email: 'late@example.com', password },
    })
    const byTrpc = await live.ask('POST', '/trpc/auth.login', {
      body: { email: 'nobody@example.com', password },
    })

    expect(byRest.status).toBe(429)
    expect(Number(byRest.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(byTrpc.status).toBe(429)
    expect(byTrpc.body.error.data.domain.details.retryAfterMs).toBeGreaterThan(0)
    expect(live.db.prepare('select count(*) from auth_users').pluck().get()).toBe(0)
  })
})

describe('H12: a service that is behind takes no new work', () => {
  /** A clock whose timers fire so much too late. */
  const lateBy = async (delays: readonly number[]) => {
    const clock = new SimulatedClock()
    const loop = new LoopWatch({ clock: { ...portOf(clock), now: () => clock.now() + late } })
    let late = 0
    loop.start()
    let total = 0
    for (const delay of delays) {
      // Each turn begins where the last one ended: lateness adds to the time that has passed.
      total += delay
      late = total
      await clock.advance(100)
    }
    loop.stop()
    return { isBehind: loop.isBehind, armed: clock.armed }
  }

  test.each([
    { delays: [delayMaxMs + 1, delayMaxMs + 1, delayMaxMs + 1], isBehind: true },
    { delays: [delayMaxMs, delayMaxMs + 1, delayMaxMs + 1], isBehind: false },
    { delays: [5_000, 5_000], isBehind: false },
    { delays: [5_000, 5_000, 5_000], isBehind: true },
    { delays: [5_000, 5_000, 5_000, 0], isBehind: false },
    { delays: [0, 0, 0], isBehind: false },
  ])('given turns that are $delays ms late, behind: $isBehind', async ({ delays, isBehind }) => {
    expect(await lateBy(delays)).toEqual({ isBehind, armed: 0 })
  })

  test('given a loop that is behind, submissions and retries are refused, by whoever they are for', async () => {
    const taken: string[] = []
    const intake = shedding(
      {
        submit: async () => taken.push('submit') as never,
        retry: async () => taken.push('retry') as never,
      },
      { isBehind: true },
    )

    const refusals = await Promise.allSettled([
      intake.submit('ana', { assessmentData: {} }),
      intake.retry('ana', 'job'),
    ])

    expect(refusals).toEqual([
      { status: 'rejected', reason: expect.objectContaining({ code: 'OVERLOADED' }) },
      { status: 'rejected', reason: expect.objectContaining({ code: 'OVERLOADED' }) },
    ])
    expect(taken).toEqual([])
  })

  test('given a service whose every turn takes too long, a submission is 503 and charges nothing, and a status is served', async () => {
    const live = await start()
    const { token } = await live.register('ana')
    const first = await live.ask('POST', '/assessment/submit', { token, body: { score: 1 } })
    let isBusy = true
    const block = () => {
      const until = performance.now() + delayMaxMs + 150
      while (performance.now() < until);
      if (isBusy) setImmediate(block)
    }
    block()

    let refused = await live.ask('POST', '/assessment/submit', { token, body: { score: 2 } })
    for (let more = 0; more < 20 && refused.status === 202; more++) {
      refused = await live.ask('POST', '/assessment/submit', { token, body: { score: 2 } })
    }
    const charged = live.db.prepare('select count(*) from ledger_entries').pluck().get()
    const again = await live.ask('POST', '/trpc/assessment.submit', {
      token,
      body: { assessmentData: { score: 3 } },
    })
    const status = await live.ask('GET', `/assessment/status/${first.body.data.jobId}`, { token })
    isBusy = false

    expect(refused.status).toBe(503)
    expect(refused.body.error.code).toBe('OVERLOADED')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(again.body.error.data).toMatchObject({ code: 'SERVICE_UNAVAILABLE', httpStatus: 503 })
    expect(status.status).toBe(200)
    expect(live.db.prepare('select count(*) from ledger_entries').pluck().get()).toBe(charged)
  })
})

const portOf = (clock: SimulatedClock) => ({
  setTimeout: (fn: () => void, delayMs: number) => clock.setTimeout(fn, delayMs),
  clearTimeout: (timer: unknown) => clock.clearTimeout(timer),
  defer: (fn: () => void) => clock.defer(fn),
})
