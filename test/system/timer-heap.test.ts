import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DueTimer, TimerHeap } from '../../src/system/timer-heap.ts'

const noop = () => {}
const drain = (heap: TimerHeap, now: number): DueTimer[] => {
  const due = heap.takeDue(now)
  return due ? [due, ...drain(heap, now)] : []
}

test('timers come out by due instant, and in the order of arming where it is the same', () => {
  const heap = new TimerHeap()
  const fired: string[] = []
  for (const [name, delayMs] of [
    ['late', 30],
    ['first', 10],
    ['second', 10],
    ['now', 0],
  ] as const) {
    heap.add(() => fired.push(name), 1_000, delayMs)
  }

  for (const timer of drain(heap, 1_030)) timer.fn()

  expect(fired).toEqual(['now', 'first', 'second', 'late'])
})

test('a timer is due at its instant and not a millisecond before', () => {
  const heap = new TimerHeap()
  heap.add(noop, 0, 10)

  expect(heap.takeDue(9)).toBeUndefined()
  expect(heap.takeDue(10)).toBeDefined()
})

test('a negative delay is due at once', () => {
  const heap = new TimerHeap()
  expect(heap.add(noop, 500, -1).dueAt).toBe(500)
})

test.each([
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  '5',
  null,
  undefined,
  5n,
])('a delay of %s is refused', (delay) => {
  expect(() => new TimerHeap().add(noop, 0, delay as number)).toThrow(TypeError)
})

describe('cancelling', () => {
  test('takes a timer out, once', () => {
    const heap = new TimerHeap()
    const timer = heap.add(noop, 0, 1)
    heap.add(noop, 0, 2)
    heap.cancel(timer)
    heap.cancel(timer)

    expect(heap.size).toBe(1)
    expect(drain(heap, 10)).toHaveLength(1)
    expect(heap.size).toBe(0)
  })

  test('a timer that fired changes nothing', () => {
    const heap = new TimerHeap()
    const timer = heap.add(noop, 0, 1)
    heap.add(noop, 0, 2)
    heap.takeDue(1)
    heap.cancel(timer)

    expect(heap.size).toBe(1)
  })

  test('most of 400,000 timers leaves the others in order', () => {
    const heap = new TimerHeap()
    const timers = Array.from({ length: 400_000 }, (_, index) => heap.add(noop, 0, index % 1_000))
    for (let index = 0; index < 240_000; index++) heap.cancel(timers[index])

    expect(heap.size).toBe(160_000)
    expect(drain(heap, 0)).toHaveLength(160)
    expect(heap.peek()?.dueAt).toBe(1)
  })

  test('nothing is allowed', () => {
    const heap = new TimerHeap()
    heap.cancel(undefined)
    expect(heap.size).toBe(0)
  })
})

test('whatever is added, cancelled and taken, the heap agrees with a sorted list', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ does: fc.constant('add'), n: fc.nat(50) }) },
    { weight: 3, arbitrary: fc.record({ does: fc.constant('cancel'), n: fc.nat(400) }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('take'), n: fc.nat(20) }) },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      const heap = new TimerHeap()
      const timers: DueTimer[] = []
      let waiting: DueTimer[] = []
      let now = 0
      for (const { does, n } of steps) {
        if (does === 'add') {
          const timer = heap.add(noop, now, n)
          timers.push(timer)
          waiting.push(timer)
        } else if (does === 'cancel') {
          heap.cancel(timers[n])
          waiting = waiting.filter((timer) => timer !== timers[n])
        } else {
          now += n
          const due = waiting.filter(({ dueAt }) => dueAt <= now)
          due.sort((a, b) => a.dueAt - b.dueAt || timers.indexOf(a) - timers.indexOf(b))
          waiting = waiting.filter((timer) => !due.includes(timer))
          expect(drain(heap, now)).toEqual(due)
        }
        expect(heap.size).toBe(waiting.length)
        expect(heap.peek()?.dueAt).toBe(
          waiting.length === 0 ? undefined : Math.min(...waiting.map(({ dueAt }) => dueAt)),
        )
      }
    }),
  )
})
