import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { Notification, ResetNotice } from '../../src/domain/events.ts'
import type { Caller, RouterContext } from '../../src/router/context.ts'
import { createCaller } from '../../src/router/index.ts'
import { createApi, refusalOf, type TestApi } from './support/api.ts'

let api: TestApi
afterEach(() => api?.world.close())

type Told = readonly [cursor: string, data: Notification | ResetNotice, ...unknown[]]
type Start = { lastEventId?: string; from?: 'now' | 'start' }

/** A client's subscription: what it got, and how it ended. */
class Subscriber {
  readonly got: { id: number; event: string; jobId?: string }[] = []
  /** open, complete, or why it ended. */
  ended: unknown = 'open'
  readonly #gone = new AbortController()
  readonly #done: Promise<void>

  constructor(ctx: RouterContext, start: Start = {}, readMax = Number.POSITIVE_INFINITY) {
    this.#done = this.#read(ctx, start, readMax)
  }

  /** The connection breaks. */
  async disconnect(): Promise<void> {
    this.#gone.abort()
    await this.#done
  }

  async #read(ctx: RouterContext, start: Start, readMax: number): Promise<void> {
    try {
      const caller = createCaller(ctx, { signal: this.#gone.signal })
      const events = (await caller.notifications.onEvent(start)) as AsyncIterable<Told>
      for await (const [cursor, data] of events) {
        const jobId = data.event === 'reset' ? {} : { jobId: data.jobId }
        this.got.push({ id: Number(cursor), event: data.event, ...jobId })
        if (this.got.length >= readMax) break
      }
      this.ended = 'complete'
    } catch (error) {
      this.ended = await refusalOf(Promise.reject(error))
    }
  }
}

const subscribe = (start?: Start, recheck: () => Caller = api.signedIn('ana')): Subscriber =>
  new Subscriber(api.context(recheck), start)

async function open(): Promise<void> {
  api = await createApi()
  await api.world.user('ana', 100)
}

describe('a subscription', () => {
  test('given no place to resume from, begins with what happens next', async () => {
    await open()
    await api.world.submit('ana')
    await api.world.passes(5_000)
    const client = subscribe()
    await api.world.settle()
    expect(client.got).toEqual([])

    const { jobId, resultId } = await api.world.submit('ana')
    await api.world.passes(1_000)

    expect(client.got).toEqual([
      { id: 4, event: 'analysis-queued', jobId },
      { id: 5, event: 'analysis-started', jobId },
      { id: 6, event: 'analysis-complete', jobId },
    ])
    expect(api.world.eventsOf('ana').at(-1)).toMatchObject({ resultId })
    await client.disconnect()
  })

  test('gives the wire form that front ends know, with the refund of a failure', async () => {
    await open()
    api.world.analyzer.next({ does: 'fail' })
    const { jobId, resultId } = await api.world.submit('ana')
    await api.world.passes(0)
    const caller = createCaller(api.context(api.signedIn('ana')))

    const events = (await caller.notifications.onEvent({
      lastEventId: '2',
    })) as AsyncGenerator<Told>
    const { value } = await events.next()
    await events.return(undefined)

    expect(value?.slice(0, 2)).toEqual([
      '3',
      {
        event: 'analysis-failed',
        jobId,
        resultId,
        result_id: resultId,
        status: 'failed',
        attempt: 1,
        assessment_name: 'Simple Assessment',
        message: 'The analysis could not be completed',
        error_code: 'ANALYSIS_FAILED',
        error_message: 'The analysis could not be completed',
        refunded_tokens: 1,
        new_balance: 100,
        timestamp: '2026-01-01T00:00:00.000Z',
      },
    ])
  })

  test('given the last event seen, gives every later one once, then live', async () => {
    await open()
    const first = await api.world.submit('ana')
    await api.world.passes(5_000)

    const client = subscribe({ lastEventId: '1' })
    await api.world.settle()
    const second = await api.world.submit('ana')
    await api.world.passes(1_000)

    expect(client.got.map(({ id, jobId }) => [id, jobId])).toEqual([
      [2, first.jobId],
      [3, first.jobId],
      [4, second.jobId],
      [5, second.jobId],
      [6, second.jobId],
    ])
    await client.disconnect()
  })

  test('from the start gives the whole history that is kept', async () => {
    await open()
    await api.world.submit('ana')
    await api.world.passes(5_000)

    const client = subscribe({ from: 'start' })
    await api.world.settle()

    expect(client.got.map(({ id }) => id)).toEqual([1, 2, 3])
    await client.disconnect()
  })

  test('never gives what happened to somebody else', async () => {
    await open()
    await api.world.user('bob')
    const client = subscribe({ from: 'start' })

    await api.world.submit('bob')
    await api.world.passes(5_000)

    expect(client.got).toEqual([])
    await client.disconnect()
  })

  test.each([
    ['beyond the newest event', '4'],
    ['far beyond', '9999999999999999'],
  ])('given a place %s, says so and goes on from the newest', async (_where, lastEventId) => {
    await open()
    await api.world.submit('ana')
    await api.world.passes(5_000)

    const client = subscribe({ lastEventId })
    await api.world.settle()
    await api.world.submit('ana')
    await api.world.settle()

    expect(client.got.map(({ id, event }) => [id, event])).toEqual([
      [3, 'reset'],
      [4, 'analysis-queued'],
      [5, 'analysis-started'],
    ])
    await client.disconnect()
  })

  test('given a place at the newest event, says nothing', async () => {
    await open()
    await api.world.submit('ana')
    await api.world.passes(5_000)

    const client = subscribe({ lastEventId: '3' })
    await api.world.settle()

    expect(client.got).toEqual([])
    await client.disconnect()
  })

  test('given a place that retention has passed, says so; given one just kept, does not', async () => {
    await open()
    await api.world.submit('ana')
    await api.world.passes(5_000)
    trimTo(2)

    const late = subscribe({ lastEventId: '1' })
    const justInTime = subscribe({ lastEventId: '2' })
    const fromStart = subscribe({ from: 'start' })
    await api.world.settle()

    expect(late.got).toEqual([{ id: 3, event: 'reset' }])
    expect(justInTime.got.map(({ id }) => id)).toEqual([3])
    expect(fromStart.got.map(({ id }) => id)).toEqual([3])
    for (const client of [late, justInTime, fromStart]) await client.disconnect()
  })

  test('given retention that overtakes a slow reader, says what is missing', async () => {
    await open()
    await api.world.submit('ana')
    await api.world.passes(5_000)
    const caller = createCaller(api.context(api.signedIn('ana')))
    const events = (await caller.notifications.onEvent({ from: 'start' })) as AsyncGenerator<Told>
    // The page that was read at once holds these three.
    for (let n = 1; n <= 3; n++) expect((await events.next()).value?.[0]).toBe(String(n))

    await api.world.submit('ana')
    await api.world.passes(5_000)
    trimTo(5)

    expect((await events.next()).value?.slice(0, 2)).toMatchObject(['5', { event: 'reset' }])
    expect((await events.next()).value?.slice(0, 2)).toMatchObject([
      '6',
      { event: 'analysis-complete' },
    ])
    await events.return(undefined)
  })

  test.each(['', '-1', '1.5', 'abc', '1; drop', '12345678901234567'])(
    'refuses the place "%s"',
    async (lastEventId) => {
      await open()

      expect(await refusalOf(api.as('ana').notifications.onEvent({ lastEventId }))).toBe(
        'VALIDATION_ERROR',
      )
    },
  )
})

describe('a subscription ends', () => {
  test('when its client goes, without an error and without a trace', async () => {
    await open()
    await api.world.settle()
    const timers = api.world.clock.armed
    const client = subscribe()
    await api.world.settle()
    expect(api.world.clock.armed).toBe(timers + 1)

    await client.disconnect()

    expect(client.ended).toBe('complete')
    expect(api.world.clock.armed).toBe(timers)
    expect(api.world.service.feed.waiting).toBe(0)
  })

  test('when its reader stops reading in the middle, without a trace', async () => {
    await open()
    await api.world.settle()
    const timers = api.world.clock.armed
    const client = new Subscriber(api.context(api.signedIn('ana')), {}, 1)
    await api.world.settle()

    await api.world.submit('ana')
    await api.world.passes(5_000)

    expect(client.got).toHaveLength(1)
    expect(client.ended).toBe('complete')
    expect(api.world.clock.armed).toBe(timers)
  })

  test('when the service stops, with an error that makes the client come back', async () => {
    await open()
    const client = subscribe()
    await api.world.settle()

    api.shutdown.abort()
    await api.world.settle()
    const late = subscribe()
    await api.world.settle()

    expect(client.ended).toBe('SERVICE_STOPPING')
    expect(late.ended).toBe('SERVICE_STOPPING')
    expect(late.got).toEqual([])
  })

  test('when its token expires, not a millisecond before, and sends nothing after', async () => {
    await open()
    const expiresAt = api.world.clock.now() + 90_000
    const client = subscribe({}, api.signedIn('ana', expiresAt))

    await api.world.passes(89_999)
    await api.world.submit('ana')
    await api.world.settle()
    expect(client.ended).toBe('open')
    expect(client.got).toHaveLength(2)

    await api.world.passes(1)
    expect(client.ended).toBe('UNAUTHORIZED')
    await api.world.passes(5_000)
    expect(client.got).toHaveLength(2)
  })

  test('at its expiry, also where the issuer would bear with it a little longer', async () => {
    await open()
    const caller = { ...api.signedIn('ana')(), expiresAt: api.world.clock.now() + 30_000 } as Caller
    const client = subscribe({}, () => caller)

    await api.world.passes(30_000)

    expect(client.ended).toBe('UNAUTHORIZED')
  })

  test('later, given a session that was prolonged before the token expired', async () => {
    await open()
    let expiresAt = api.world.clock.now() + 90_000
    const client = subscribe({}, () => api.signedIn('ana', expiresAt)())

    await api.world.passes(70_000)
    expiresAt += 90_000
    await api.world.passes(109_999)
    expect(client.ended).toBe('open')

    await api.world.passes(1)
    expect(client.ended).toBe('UNAUTHORIZED')
  })

  test.each([
    ['the account is disabled', 'FORBIDDEN', () => disable()],
    ['the session ends', 'UNAUTHORIZED', () => api.endedSessions.add('session-ana')],
  ])('within a minute, when %s', async (_what, code, change) => {
    await open()
    const client = subscribe()
    await api.world.passes(30_000)

    await change()
    await api.world.passes(29_999)
    expect(client.ended).toBe('open')

    await api.world.passes(1)
    expect(client.ended).toBe(code)
  })

  test('with the reason, when the caller cannot be looked at because the store fails', async () => {
    await open()
    let isBroken = false
    const client = subscribe({}, () => {
      if (isBroken) throw Object.assign(new Error('full'), { code: 'SQLITE_IOERR' })
      return api.signedIn('ana')()
    })
    await api.world.settle()

    isBroken = true
    await api.world.passes(60_000)

    expect(client.ended).toBe('STORE_UNAVAILABLE')
    expect(api.logged.map(({ event }) => event)).toEqual(['store.unavailable'])
  })
})

describe('the list of notifications', () => {
  test('counts what is unread, marks it read and never goes back', async () => {
    await open()
    await api.world.submit('ana')
    await api.world.passes(5_000)
    const { notifications } = api.as('ana')

    expect(await notifications.unreadCount()).toEqual({ unread: 3, cursor: 3 })
    expect(await notifications.markRead({ upTo: 2 })).toEqual({ unread: 1, cursor: 3 })
    expect(await notifications.markRead({ upTo: 1 })).toEqual({ unread: 1, cursor: 3 })
    expect(await notifications.markRead({ upTo: 99 })).toEqual({ unread: 0, cursor: 3 })
  })

  test('is newest first, in pages that meet', async () => {
    await open()
    await api.world.submit('ana')
    await api.world.passes(5_000)
    const { notifications } = api.as('ana')
    await notifications.markRead({ upTo: 1 })

    const first = await notifications.list({ limit: 2 })
    const second = await notifications.list({ limit: 2, before: 2 })

    expect(first.notifications.map(({ id, event, read }) => [id, event, read])).toEqual([
      [3, 'analysis-complete', false],
      [2, 'analysis-started', false],
    ])
    expect(first).toMatchObject({ hasMore: true, unread: 2, cursor: 3 })
    expect(second.notifications.map(({ id, read }) => [id, read])).toEqual([[1, true]])
    expect(second.hasMore).toBe(false)
  })

  test('its cursor is a place from which a subscription misses nothing', async () => {
    await open()
    const { cursor } = await api.as('ana').notifications.unreadCount()
    await api.world.submit('ana')
    await api.world.settle()

    const client = subscribe({ lastEventId: String(cursor) })
    await api.world.settle()

    expect(client.got.map(({ id }) => id)).toEqual([1, 2])
    await client.disconnect()
  })
})

/** A cut connection is opened again; `reads` is how many events the new one lives for. */
type Step =
  | { do: 'submit'; times: number }
  | { do: 'pass'; ms: number }
  | { do: 'cut'; reads: number }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('submit' as const), times: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 3_000 }) }),
    fc.record({ do: fc.constant('cut' as const), reads: fc.integer({ min: 1, max: 6 }) }),
  ),
  { maxLength: 25 },
)

test('over any cuts of the connection, each event arrives once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      await open()
      const { world } = api
      const got: number[] = []
      let client = subscribe({ lastEventId: '0' })
      const cut = async (reads = Number.POSITIVE_INFINITY) => {
        await client.disconnect()
        got.push(...client.got.map(({ id }) => id))
        const start = { lastEventId: String(got.at(-1) ?? 0) }
        client = new Subscriber(api.context(api.signedIn('ana')), start, reads)
      }

      for (const step of history) {
        if (step.do === 'submit') {
          await Promise.all(Array.from({ length: step.times }, () => world.submit('ana')))
        } else if (step.do === 'pass') await world.passes(step.ms)
        else await cut(step.reads)
      }
      await cut()
      await world.passes(120_000)
      await cut()
      await client.disconnect()

      expect(got).toEqual(world.eventsOf('ana').map(({ id }) => id))
      await world.close()
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 40 },
  )
})

/** Retention removes the events up to `n`. */
function trimTo(n: number): void {
  api.world.sql('delete from events where user_id = ? and n <= ?', 'ana', n)
  api.world.sql('update users set event_floor = ? where id = ?', n, 'ana')
}

const disable = () =>
  api.world.service.accounts.setActive('ana', false, { kind: 'system', id: 'test' })
