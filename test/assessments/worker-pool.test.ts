import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { BroadcastChannel, type Worker } from 'node:worker_threads'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { WorkerPool, type WorkerPoolOptions } from '../../src/assessments/worker-pool.ts'
import { AnalysisFailure } from '../../src/domain/assessment.ts'

const module = new URL('./fixtures/analyses.mjs', import.meta.url)
const nodeMajor = Number(process.versions.node.split('.')[0])
const never = () => new AbortController().signal

let pools: WorkerPool[] = []
const threadsBorn: Worker[] = []
const noteThread = (thread: Worker) => threadsBorn.push(thread)
process.on('worker', noteThread)
afterAll(() => process.off('worker', noteThread))
/** Resolves with the exit code of the thread that was started last. */
const lastThreadExits = () => once(threadsBorn.at(-1) as Worker, 'exit')
afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.stop()))
  pools = []
})

const createPool = (options: WorkerPoolOptions = {}): WorkerPool => {
  const pool = new WorkerPool({ threadsMax: 2, ...options })
  pools.push(pool)
  return pool
}

const call = (name: string, input: unknown = {}) => ({ module, name, input })

/** Starts an analysis that never ends and resolves when it runs. `ended` settles with it. */
async function startEndless(pool: WorkerPool, signal: AbortSignal, name = 'spin') {
  const channel = new BroadcastChannel(`unstuck-${name}-${Math.trunc(performance.now() * 1e6)}`)
  const running = new Promise((resolve) => {
    channel.onmessage = resolve
  })
  const ended = pool.run(call(name, { channel: channel.name }), signal).catch((error) => error)
  await running
  channel.close()
  return { ended }
}

const failureOf = (pool: WorkerPool, name: string, input: unknown = {}) =>
  pool.run(call(name, input), never()).then(
    () => 'it succeeded',
    (error) => error,
  )

test('given an analysis, when it is run, then a thread gives its result and nothing starts before', async () => {
  const pool = createPool()
  expect(pool.threads).toBe(0)

  expect(await pool.run(call('add', { a: 2, b: 3 }), never())).toEqual({ sum: 5 })
  expect(pool.threads).toBe(1)
})

test('given two analyses one after the other, when they are run, then the second finds the thread of the first', async () => {
  const pool = createPool()
  const alone = () => pool.run(call('meet', { gate: new SharedArrayBuffer(4), count: 1 }), never())

  expect(await alone()).toEqual(await alone())
})

test('given the service’s secrets and flags, when an analysis looks for them, then it finds none', async () => {
  expect(await createPool().run(call('environment'), never())).toEqual({ names: [], flags: [] })
})

test('given two threads, when ten analyses come at once, then two run at a time and all succeed', async () => {
  const pool = createPool()
  const gate = new SharedArrayBuffer(4)

  const met = await Promise.all([
    pool.run(call('meet', { gate, count: 2 }), never()),
    pool.run(call('meet', { gate, count: 2 }), never()),
  ])
  const sums = await Promise.all(
    Array.from({ length: 10 }, (_, b) => pool.run(call('add', { a: 1, b }), never())),
  )

  expect(new Set(met.map((one) => (one as { threadId: number }).threadId)).size).toBe(2)
  expect(sums).toEqual(Array.from({ length: 10 }, (_, b) => ({ sum: 1 + b })))
  expect(pool.threads).toBe(2)
})

