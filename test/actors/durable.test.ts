import { describe, expect, test } from 'vitest'
import { createActor, type EventObject, fromCallback, setup } from 'xstate'
import { durable, requireDelays } from '../../src/actors/durable.ts'
import { type AnalyzeInput, makeJobMachine } from '../../src/machines/job.machine.ts'
import { defaultSettings } from '../../src/testing/defaults.ts'

const tracing = (options: { failing?: boolean } = {}) => {
  const trace: string[] = []
  const analyze = fromCallback<EventObject>(() => {
    trace.push('invoke')
    return () => void trace.push('stop')
  })
  const machine = setup({ actors: { analyze }, delays: { soon: 100, later: 200 } }).createMachine({
    initial: 'queued',
    states: {
      queued: { after: { soon: 'failed' }, on: { start: 'processing', note: {} } },
      processing: { invoke: { src: 'analyze' }, after: { later: 'failed' } },
      failed: { type: 'final' },
    },
  })
  const logic = durable(machine, (_before, after) => {
    trace.push(`commit ${String(after.value)}`)
    if (options.failing) throw new Error('the disk is full')
  })
  const clock = {
    setTimeout: (_fn: unknown, delayMs: number) => trace.push(`arm ${delayMs}`),
    clearTimeout: () => void trace.push('clear'),
  }
  const errors: unknown[] = []
  const actor = createActor(logic, { clock })
  actor.subscribe({ error: (error) => errors.push(error) })
  return { trace, actor, errors }
}

describe('a durable machine', () => {
  test('commits before a timer is cleared or armed and before anything is invoked', () => {
    const { trace, actor } = tracing()
    actor.start()
    expect(trace).toEqual(['arm 100'])
    trace.length = 0

    actor.send({ type: 'start' })

    expect(trace).toEqual(['commit processing', 'clear', 'arm 200', 'invoke'])
  })

  test('given a commit that fails, then no timer is left, nothing is invoked and the actor is dead', () => {
    const { trace, actor, errors } = tracing({ failing: true })
    actor.start()
    trace.length = 0

    actor.send({ type: 'start' })

    expect(trace).toEqual(['commit processing', 'clear'])
    expect(errors).toEqual([new Error('the disk is full')])
    expect(actor.getSnapshot()).toMatchObject({ status: 'error', value: 'queued' })
  })

  test('does not commit what changes nothing', () => {
    const { trace, actor } = tracing()
    actor.start()
    trace.length = 0

    actor.send({ type: 'unheard of' } as never)

    expect(trace).toEqual([])
  })
})

describe('delays', () => {
  const withDelay = (delay: string | number) =>
    setup({ delays: { known: 1 } }).createMachine({
      initial: 'outer',
      states: {
        outer: {
          initial: 'inner',
          states: { inner: { after: { [delay]: 'other' } as Record<string, 'other'> }, other: {} },
        },
      },
    })

  test('of the job are all implemented', () => {
    const analyze = fromCallback<EventObject, AnalyzeInput>(() => {})
    const policyOf = () => defaultSettings
    const machine = makeJobMachine({ now: () => 0, policyOf, analyze })
    expect(() => requireDelays(machine)).not.toThrow()
  })

  test('a misspelt one stops the start, and its place is named', () => {
    expect(() => requireDelays(withDelay('knwon'))).toThrow(
      /no implementation: knwon in .*outer\.inner/,
    )
  })

  test('a known name or a number of milliseconds is fine', () => {
    expect(() => requireDelays(withDelay('known'))).not.toThrow()
    expect(() => requireDelays(withDelay(500))).not.toThrow()
  })

  test('a number that is none is refused', () => {
    expect(() => requireDelays(withDelay(Number.POSITIVE_INFINITY))).toThrow('no implementation')
  })
})
