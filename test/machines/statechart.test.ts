import { expect, test } from 'vitest'
import { failureCodes } from '../../src/domain/job.ts'
import { jobStatechart } from '../../src/machines/statechart.ts'

const { states, moves } = jobStatechart()
const ids = states.map(({ id }) => id)

test('every move leads from a state that is there to one that is there', () => {
  expect(moves.flatMap(({ from, to }) => [from, to]).filter((id) => !ids.includes(id))).toEqual([])
  expect(states.filter(({ parent }) => parent !== null && !ids.includes(parent))).toEqual([])
})

test('it begins in one state, and nothing leaves the final ones', () => {
  const top = states.filter(({ parent }) => parent === null)
  expect(top.filter(({ isInitial }) => isInitial).map(({ id }) => id)).toEqual(['activating'])
  const final = states.filter(({ isFinal }) => isFinal).map(({ id }) => id)
  expect(final).toEqual(['completed', 'failed'])
  expect(moves.filter(({ from }) => final.includes(from))).toEqual([])
})

test('delays, events and codes have the names that people know', () => {
  expect(moves.map(({ on }) => on).filter((on) => on.includes('xstate'))).toEqual([])
  const known: readonly string[] = failureCodes
  expect(moves.filter(({ code }) => code !== null && !known.includes(code))).toEqual([])
  expect(moves).toContainEqual({
    from: 'processing.backingOff',
    to: 'processing.analyzing',
    ...{ on: 'after untilRetry', guard: null, code: null },
  })
})
