// The job's machine as a picture's data, read from the machine itself: what is drawn cannot differ from what runs.
// It runs nothing; the machine it reads has no clock and no analysis.
import { type AnyStateNode, fromCallback } from 'xstate'
import type { ChartMove, ChartState, Statechart } from '../domain/statechart.ts'
import { makeJobMachine } from './job.machine.ts'

export function jobStatechart(): Statechart {
  const { root } = makeJobMachine({
    now: () => 0,
    policyOf: () => ({ queuedTimeoutMs: 0, processingTimeoutMs: 0, hardLimitMs: 0, triesMax: 0 }),
    analyze: fromCallback(() => {}),
  })
  const nodes = below(root as AnyStateNode)
  return { states: nodes.map(stateOf), moves: nodes.flatMap(movesOf) }
}

/** Every state, outer ones before those in them. */
const below = (node: AnyStateNode): AnyStateNode[] =>
  Object.values(node.states).flatMap((child) => [child, ...below(child)])

const idOf = (node: AnyStateNode): string => node.path.join('.')

const stateOf = (node: AnyStateNode): ChartState => ({
  id: idOf(node),
  name: node.key,
  parent: node.parent && node.parent.path.length > 0 ? idOf(node.parent) : null,
  isFinal: node.type === 'final',
  isInitial: node.parent?.initial?.target.includes(node) ?? false,
})

type Definition = NonNullable<AnyStateNode['always']>[number]

function movesOf(node: AnyStateNode): ChartMove[] {
  const move = (on: string) => (definition: Definition) => ({
    from: idOf(node),
    to: idOf(definition.target?.[0] ?? node),
    on,
    guard: guardOf(definition.guard),
    code: definition.actions.map(codeOf).find((code) => code !== null) ?? null,
  })
  return [
    ...(node.always ?? []).map(move('always')),
    ...[...node.transitions].flatMap(([event, definitions]) =>
      definitions.map(move(nameOf(event))),
    ),
  ]
}

/** XState names the event of a delay after the delay and the state: `xstate.after.untilDeadline.job.queued`. */
const nameOf = (event: string): string => {
  const delay = /^xstate\.after\.([^.]+)\./.exec(event)?.[1]
  return delay === undefined ? event : `after ${delay}`
}

const guardOf = (guard: unknown): string | null => {
  if (typeof guard === 'string') return guard
  const type = (guard as { type?: unknown } | undefined)?.type
  return typeof type === 'string' ? type : null
}

const codeOf = (action: unknown): string | null => {
  const code = (action as { params?: { code?: unknown } }).params?.code
  return typeof code === 'string' ? code : null
}
