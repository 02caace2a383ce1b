import { beforeEach, describe, expect, test } from 'vitest'
import { RateLimiter } from '../../src/actors/rate-limiter.ts'

let now = 0
beforeEach(() => {
  now = 1_000_000
})
const make = (perMinute: number, burst: number) =>
  new RateLimiter({ clock: { now: () => now }, limit: { perMinute, burst } })

describe('a limit of 60 a minute, 3 at once', () => {
  test('allows three at once and makes the fourth wait a second', () => {
    const limiter = make(60, 3)
    expect([1, 2, 3, 4].map(() => limiter.take('ana'))).toEqual([0, 0, 0, 1_000])
  })

  test('allows the next one when its wait is over and not before', () => {
    const limiter = make(60, 3)
    for (let taken = 0; taken < 3; taken++) limiter.take('ana')
    now += 999
    expect(limiter.take('ana')).toBeGreaterThan(0)
    now += 1
    expect(limiter.take('ana')).toBe(0)
    expect(limiter.take('ana')).toBe(1_000)
  })

  test('is no harder on who keeps asking', () => {
    const limiter = make(60, 1)
    limiter.take('ana')
    for (let ms = 0; ms < 999; ms++) {
      now += 1
      expect(limiter.take('ana')).toBeGreaterThan(0)
    }
    now += 1
    expect(limiter.take('ana')).toBe(0)
  })

  test('refills to three and no further', () => {
    const limiter = make(60, 3)
    limiter.take('ana')
    now += 3_600_000
    expect([1, 2, 3, 4].map(() => limiter.take('ana'))).toEqual([0, 0, 0, 1_000])
  })

  test('counts each key by itself', () => {
    const limiter = make(60, 1)
    expect(limiter.take('ana')).toBe(0)
    expect(limiter.take('bob')).toBe(0)
    expect(limiter.take('ana')).toBe(1_000)
  })
})

test('remembers 50,000 keys and forgets the longest unused beyond them', () => {
  const limiter = make(1, 1)
  limiter.take('first')
  limiter.take('second')
  for (let key = 2; key < 50_000; key++) limiter.take(`k${key}`)
  expect(limiter.take('first')).toBeGreaterThan(0)

  limiter.take('one more')

  expect(limiter.take('first')).toBeGreaterThan(0)
  expect(limiter.take('second')).toBe(0)
})
