import fc from 'fast-check'

/** One thing that happens to a service. Numbers pick a user, a job or a call, counted from the newest. */
export type Step =
  | { does: 'submit'; user: number; score: number; key: 'none' | 'first' | 'second' }
  | { does: 'submit outside'; user: number }
  | { does: 'claim'; worker: number }
  | { does: 'work'; claim: number; how: Work }
  | { does: 'retry'; job: number }
  | { does: 'cancel'; job: number; by: 'owner' | 'stranger' | 'operator' }
  | { does: 'hide'; job: number }
  | { does: 'fail'; job: number }
  | { does: 'answer'; call: number; how: Answer }
  | { does: 'report'; job: number; what: 'success' | 'failure' | 'heartbeat'; attempt: -1 | 0 | 1 }
  | { does: 'pass'; ms: number }
  | { does: 'wait'; until: 'just before the next timer' | 'the next timer' }
  | { does: 'breathe' }
  | { does: 'insert'; user: number; status: string; agedMs: number; cost: number }
  | { does: 'touch'; job: number; how: Touch }
  | { does: 'check' }
  | { does: 'grant'; user: number; amount: number }
  | { does: 'switch'; user: number; on: boolean }
  | { does: 'crash'; awayMs: number }
  | { does: 'die'; at: 'before-commit' | 'after-commit' }
  | { does: 'lose commits'; times: number }

export type Answer = 'succeed' | 'pass by' | 'for good' | 'nonsense' | 'heartbeat' | 'progress'
export type Work = 'heartbeat' | 'complete' | 'nonsense' | 'pass by' | 'for good' | 'guess'
export type Touch = 'age' | 'fail' | 'start' | 'complete' | 'forget the deadline' | 'unknown'

/** Timeouts of the histories: short, so that little time has to pass; longer than the service's pauses. */
export const timeouts = { queuedMs: 12_000, processingMs: 6_000, hardMs: 15_000, leaseMs: 4_000 }

const { queuedMs, processingMs, hardMs, leaseMs } = timeouts
const user = fc.nat(2)
const job = fc.nat(3)
const just = <const Does extends Step['does']>(does: Does) => fc.constant(does)

const durations = [
  ...[1, 500, 999, 1_000, 1_001, 2_999, 3_000, 5_000, 7_500],
  ...[queuedMs, processingMs, hardMs, leaseMs].flatMap((ms) => [ms - 1, ms, ms + 1]),
]

/** The steps, each as likely as its weight says. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      does: just('submit'),
      user: fc.nat(1),
      score: fc.nat(1),
      key: fc.constantFrom('none', 'none', 'first', 'second'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      does: just('answer'),
      call: job,
      how: fc.constantFrom(
        'succeed',
        'succeed',
        'pass by',
        'for good',
        'nonsense',
        'heartbeat',
        'progress',
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ does: just('pass'), ms: fc.constantFrom(...durations) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: just('wait'),
      until: fc.constantFrom('just before the next timer', 'the next timer'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ does: just('breathe') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: just('report'),
      job,
      what: fc.constantFrom('success', 'failure', 'heartbeat'),
      attempt: fc.constantFrom(-1, 0, 1),
    }),
  },
  { weight: 4, arbitrary: fc.record({ does: just('submit outside'), user: fc.nat(1) }) },
  { weight: 6, arbitrary: fc.record({ does: just('claim'), worker: fc.nat(1) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      does: just('work'),
      claim: job,
      how: fc.constantFrom(
        'heartbeat',
        'complete',
        'complete',
        'nonsense',
        'pass by',
        'for good',
        'guess',
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: just('retry'), job }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: just('cancel'),
      job,
      by: fc.constantFrom('owner', 'owner', 'stranger', 'operator'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: just('hide'), job }) },
  { weight: 1, arbitrary: fc.record({ does: just('fail'), job }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: just('insert'),
      user,
      status: fc.constantFrom('queued', 'processing', 'failed', 'limbo'),
      agedMs: fc.constantFrom(0, processingMs - 1, processingMs, queuedMs, 86_400_000),
      cost: fc.constantFrom(1, 1, 5),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: just('touch'),
      job,
      how: fc.constantFrom('age', 'fail', 'start', 'complete', 'forget the deadline', 'unknown'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: just('check') }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: just('grant'), user, amount: fc.integer({ min: 1, max: 2 }) }),
  },
  { weight: 1, arbitrary: fc.record({ does: just('switch'), user, on: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: just('crash'),
      awayMs: fc.constantFrom(0, 1_000, processingMs, 60_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: just('die'),
      at: fc.constantFrom('before-commit', 'after-commit'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: just('lose commits'), times: fc.integer({ min: 1, max: 3 }) }),
  },
)

export const steps = fc.array(step, { minLength: 1, maxLength: 12 })
