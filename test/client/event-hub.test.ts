import { expect, test } from 'vitest'
import { EventHub, type SubscribeHandlers } from '../../client/event-hub.ts'
import { Inbox } from '../../client/inbox.ts'

function makeHub() {
  const opened: SubscribeHandlers[] = []
  const hub = new EventHub((handlers) => {
    opened.push(handlers)
    return { unsubscribe() {} }
  })
  return { hub, opened }
}

const nothing = async () => []

test.each<[string, (handlers: SubscribeHandlers) => void]>([
  ['a subscription that stands only after the first reading', ({ onStarted }) => onStarted()],
  ['a subscription that ended', ({ onStopped }) => onStopped()],
  [
    'events that are no longer kept',
    ({ onData }) => onData({ id: '9', data: { event: 'reset', cursor: 9, message: 'missed' } }),
  ],
])(
  'given %s, then the history is read again and nothing waits for the next look',
  async (_name, happen) => {
    const { hub, opened } = makeHub()
    const inbox = new Inbox(hub, 'job-1')
    await inbox.take(nothing)
    const waited = inbox.wait(60_000)

    for (const handlers of opened) happen(handlers)

    expect(await waited).toBe(true)
    let looked = 0
    await inbox.take(async () => {
      looked++
      return []
    })
    expect(looked).toBe(1)
    inbox.close()
  },
)
