// One person's events as a stream: from where the client was, each once and in order, then live. Where that
// place is not in the history it says so. It keeps nothing but its own place.
import { type TrackedEnvelope, tracked } from '@trpc/server'
import * as events from '../db/events.queries.ts'
import {
  type EventEnvelope,
  type Notification,
  type ResetNotice,
  toNotification,
} from '../domain/events.ts'
import type { RouterContext, UserCaller } from './context.ts'
import { SubscriptionLife } from './subscription-life.ts'

export interface StreamStart {
  /** The id of the last event the client has seen. */
  readonly lastEventId?: string | undefined
  /** Where to begin without one: at the oldest event kept, or with the next to come. */
  readonly from?: 'now' | 'start' | undefined
}

type Told = TrackedEnvelope<Notification | ResetNotice>

export async function* notificationStream(
  ctx: RouterContext & { readonly caller: UserCaller },
  start: StreamStart,
  clientGone: AbortSignal | undefined,
): AsyncGenerator<Told, void, undefined> {
  const { caller, service } = ctx
  const life = new SubscriptionLife(ctx, caller, clientGone)
  try {
    const { cursor, isLost } = placeOf(events.bounds(service.db, caller.userId), start)
    let seen = cursor
    if (isLost) yield reset(seen)
    for await (const event of service.feed.after(caller.userId, seen, life.signal)) {
      // Retention overtook a reader that was away or slow: what is missing must not go unsaid.
      if (event.id !== seen + 1) yield reset(event.id - 1)
      seen = event.id
      yield tracked(String(seen), inWords(event))
    }
    life.throwIfFailed()
  } finally {
    life.end()
  }
}

/** One event told to many subscribers is put into words once. */
const said = new WeakMap<EventEnvelope, Notification>()

function inWords(event: EventEnvelope): Notification {
  const known = said.get(event)
  if (known) return known
  const notification = toNotification(event)
  said.set(event, notification)
  return notification
}

function placeOf(bounds: { floor: number; head: number }, { lastEventId, from }: StreamStart) {
  const { floor, head } = bounds
  if (lastEventId === undefined) {
    return { cursor: from === 'start' ? floor : head, isLost: false }
  }
  const cursor = Number(lastEventId)
  const isLost = cursor < floor || cursor > head
  return { cursor: isLost ? head : cursor, isLost }
}

const reset = (cursor: number): Told =>
  tracked(String(cursor), {
    event: 'reset',
    cursor,
    message: 'Events were missed that are no longer kept; read the state of your jobs anew',
  } satisfies ResetNotice)