describe('aborting', () => {
  test('given an analysis that spins, when it is aborted, then its thread dies, the loop stayed free and the next one runs', async () => {
    const pool = createPool({ threadsMax: 1 })
    const delay = monitorEventLoopDelay({ resolution: 5 })
    const controller = new AbortController()
    const { ended } = await startEndless(pool, controller.signal)
    const exited = lastThreadExits()

    // The loop is watched for a third of a second of real time: a thread's spin has no other clock.
    delay.enable()
    await once(AbortSignal.timeout(330), 'abort')
    delay.disable()
    const abortedAt = performance.now()
    controller.abort('out of time')

    expect(await ended).toBe('out of time')
    expect(await exited).toEqual([1])
    expect(performance.now() - abortedAt).toBeLessThan(1_000)
    expect(delay.percentile(90) / 1e6).toBeLessThan(50)
    expect(await pool.run(call('add', { a: 1, b: 1 }), never())).toEqual({ sum: 2 })
  })

  test('given an analysis that waits for ever, when it is aborted, then it ends with the signal’s reason', async () => {
    const pool = createPool({ threadsMax: 1 })
    const controller = new AbortController()
    const { ended } = await startEndless(pool, controller.signal, 'wait')
    const reason = new Error('the deadline passed')

    controller.abort(reason)

    expect(await ended).toBe(reason)
    expect(pool.threads).toBe(0)
  })

  test('given all threads spin and others wait, when one is aborted, then a waiting one takes its slot at once', async () => {
    const pool = createPool({ threadsMax: 2 })
    const first = new AbortController()
    const second = new AbortController()
    const spinning = [
      await startEndless(pool, first.signal),
      await startEndless(pool, second.signal),
    ]
    const waiting = pool.run(call('add', { a: 4, b: 4 }), never())

    first.abort()

    expect(await waiting).toEqual({ sum: 8 })
    expect(pool.threads).toBe(2)
    second.abort()
    await Promise.all(spinning.map(({ ended }) => ended))
  })

  test('given an analysis that waits for a thread, when it is aborted, then it leaves the line without a trace', async () => {
    const pool = createPool({ threadsMax: 1, waitingMax: 1 })
    const spins = new AbortController()
    const waits = new AbortController()
    const { ended } = await startEndless(pool, spins.signal)
    const left = pool.run(call('add', { a: 1, b: 1 }), waits.signal).catch((error) => error)

    waits.abort('no longer wanted')
    expect(await left).toBe('no longer wanted')
    const next = pool.run(call('add', { a: 2, b: 2 }), never())
    spins.abort()

    expect(await next).toEqual({ sum: 4 })
    await ended
  })

  test('given a signal that was aborted before, when an analysis is asked for, then no thread is started', async () => {
    const pool = createPool()

    await expect(pool.run(call('add'), AbortSignal.abort('too late'))).rejects.toBe('too late')
    expect(pool.threads).toBe(0)
  })

  test('given 30 spinning analyses one after the other, when each is aborted, then no slot is lost', async () => {
    const pool = createPool({ threadsMax: 2 })
    for (let round = 0; round < 30; round++) {
      const controller = new AbortController()
      const { ended } = await startEndless(pool, controller.signal)
      controller.abort()
      await ended
    }

    const gate = new SharedArrayBuffer(4)
    const both = [1, 2].map(() => pool.run(call('meet', { gate, count: 2 }), never()))
    expect((await Promise.all(both)).length).toBe(2)
  })
})

describe('limits', () => {
  // Node 24 ends the process instead where the code is optimised (nodejs/node#47224): test/process/memory.test.ts.
  test.skipIf(nodeMajor >= 24)(
    'given a memory hog, when its heap is full, then it fails in passing and the next analysis runs',
    async () => {
      const pool = createPool({ threadsMax: 1, heapMaxMb: 32 })

      const error = await failureOf(pool, 'hog')

      expect(error).toBeInstanceOf(AnalysisFailure)
      expect(error).toMatchObject({ transient: true, message: 'The analysis ran out of memory' })
      expect(await pool.run(call('add', { a: 1, b: 1 }), never())).toEqual({ sum: 2 })
    },
  )

  test('given a bound on the result, when a result is at it and one past it, then only the second is refused', async () => {
    const pool = createPool({ resultBytesMax: 100 })

    expect(await pool.run(call('ofLength', { length: 98 }), never())).toHaveLength(98)
    expect(await failureOf(pool, 'ofLength', { length: 99 })).toMatchObject({
      transient: false,
      message: 'The result has 101 bytes; at most 100 are taken',
    })
  })

  test('given a bound on those who wait, when one more comes, then it is told to try again', async () => {
    const pool = createPool({ threadsMax: 1, waitingMax: 1 })
    const controller = new AbortController()
    const { ended } = await startEndless(pool, controller.signal)
    const waits = pool.run(call('add', { a: 1, b: 1 }), never())

    expect(await failureOf(pool, 'add')).toMatchObject({
      transient: true,
      message: 'All 1 threads are busy and 1 analyses wait',
    })
    controller.abort()
    expect(await waits).toEqual({ sum: 2 })
    await ended
  })

  test.each([
    ['threadsMax', 1],
    ['waitingMax', 1],
    ['heapMaxMb', 4],
    ['resultBytesMax', 1],
    ['idleMs', 1],
  ])(
    'given %s below %i or between two, when a pool is made, then it is refused by name',
    (field, least) => {
      for (const value of [least - 1, least + 0.5]) {
        const says = `${field} must be a whole number of ${least} or more, not ${value}`
        expect(() => new WorkerPool({ [field]: value })).toThrow(says)
      }
      expect(() => new WorkerPool({ [field]: least })).not.toThrow()
    },
  )
})

