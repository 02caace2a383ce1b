import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type AlertState, alertRules, looked, messageOf, quiet } from '../../src/domain/alerts.ts'
import { well } from './support/well.ts'

const minuteMs = 60_000
const repeatMs = 4 * 60 * minuteMs
const rules = alertRules({ backlog: 100, noCompletionMs: 15 * minuteMs })
const ruleOf = (name: string) =>
  rules.find((rule) => rule.name === name) ?? expect.unreachable(name)

/** What is told while the figure is each of these, half a minute apart, from `now` on. */
function told(name: string, values: readonly (number | undefined)[], from: AlertState = quiet) {
  let state = from
  return values.flatMap((value, index) => {
    const now = index * 30_000
    const step = looked(ruleOf(name), state, value, { now, repeatMs })
    state = step.state
    return step.news === undefined ? [] : [`${index / 2} min ${step.news}`]
  })
}

const times = (count: number, value: number | undefined) =>
  Array<number | undefined>(count).fill(value)

describe('a threshold', () => {
  test('of 100: 100 is quiet, 101 fires when it has held for 5 minutes', () => {
    expect(told('backlog', times(50, 100))).toEqual([])
    expect(told('backlog', times(10, 101))).toEqual([])
    expect(told('backlog', times(11, 101))).toEqual(['5 min firing'])
  })

  test('that is left once begins anew', () => {
    expect(told('backlog', [...times(10, 101), 100, ...times(10, 101)])).toEqual([])
  })

  test('is resolved at the lower one, when that has held for 2 minutes', () => {
    const firing = times(11, 101)
    expect(told('backlog', [...firing, ...times(20, 51)])).toEqual(['5 min firing'])
    expect(told('backlog', [...firing, ...times(4, 50)])).toEqual(['5 min firing'])
    expect(told('backlog', [...firing, ...times(5, 50)])).toEqual([
      '5 min firing',
      '7.5 min resolved',
    ])
  })

  test('a figure that goes up and down around it is told once', () => {
    const flapping = Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? 101 : 50))
    expect(told('backlog', flapping)).toEqual([])
    expect(told('backlog', [...times(11, 101), ...flapping])).toEqual(['5 min firing'])
  })

  test('a figure that cannot be read changes nothing', () => {
    expect(told('stuck', [...times(11, 3), ...times(100, undefined)])).toEqual(['5 min firing'])
    expect(told('stuck', [...times(5, 3), undefined, ...times(5, 3)])).toEqual(['5 min firing'])
  })
})

test('what still fires is told again every 4 hours, and no sooner', () => {
  const day = times(2 * 60 * 9, 7)
  expect(told('stuck', day)).toEqual(['5 min firing', '245 min repeated', '485 min repeated'])
})

test('money that does not add up is told at once', () => {
  expect(told('ledger', [undefined, 0, 2])).toEqual(['1 min firing'])
})

describe('nothing completed', () => {
  const rule = ruleOf('nothing-completed')
  test.each([
    [{ queued: 1, completed: 0 }, 1],
    [{ queued: 0, completed: 0 }, 0],
    [{ queued: 9, completed: 1 }, 0],
    [{ queued: undefined, completed: 0 }, undefined],
  ])('%j: %s', (figures, value) => expect(rule.value({ ...well, ...figures })).toBe(value))

  test('fires after so many minutes without one', () => {
    expect(told('nothing-completed', times(30, 1))).toEqual([])
    expect(told('nothing-completed', times(31, 1))).toEqual(['15 min firing'])
  })
})

test('what is well fires nothing', () => {
  const values = rules.map((rule) => [rule.name, rule.value(well) ?? 0, rule.firesAbove] as const)
  expect(values.filter(([, value, firesAbove]) => value > firesAbove)).toEqual([])
})

test.each(rules.map((rule) => [rule.name, rule] as const))(
  '%s is resolved no higher than it fires, says what is so and where to read on',
  (_, rule) => {
    const figures = { ...well, queued: 120, failing: ['store'], unwell: ['disk'] }
    const message = messageOf(rule, 'firing', { value: 7, figures, since: 0 })
    const headings = readFileSync('docs/operations.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('#'))
      .map((line) =>
        line.replace(/^#+ /, '').toLowerCase().replaceAll(' ', '-').replaceAll(',', ''),
      )

    expect(rule.resolvesAt).toBeLessThanOrEqual(rule.firesAbove)
    expect(message.message.length).toBeGreaterThan(15)
    expect(headings).toContain(message.see.replace('docs/operations.md#', ''))
  },
)

test('a message is bounded, however many checks fail', () => {
  const failing = Array.from({ length: 1_000 }, (_, index) => `check-${index}`)
  const figures = { ...well, failing }
  const told = messageOf(ruleOf('not-ready'), 'firing', { value: 1_000, figures, since: 0 })
  expect(told.message).toHaveLength(500)
})
