// Wraps a machine so that each of its transitions is committed before it takes effect: XState arms timers
// and starts invoked actors only after `transition` has returned. It decides and writes nothing itself.
import type { AnyActorRef, AnyStateMachine, EventFromLogic, SnapshotFrom } from 'xstate'

export type Commit<M extends AnyStateMachine> = (
  before: SnapshotFrom<M>,
  after: SnapshotFrom<M>,
  event: EventFromLogic<M>,
) => void

/**
 * The same machine, with `commit` called between deciding and acting. If `commit` throws, the actor
 * stops in status `error` without effects; its owner drops it and makes a new one from the row.
 */
export function durable<M extends AnyStateMachine>(machine: M, commit: Commit<M>): M {
  const logic: M = Object.create(machine)
  logic.transition = (snapshot, event, scope) => {
    const next = machine.transition(snapshot, event, scope)
    if (next !== snapshot) {
      commit(snapshot as SnapshotFrom<M>, next as SnapshotFrom<M>, event as EventFromLogic<M>)
    }
    return next
  }
  return logic
}

/** An actor that has ended takes no event any more; XState would say so on stderr. */
export const isRunning = ({ actor }: { readonly actor: AnyActorRef }): boolean =>
  actor.getSnapshot().status === 'active'

/**
 * Throws when a delayed transition names a delay that has no implementation: XState would fire it after
 * 1 ms, which here means failing and refunding every job at once.
 */
export function requireDelays(machine: AnyStateMachine): void {
  const known = machine.implementations.delays
  const isImplemented = (delay: string | number) =>
    typeof delay === 'number' ? Number.isFinite(delay) : known[delay] !== undefined
  const missing = [...nodesOf(machine.root)]
    .flatMap((node) => node.after.map(({ delay }) => ({ delay: delay as string | number, node })))
    .filter(({ delay }) => !isImplemented(delay))
    .map(({ delay, node }) => `${String(delay)} in ${node.id}`)
  if (missing.length > 0)
    throw new Error(`These delays have no implementation: ${missing.join(', ')}`)
}

type StateNode = AnyStateMachine['root']

function* nodesOf(node: StateNode): Generator<StateNode> {
  yield node
  for (const child of Object.values(node.states)) yield* nodesOf(child as StateNode)
}
