// Bugs in what people are told: events that are lost, doubled, early, or told to somebody else.
import { type Mutant, mutant } from '../mutant.ts'

const simulation = { by: 'simulation' } as const

export const eventMutants: readonly Mutant[] = [
  mutant(
    'ack-before-commit',
    'A submission is answered before it is durable, and gone when the commit then fails',
    { by: 'histories' },
    [
      'src/actors/group-commit.ts',
      'return { item, value: transaction.inSavepoint(this.#db, item.work), effects }',
      `const value = transaction.inSavepoint(this.#db, item.work)
      item.resolve(value)
      return { item, value, effects }`,
    ],
  ),
  mutant(
    'notify-before-commit',
    'Subscribers are woken and analyses begin for what is then rolled back',
    simulation,
    [
      'src/actors/group-commit.ts',
      'return { item, value: transaction.inSavepoint(this.#db, item.work), effects }',
      `const value = transaction.inSavepoint(this.#db, item.work)
      for (const effect of effects) this.#act(effect.committed)
      return { item, value, effects: [] }`,
    ],
  ),
  mutant(
    'event-in-a-second-transaction',
    'A death between the two leaves a job that moved and nobody told',
    { by: 'histories' },
    [
      'src/db/commit.ts',
      'insertEvent(db, after, event.type, n, withMoney(event.metadata, refundReason, settlement))',
      'queueMicrotask(() => insertEvent(db, after, event.type, n, withMoney(event.metadata, refundReason, settlement)))',
    ],
  ),
  mutant('event-missing', 'A job that is started is not told', { by: 'histories' }, [
    'src/domain/decision.ts',
    "return { ...base, event: { type: 'analysis.started', metadata: named(after) } }",
    'return base',
  ]),
  mutant(
    'cursor-from-memory',
    'Events are numbered by a counter of the process: doubled after a restart, a hole after a rollback',
    { by: 'histories' },
    [
      'src/db/commit.ts',
      'const n = cursor ?? lastEventOf(db, after.userId) + 1',
      `const n = Math.max(counted.get(after.userId) ?? 0, lastEventOf(db, after.userId)) + 1
    counted.set(after.userId, n)`,
    ],
    [
      'src/db/commit.ts',
      '/** Counted from the events themselves,',
      'const counted = new Map<string, number>()\n\n/** Counted from the events themselves,',
    ],
  ),
  mutant(
    'subscription-gap',
    'What is committed between the last read and the start of waiting is not told until something else is',
    { by: 'tests', files: ['test/actors/event-feed.test.ts'] },
    [
      'src/actors/event-feed.ts',
      'if (page.length === 0) await this.#nextCommit(userId, signal)',
      'if (page.length === 0) { await null; await this.#nextCommit(userId, signal) }',
    ],
  ),
  mutant(
    'subscription-skips',
    'A subscriber that is behind misses what was told while it was',
    simulation,
    ['src/actors/event-feed.ts', 'seen = event.id', 'seen = page.at(-1)?.id ?? seen'],
    [
      'src/actors/event-feed.ts',
      'for (const event of page) {',
      'for (const event of page.slice(-20)) {',
    ],
  ),
  mutant(
    'subscription-doubles',
    'A subscriber that comes back is sent its last event again',
    simulation,
    ['src/actors/event-feed.ts', 'let seen = cursor', 'let seen = Math.max(0, cursor - 1)'],
  ),
  mutant('nobody-woken', 'Subscribers hear of a change only at the next one', simulation, [
    'src/tell-committed.ts',
    'if (event) parts.wake(after.userId)',
    'void event',
  ]),
  mutant(
    'place-to-resume-lost',
    'The stream begins with what happens next, whatever its client has seen',
    { by: 'tests', files: ['test/router/notifications.test.ts'] },
    [
      'src/router/notification-stream.ts',
      'const cursor = Number(lastEventId)\n',
      'const cursor = Math.max(Number(lastEventId), head)\n',
    ],
  ),
  mutant(
    'client-takes-a-gap-for-nothing',
    'A client that was away does not read the history when its connection stands again',
    { by: 'tests', files: ['test/client/event-hub.test.ts'] },
    ['client/event-hub.ts', "onStarted: () => this.#tell('look'),", 'onStarted: () => {},'],
  ),
]
