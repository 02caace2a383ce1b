import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { RealClock } from '../../src/system/clock.ts'
import { SimulatedClock } from '../../src/testing/index.ts'

const dayMs = 86_400_000
const startMs = Date.UTC(2026, 0, 1)
const notNumbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

describe('the real clock', () => {
  let clock: RealClock
  beforeEach(() => {
    vi.useFakeTimers({
      now: startMs,
      toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'],
    })
    clock = new RealClock()
  })
  afterEach(() => {
    clock.stop()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  test('tells the time of the wall when it was made, and goes on from there', () => {
    expect(clock.now()).toBe(startMs)
    vi.advanceTimersByTime(1_500)
    expect(clock.now()).toBe(startMs + 1_500)
  })

  test('follows no step of the wall clock, in either direction', () => {
    vi.setSystemTime(startMs - dayMs)
    expect(clock.now()).toBe(startMs)
    vi.setSystemTime(startMs + dayMs)
    expect(clock.now()).toBe(startMs)
  })

  test('does not start before the latest instant that was written', () => {
    expect(new RealClock({ notBefore: startMs + 5_000 }).now()).toBe(startMs + 5_000)
    expect(new RealClock({ notBefore: startMs - 5_000 }).now()).toBe(startMs)
  })

  test.each(notNumbers)('refuses a delay of %s, which Node would fire after 1 ms', (delay) => {
    expect(() => clock.setTimeout(() => {}, delay)).toThrow(TypeError)
  })

  test.each([
    ['2^31 - 1 ms', 2 ** 31 - 1],
    ['2^31 ms', 2 ** 31],
    ['25 days', 25 * dayMs],
    ['400 days', 400 * dayMs],
  ])('fires after %s and not before', (_name, delayMs) => {
    const fired = vi.fn()
    clock.setTimeout(fired, delayMs)

    vi.advanceTimersByTime(delayMs - 1)
    expect(fired).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(fired).toHaveBeenCalledOnce()
  })

  test('fires in order of the instants, also those armed later for earlier', () => {
    const fired: number[] = []
    for (const delayMs of [300, 100, 200]) clock.setTimeout(() => fired.push(delayMs), delayMs)

    vi.advanceTimersByTime(300)

    expect(fired).toEqual([100, 200, 300])
  })

  test('never fires what was cancelled, and keeps no timer for it', () => {
    const fired = vi.fn()
    clock.clearTimeout(clock.setTimeout(fired, 100))

    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(1_000)
    expect(fired).not.toHaveBeenCalled()
  })

  test('given one that cancels another of the same instant, then the other does not fire', () => {
    const fired = vi.fn()
    clock.setTimeout(() => clock.clearTimeout(second), 100)
    const second = clock.setTimeout(fired, 100)

    vi.advanceTimersByTime(100)

    expect(fired).not.toHaveBeenCalled()
  })

  test('needs one timer of Node, however many are armed', () => {
    for (let index = 1; index <= 1_000; index++) clock.setTimeout(() => {}, index * 1_000)
    expect(vi.getTimerCount()).toBe(1)
  })

  test('given a storm, then 500 fire in one turn of the loop and the rest in the next ones', () => {
    let fired = 0
    for (let index = 0; index < 1_200; index++) clock.setTimeout(() => fired++, 100)

    vi.advanceTimersToNextTimer()
    expect(fired).toBe(500)
    vi.advanceTimersToNextTimer()
    expect(fired).toBe(1_000)
    vi.advanceTimersToNextTimer()
    expect(fired).toBe(1_200)
  })

  test('given one that throws, then those after it still fire', () => {
    const fired = vi.fn()
    clock.setTimeout(() => {
      throw new Error('a bug')
    }, 100)
    clock.setTimeout(fired, 100)

    expect(() => vi.advanceTimersByTime(100)).toThrow('a bug')
    vi.advanceTimersByTime(1)

    expect(fired).toHaveBeenCalledOnce()
  })

  test('a timer armed by a timer fires in its turn', () => {
    const at: number[] = []
    clock.setTimeout(() => {
      at.push(clock.now() - startMs)
      clock.setTimeout(() => at.push(clock.now() - startMs), 50)
    }, 100)

    vi.advanceTimersByTime(150)

    expect(at).toEqual([100, 150])
  })

  test('when stopped, keeps the process alive for nothing, and goes on when it is used again', () => {
    const fired = vi.fn()
    clock.setTimeout(fired, 100)
    clock.stop()
    expect(vi.getTimerCount()).toBe(0)

    clock.setTimeout(() => {}, 200)
    vi.advanceTimersByTime(200)

    expect(fired).toHaveBeenCalledOnce()
  })
})

describe('the simulated clock', () => {
  test('starts at the beginning of 2026 and moves only when told', async () => {
    const clock = new SimulatedClock()
    expect(clock.now()).toBe(startMs)
    await clock.advance(1)
    expect(clock.now()).toBe(startMs + 1)
  })

  test('given timers armed by timers, when one step passes them all, then each fires at its instant', async () => {
    const clock = new SimulatedClock(0)
    const at: number[] = []
    const arm = () =>
      clock.setTimeout(() => {
        at.push(clock.now())
        arm()
      }, 1_000)
    arm()

    await clock.advance(3_000)

    expect(at).toEqual([1_000, 2_000, 3_000])
  })

  test('lets promises settle between two timers', async () => {
    const clock = new SimulatedClock(0)
    const heard: string[] = []
    clock.setTimeout(() => void Promise.resolve().then(() => heard.push('after the first')), 1)
    clock.setTimeout(() => heard.push('second'), 2)

    await clock.advance(2)

    expect(heard).toEqual(['after the first', 'second'])
  })

  test('fires at the instant and not a millisecond before', async () => {
    const clock = new SimulatedClock()
    const fired = vi.fn()
    clock.setTimeout(fired, 400 * dayMs)

    await clock.advance(400 * dayMs - 1)
    expect(fired).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(fired).toHaveBeenCalledOnce()
  })

  test('never fires what was cancelled', async () => {
    const clock = new SimulatedClock()
    const fired = vi.fn()
    clock.clearTimeout(clock.setTimeout(fired, 1))
    expect(clock.armed).toBe(0)

    await clock.advance(10)
    expect(fired).not.toHaveBeenCalled()
  })

  test.each(notNumbers)('refuses a delay of %s', (delay) => {
    expect(() => new SimulatedClock().setTimeout(() => {}, delay)).toThrow(TypeError)
  })
})
