// What the command line of the simulation takes, and what it refuses.
import { expect, test } from 'vitest'
import { optionsFrom } from '../../proof/sim/options.ts'

test('three hundred seeds of a day, two thousand in full, or one', () => {
  const seedsOf = (...args: string[]) => optionsFrom(args).seeds
  expect(seedsOf()).toHaveLength(300)
  expect(optionsFrom([]).days).toBe(1)
  expect(seedsOf('--full')).toHaveLength(2_000)
  expect(seedsOf('--seeds', '3', '--from', '5')).toEqual([5, 6, 7])
  expect(seedsOf('--seed', '9')).toEqual([9])
})

test.each([
  [['--seeds', '0'], '--seeds must be a whole number from 1 to 1000000, not "0"'],
  [['--days', '1.5'], '--days must be'],
  [['--seeds', '1000001'], '--seeds must be'],
  [['--sedes', '1'], 'Unknown option'],
])('%s is refused in words', (args, words) => {
  expect(() => optionsFrom(args)).toThrow(words)
})