describe('failures', () => {
  test.each([
    ['cyclic', 'TypeError: Converting circular structure to JSON'],
    ['nothing', 'The analysis gave no result but undefined'],
    ['throwPlain', 'TypeError: scores are odd !!!'],
    ['throwUnreadable', 'The analysis threw something that cannot be described'],
    ['missing', 'exports no missing()'],
  ])(
    'given an analysis that ends by %s, when it is run, then it fails for good and says why',
    async (name, reason) => {
      const pool = createPool({ threadsMax: 1 })

      const error = await failureOf(pool, name)

      expect(error).toBeInstanceOf(AnalysisFailure)
      expect(error.transient).toBe(false)
      expect(error.message).toContain(reason)
      expect(error.message.length).toBeLessThanOrEqual(500)
      expect(await pool.run(call('add', { a: 1, b: 1 }), never())).toEqual({ sum: 2 })
    },
  )

  test.each([
    ['exit', 'The worker thread died: worker exited with code: 3'],
    ['rejectInPassing', 'The worker thread died'],
  ])(
    'given an analysis whose thread dies by %s, when it is run, then it may be tried again in a new one',
    async (name, reason) => {
      const pool = createPool({ threadsMax: 1 })

      const error = await failureOf(pool, name)

      expect(error).toBeInstanceOf(AnalysisFailure)
      expect(error).toMatchObject({ transient: true, message: expect.stringContaining(reason) })
      expect(await pool.run(call('add', { a: 1, b: 1 }), never())).toEqual({ sum: 2 })
    },
  )

  test('given threads too small to come up, when analyses are run, then each fails instead of waiting for ever', async () => {
    const pool = createPool({ threadsMax: 1, heapMaxMb: 4 })

    for (const error of [await failureOf(pool, 'add'), await failureOf(pool, 'add')]) {
      expect(error).toMatchObject({ transient: true, message: 'The worker threads were ended' })
    }
  })

  test('given an analysis that fails in passing, when it is run, then the failure may be tried again', async () => {
    expect(await failureOf(createPool(), 'throwTransient')).toMatchObject({
      transient: true,
      message: 'busy, come back later',
    })
  })

  test('given an input that cannot go to a thread, when it is run, then it fails for good', async () => {
    expect(await failureOf(createPool(), 'add', () => 1)).toMatchObject({
      transient: false,
      message: expect.stringContaining('The input cannot go to a thread'),
    })
  })

  test('given a source file that was never built, when it is run, then the message says what to do', async () => {
    const unbuilt = { ...call('add'), module: new URL('./not-built.ts', import.meta.url) }

    await expect(createPool().run(unbuilt, never())).rejects.toThrow('run `npm run build`')
  })
})

describe('stopping', () => {
  test('given one that runs and one that waits, when the pool stops, then both may be tried again and all threads end', async () => {
    const pool = createPool({ threadsMax: 1 })
    const { ended } = await startEndless(pool, never())
    const exited = lastThreadExits()
    const waits = failureOf(pool, 'add')

    await pool.stop()

    for (const error of [await ended, await waits]) {
      expect(error).toBeInstanceOf(AnalysisFailure)
      expect(error).toMatchObject({ transient: true, message: 'The worker threads were ended' })
    }
    await exited
    expect(pool.threads).toBe(0)
  })

  test('given a stopped pool, when an analysis comes, then it runs in a new thread', async () => {
    const pool = createPool()
    await pool.stop()

    expect(await pool.run(call('add', { a: 1, b: 1 }), never())).toEqual({ sum: 2 })
  })

  test('given idle threads of a short and of a long stay, when the short one is over, then only that thread has ended', async () => {
    const stays = createPool()
    const leaves = createPool({ idleMs: 1 })
    await stays.run(call('add', { a: 1, b: 1 }), never())
    await leaves.run(call('add', { a: 1, b: 1 }), never())

    await lastThreadExits()

    expect([stays.threads, leaves.threads]).toEqual([1, 0])
  })
})
