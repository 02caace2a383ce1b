// The simulation of proof/sim itself: seeds hold, a history can be repeated, and what is broken on purpose is
// found, made small and kept.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keepSome, playRegressions } from '../../proof/sim/failures.ts'
import { generatePlan } from '../../proof/sim/generate.ts'
import type { Step } from '../../proof/sim/plan.ts'
import { ordersOf, playSeed, violationOf } from '../../proof/sim/play-seed.ts'
import { probeNames } from '../../proof/sim/probes.ts'
import { readPlan } from '../../proof/sim/regressions.ts'
import { simulate } from '../../proof/sim/simulate.ts'
import { drawSwarm } from '../../proof/sim/swarm.ts'
import type { Runtime } from '../../src/runtime.ts'

const days = 0.05

describe('a seed', () => {
  test.each([2, 8, 117])('%i holds, whatever breaks', async (seed) => {
    const { violation, figures } = await playSeed({ seed, days, isPlayedTwice: false })
    expect(violation).toBeUndefined()
    expect(figures.simulatedMs).toBeGreaterThan(days * 86_400_000)
  })

  test.each(['memory', 'file', 'torn'] as const)(
    'on a store of kind %s gives the same history twice, and not that of its neighbour',
    async (store) => {
      const seed = seedOn(store)
      const play = async (of: number) => (await simulate(generatePlan(of, days))).hash
      expect(await play(seed)).toBe(await play(seed))
      expect(await play(seed)).not.toBe(await play(seed + 1))
    },
  )

  test('is played twice if it is alone, or one of twenty', () => {
    const twice = (count: number) =>
      ordersOf(seeds(count), 1).filter(({ isPlayedTwice }) => isPlayedTwice).length
    expect([1, 9, 10, 29, 30, 300].map(twice)).toEqual([1, 0, 1, 1, 2, 15])
  })
})

describe('a service that is broken on purpose', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'unstuck-plans-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const looksAtNothing = ({ monitor }: Runtime) => {
    monitor.repairOverdue = async () => 0
  }
  const drifts = ({ db }: Runtime) => {
    db.$client.exec(`create temp trigger if not exists drift after insert on ledger_entries
      when new.kind = 'refund'
      begin update users set token_balance = token_balance + 1 where id = new.user_id; end`)
  }
  const givesMore = (runtime: Runtime) => {
    const grant = runtime.accounts.grant.bind(runtime.accounts)
    runtime.accounts.grant = (userId, amount, ...rest) => grant(userId, amount + 1, ...rest)
  }
  const forgetsOne = (runtime: Runtime) => {
    const after = runtime.feed.after.bind(runtime.feed)
    runtime.feed.after = async function* (userId, cursor, signal) {
      for await (const event of after(userId, cursor, signal)) if (event.id !== 2) yield event
    }
  }

  test.each([
    ['a refund given twice in part', 'M1', 1, drifts],
    ['tokens nobody gave', 'M3', 1, givesMore],
    ['an event that is never sent', 'E3', 1, forgetsOne],
    ['an alarm that rings and wakes nobody', 'L', 21, looksAtNothing],
  ])('by %s is found, made small, kept and found again', async (_, rule, from, plant) => {
    const failure = await firstFailure(from, plant)
    expect(failure.violation.rule).toBe(rule)

    const [kept] = await keepSome([failure], { days, plant, folder, runsMax: 80 })
    expect(kept?.steps).toBeLessThanOrEqual(4)
    expect(readdirSync(folder)).toEqual([`seed-${failure.seed}-${rule}.json`])

    const plan = readPlan(kept?.path ?? '')
    expect((await violationOf(plan, { plant, twice: true }))?.rule).toBe(rule)
    // It is the service that was at fault, not the plan.
    expect(await playRegressions(folder)).toEqual({ played: 1, relapses: [] })
  })

  test('by chance that is not of the seed is found as well', async () => {
    let starts = 0
    // As a process that takes something from outside of its ports: each of its starts is another.
    const plant = ({ accounts }: Runtime) => {
      const { ensure } = accounts
      const isOther = starts++ > 0
      if (isOther)
        accounts.ensure = (person) => ensure.call(accounts, { ...person, id: `${person.id}x` })
    }
    const plan = { ...generatePlan(5, days), steps: generatePlan(5, days).steps.filter(isWork) }
    expect((await violationOf(plan, { plant, twice: true }))?.rule).toBe('determinism')
  })
})

test('every plan that ever failed holds now', async () => {
  expect((await playRegressions()).relapses).toEqual([])
})

describe('what seeds are made of', () => {
  const plans = seeds(80).map((seed) => generatePlan(seed, 1))
  const steps = plans.flatMap((plan) => plan.steps)
  const of = (values: readonly unknown[]) => new Set(values)

  test('every action, every fault of an analyzer, every place to die and every store is among them', () => {
    expect([...of(steps.map((step) => step.do))].sort()).toEqual(
      [
        ...['submit', 'retry', 'cancel', 'hide', 'read', 'connect', 'disconnect'],
        ...['fail', 'grant', 'check', 'disable', 'enable'],
        ...['crash', 'stop', 'stall', 'clock', 'full', 'busy', 'release'],
        ...['insert-row', 'update-row', 'delete-row', 'delete-user'],
        ...['shift', 'set', 'unset', 'hold', 'let-go', 'drain', 'hook', 'hook-do', 'mood'],
        ...['erase', 'retain', 'backup', 'restore'],
      ].sort(),
    )
    const scripts = steps.flatMap((step) => (step.do === 'submit' ? step.scripts : []))
    expect(of(scripts.map(({ does }) => does))).toEqual(
      of(['answer', 'answer-late', 'answer-twice', 'fail', 'throw', 'lie', 'hang', 'report']),
    )
    const outside = steps.flatMap((step) => (step.do === 'submit' ? (step.outside ?? []) : []))
    expect(of(outside.map(({ works }) => works))).toEqual(
      of(['complete', 'fail', 'lie', 'vanish', 'late', 'twice', 'revive', 'forge', 'cling']),
    )
    const places = steps.flatMap((step) => (step.do === 'crash' ? [step.place] : []))
    expect(of(places)).toEqual(of(['now', 'before-commit', 'after-commit', 'ack']))
    expect(of(plans.map(({ config }) => config.store))).toEqual(of(['memory', 'file', 'torn']))
  })

  test('a kind of fault that is off leaves the workload as it was', () => {
    const on = seeds(80).map((seed) => drawSwarm(seed).on.size)
    expect(Math.min(...on)).toBeLessThan(7)
    expect(Math.max(...on)).toBeGreaterThan(10)
  })

  test('at least a hundred and twenty situations are looked for', () => {
    expect(new Set(probeNames).size).toBe(probeNames.length)
    expect(probeNames.length).toBeGreaterThanOrEqual(120)
  })
})

function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}

const isWork = (step: Step) => step.do === 'submit' || step.do === 'read'

const seedOn = (store: string): number =>
  seeds(200).find(
    (seed) => drawSwarm(seed).config.store === store && drawSwarm(seed).jobsPerDay < 60,
  ) ?? 1

async function firstFailure(from: number, plant: (runtime: Runtime) => void) {
  for (let seed = from; seed < from + 10; seed++) {
    const violation = await violationOf(generatePlan(seed, days), { plant, twice: false })
    if (violation) return { seed, violation }
  }
  throw new Error('ten seeds found nothing')
}
