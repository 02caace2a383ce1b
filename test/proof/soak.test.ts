import { describe, expect, test } from 'vitest'
import { bounds, judge, type Sample } from '../../proof/soak/judge.ts'
import { growthOf } from '../../proof/soak/series.ts'

const minuteMs = 60_000

/** What a service that holds every bound looks like, minute by minute, with the noise that there always is. */
const steady = (index: number): Sample => ({
  ...{ atMs: index * minuteMs, life: 0, resources: { Timeout: 4, TCPSocketWrap: 3 } },
  heapBytes: 40_000_000 + (index % 3) * 200_000,
  rssBytes: 180_000_000 + (index % 5) * 2_000_000,
  openFiles: 28,
  databaseBytes: 1_000_000 + index * 5_000_000,
  walBytes: 4_200_000,
  submitted: index * 600,
  answerP50Ms: 2 + (index % 2) * 0.1,
  answerP99Ms: 8 + (index % 2),
})

const samplesOf = (more: (index: number) => Partial<Sample>): readonly Sample[] =>
  Array.from({ length: 60 }, (_, index) => ({ ...steady(index), ...more(index) }))

const notHeld = (samples: readonly Sample[]): readonly string[] =>
  judge(samples)
    .filter(({ held }) => !held)
    .map(({ name }) => name)

describe('a soak', () => {
  test('of a steady service holds every bound', () => {
    expect(notHeld(samplesOf(() => ({})))).toEqual([])
  })

  test.each<[string, (index: number) => Partial<Sample>]>([
    ['heap grows', (index) => ({ heapBytes: 40_000_000 + index * 50_000 + (index % 3) * 200_000 })],
    ['memory grows', (index) => ({ rssBytes: 180_000_000 + index * 500_000 })],
    ['timers and requests, more at the end', (index) => ({ resources: { Timeout: index } })],
    ['open files, more at the end', (index) => ({ openFiles: 28 + Math.floor(index / 5) })],
    ['largest log (WAL)', (index) => ({ walBytes: index === 30 ? 16_900_000 : 4_200_000 })],
    ['file a job, last half to first', (index) => ({ databaseBytes: index ** 2 * 100_000 })],
    ['answer p50, end to beginning', (index) => ({ answerP50Ms: 2 + index / 20 })],
    ['answer p99, end to beginning', (index) => ({ answerP99Ms: 8 + index / 10 })],
  ])('finds it where %s', (name, more) => {
    expect(notHeld(samplesOf(more))).toEqual([name])
  })

  test('judges the growth within a life, not from one to the next', () => {
    const lives = (index: number) => ({ life: index < 30 ? 0 : 1 })
    const heavier = (index: number) => ({ heapBytes: index < 30 ? 40_000_000 : 60_000_000 })
    expect(notHeld(samplesOf((index) => ({ ...lives(index), ...heavier(index) })))).toEqual([])
  })

  test('finds growth in the last of several lives', () => {
    const grown = samplesOf((index) => ({
      life: index < 30 ? 0 : 1,
      heapBytes: 40_000_000 + Math.max(0, index - 30) * 100_000,
    }))
    expect(notHeld(grown)).toEqual(['heap grows'])
  })

  test('leaves out what fills up in the beginning', () => {
    const filled = samplesOf((index) => ({ rssBytes: index < 15 ? 100_000_000 : 180_000_000 }))
    expect(notHeld(filled)).toEqual([])
  })

  test('bounds hold at the bound and not above it', () => {
    const wal = (bytes: number) => notHeld(samplesOf(() => ({ walBytes: bytes })))
    expect(wal(bounds.walBytes * 1_000_000)).toEqual([])
    expect(wal(bounds.walBytes * 1_000_000 + 1)).toEqual(['largest log (WAL)'])
  })
})

describe('the line through points', () => {
  test('has their slope, and no error where they lie on it', () => {
    const growth = growthOf([0, 1, 2, 3].map((hours) => ({ hours, value: 5 + 2 * hours })))
    expect(growth.perHour).toBeCloseTo(2, 12)
    expect(growth.error).toBeCloseTo(0, 12)
    expect(growth.total).toBeCloseTo(6, 12)
  })

  test('says nothing of two points, or of points at one time', () => {
    const two = [0, 1].map((hours) => ({ hours, value: hours }))
    const atOnce = [1, 2, 3].map((value) => ({ hours: 1, value }))
    for (const points of [two, atOnce]) {
      expect(growthOf(points)).toEqual({ perHour: 0, error: Number.POSITIVE_INFINITY, total: 0 })
    }
  })
})
