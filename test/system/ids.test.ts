import { expect, test } from 'vitest'
import { makeNewId } from '../../src/system/ids.ts'

const zeros = () => new Uint8Array(16)

test('an id is a UUID of version 7 that begins with the instant of its making', () => {
  const newId = makeNewId(() => 0x0123_4567_89ab, zeros)
  expect(newId()).toBe('01234567-89ab-7000-8000-000000000000')
})

test('an id made later sorts later', () => {
  let now = Date.UTC(2026, 0, 1)
  const newId = makeNewId(() => now)
  const first = newId()
  now += 1
  expect(newId() > first).toBe(true)
})

test('ten thousand ids of one instant are all different', () => {
  const newId = makeNewId(() => 0)
  expect(new Set(Array.from({ length: 10_000 }, newId)).size).toBe(10_000)
})
